"""An application that was begun and saved: what was typed, word for word, right or wrong."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.calls.model import Call
from services.members.tables import Table
from shared.chassis.problems import Problem
from shared.contracts.members import DraftReminded, DraftSaved

DRAFTS_OF_ONE = 3


class TooManyDrafts(Problem):
    """There are already several unsent drafts with this e-mail address. Use the link in the letter."""

    slug = "members/too-many-drafts"
    status = 409
    field: ClassVar[str] = "email"


class Draft(Table):
    """What somebody has typed for one call. Sending erases it, and so do 30 days after the deadline."""

    __tablename__ = "application_draft"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    round: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    typed: Mapped[dict[str, Any]]
    saved: Mapped[datetime]
    reminded: Mapped[datetime | None]

    def was_saved(self, call: Call) -> DraftSaved:
        """Return the news that lets the link be sent."""
        return DraftSaved(
            draft_id=self.id,
            call_id=call.id,
            person_id=self.person_id,
            title=call.title.to_dict(),
            deadline=call.deadline,
        )

    def remind(self, call: Call, at: datetime) -> DraftReminded:
        """Return the news that the draft is still unsent a week before the deadline."""
        self.reminded = at
        return DraftReminded(
            draft_id=self.id,
            call_id=call.id,
            person_id=self.person_id,
            title=call.title.to_dict(),
            deadline=call.deadline,
        )
