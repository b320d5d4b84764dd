"""An adviser as members told of the work; who it is, the page of members says by consent."""

from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.national.tables import Table
from shared.chassis.localised import LocalisedText


class Adviser(Table):
    """Someone of the support organisation, with the regions covered."""

    __tablename__ = "advisers"

    adviser_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    kind: Mapped[str]
    title: Mapped[LocalisedText]
    languages: Mapped[list[str]] = mapped_column(JSONB)
    regions: Mapped[list[str]] = mapped_column(JSONB)
    starts: Mapped[date]
    ends: Mapped[date | None]
