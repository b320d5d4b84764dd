"""The contact person of a municipality: who gets the table's public news and the topics addressed to it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.problems import Problem
from shared.contracts.cooperation import MunicipalContactChanged


class ContactKnown(Problem):
    """This address is already a contact of the municipality."""

    slug = "members/contact-known"
    status = 409
    field: ClassVar[str] = "email"


class MunicipalContact(Table):
    """A contact of a municipality, by role. Once it ends, the row goes."""

    __tablename__ = "municipal_contact"
    __table_args__ = (UniqueConstraint("municipality", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    municipality: Mapped[str]
    role: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]

    def told(self, until: datetime | None = None) -> MunicipalContactChanged:
        """Return that the municipality has this contact, or has it until a moment."""
        return MunicipalContactChanged(
            contact_id=self.id,
            version=2 if until else 1,
            municipality=self.municipality,
            person_id=self.person_id,
            since=self.since,
            until=until,
        )
