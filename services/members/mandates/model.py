"""What a mandate was before it was changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.members.representation.model import LEVELS, POSTS, Mandate
from services.members.tables import Table
from shared.chassis.localised import LocalisedText

FACTS = ("organ", "level", "post", "represents", "starts", "ends")


class MandateEdition(Table):
    """A mandate as it was written until a moment."""

    __tablename__ = "mandate_edition"
    __table_args__ = (
        UniqueConstraint("mandate_id", "version"),
        CheckConstraint(f"post in {POSTS}", name="post"),
        CheckConstraint(f"level in {LEVELS}", name="level"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    mandate_id: Mapped[UUID] = mapped_column(ForeignKey("mandate.id"))
    version: Mapped[int]
    organ: Mapped[LocalisedText]
    level: Mapped[str]
    post: Mapped[str]
    represents: Mapped[str]
    starts: Mapped[date]
    ends: Mapped[date]
    until: Mapped[datetime]
    """When something else was written instead."""
    by: Mapped[UUID | None]
    """Who wrote it."""

    @classmethod
    def of(cls, mandate: Mandate, *, by: UUID | None, at: datetime) -> "MandateEdition":
        """Keep a mandate as it is, before it is changed."""
        return cls(
            **{name: getattr(mandate, name) for name in FACTS},
            mandate_id=mandate.id,
            version=mandate.version,
            until=at,
            by=by,
        )


def amend(mandate: Mandate, facts: Mapping[str, Any]) -> bool:
    """Write other facts; tell whether anything changed."""
    if all(getattr(mandate, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(mandate, name, value)
    mandate.version += 1
    return True
