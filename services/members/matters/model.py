"""A matter that an organisation has sent to the representatives of its theme."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import Body, Theme
from services.members.tables import Table
from shared.chassis.problems import Problem
from shared.contracts.cooperation import MatterAnswered, MatterReceived

KEPT = timedelta(days=731)
"""How long a matter is kept after it was sent."""
A_DAY = timedelta(days=1)
MOST_A_DAY = 5
"""How many matters one address may send in a day."""


class TooManyMatters(Problem):
    """Five matters have been sent from this address today. Send the next one tomorrow."""

    slug = "members/too-many-matters"
    status = 409
    field: ClassVar[str] = "email"


class AnsweredAlready(Problem):
    """Another representative has already answered this matter."""

    slug = "members/answered-already"
    status = 409
    field: ClassVar[str] = "answer"


class Matter(Table):
    """A matter of an organisation. Once its sender is erased, only the theme and the days stay."""

    __tablename__ = "matter"
    __table_args__ = (
        CheckConstraint("num_nonnulls(answered, answered_by) IN (0, 2)", name="answered"),
        CheckConstraint("num_nonnulls(person_id, erased) = 1", name="erased"),
        CheckConstraint("num_nonnulls(topic_id, brought) IN (0, 2)", name="brought"),
        Index("matter_theme_idx", "theme_id", "sent"),
        Index("matter_sent_idx", "sent"),
        Index("matter_person_idx", "person_id", "sent"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """The entry of the directory, when there is one of this number or name."""
    organisation: Mapped[str]
    number: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str]
    title: Mapped[str]
    words: Mapped[str]
    sent: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    topic_id: Mapped[UUID | None]
    """The topic that was made of it."""
    brought: Mapped[datetime | None]
    erased: Mapped[datetime | None]

    def received(self, body: Body, theme: Theme, person_id: UUID) -> MatterReceived:
        """Return that someone is to be told of it."""
        return MatterReceived(
            matter_id=self.id,
            body_id=self.body_id,
            person_id=person_id,
            title=body.name.to_dict(),
            theme=theme.name.to_dict(),
        )

    def reply(self, body: Body, theme: Theme, words: str, *, by: UUID, at: datetime) -> MatterAnswered | None:
        """Answer; whoever sent it is told, unless erased. Raises AnsweredAlready."""
        if self.answered is not None:
            raise AnsweredAlready
        self.answer, self.answered, self.answered_by = words, at, by
        if self.person_id is None:
            return None
        return MatterAnswered(
            matter_id=self.id,
            body_id=self.body_id,
            person_id=self.person_id,
            title=body.name.to_dict(),
            theme=theme.name.to_dict(),
        )

    def bring(self, topic_id: UUID, at: datetime) -> None:
        """Note that a topic was made of it; the first one stays."""
        if self.topic_id is None:
            self.topic_id, self.brought = topic_id, at

    def erase(self, at: datetime) -> None:
        """Forget who sent it, what was written, and what was answered."""
        self.person_id, self.erased = None, at
        self.organisation = self.number = self.title = self.words = self.answer = ""
        self.organisation_id = None
