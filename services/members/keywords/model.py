"""A word the directory is sorted by, and what the directory is set to."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Computed, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem

SECTOR, THEME, ACTIVITY, TARGET_GROUP, EXPERTISE = "sector", "theme", "activity", "target_group", "expertise"
KINDS = (SECTOR, THEME, ACTIVITY, TARGET_GROUP, EXPERTISE)


class KeywordKnown(Problem):
    """This word is already in the list."""

    slug = "members/keyword-known"
    status = 409
    field: ClassVar[str] = "slug"


class KeywordUnknown(Problem):
    """This word is not in the directory's lists."""

    slug = "members/keyword-unknown"
    status = 422


class ExpertiseOff(Problem):
    """Tags of expertise are not in use in this region."""

    slug = "members/expertise-off"
    status = 409
    field: ClassVar[str] = "expertise"


class Keyword(Table):
    """A word of one of the lists, as this region names it."""

    __tablename__ = "keyword"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        UniqueConstraint("kind", "slug"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    slug: Mapped[str]
    name: Mapped[LocalisedText]
    position: Mapped[int]
    ended: Mapped[datetime | None]
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed(
            "to_tsvector('finnish', coalesce(name->>'fi', ''))"
            " || to_tsvector('swedish', coalesce(name->>'sv', ''))"
            " || to_tsvector('english', coalesce(name->>'en', ''))",
            persisted=True,
        ),
        deferred=True,
    )

    def end(self, at: datetime) -> None:
        """Offer the word no more; organisations that have it keep it."""
        self.ended = self.ended or at

    def reopen(self) -> None:
        """Offer the word again."""
        self.ended = None


class DirectorySetting(Table):
    """What this region has chosen for its directory: one row."""

    __tablename__ = "directory_setting"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    expertise: Mapped[bool] = mapped_column(default=False)
