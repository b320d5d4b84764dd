"""News of a member's organisation for fellow members, kept for a set time."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem
from shared.contracts.cooperation import MemberNewsShared

SHOWN = timedelta(days=60)
"""How long fellow members see a piece of news; then it is erased."""


class NoSeatToShareFor(Problem):
    """News is shared by those who sit at a table for an organisation."""

    slug = "members/no-seat-to-share-for"
    status = 409
    field: ClassVar[str] = "seat_id"


class MemberNews(Table):
    """A short piece of news, in the name of the organisation whose seat its writer holds."""

    __tablename__ = "member_news"
    __table_args__ = (
        CheckConstraint("until > published", name="until"),
        Index("member_news_newest_idx", "published", "id"),
        Index("member_news_until_idx", "until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    represents: Mapped[str]
    title: Mapped[LocalisedText]
    text: Mapped[LocalisedText]
    published: Mapped[datetime]
    until: Mapped[datetime]

    def told(self, person_id: UUID) -> MemberNewsShared:
        """Return that a fellow member is to be told, if they chose so."""
        return MemberNewsShared(news_id=self.id, person_id=person_id, represents=self.represents)
