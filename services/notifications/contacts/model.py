"""A contact of a municipality as members told of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.tables import Table


class MunicipalContact(Table):
    """A contact of a municipality from a moment on, until one when it has ended."""

    __tablename__ = "municipal_contacts"
    __table_args__ = (Index("municipal_contacts_of_person", "person_id"),)

    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    municipality: Mapped[str]
    person_id: Mapped[UUID]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
