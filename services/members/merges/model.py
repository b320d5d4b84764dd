"""One organisation that stood in the directory twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.members.organisations.model import FACTS, Organisation
from services.members.tables import Table
from shared.chassis.problems import Problem
from shared.contracts.envelope import Event

NUMBERS = ("business_id", "register_number")


class MergeImpossible(Problem):
    """These two cannot be joined: choose two different entries of the directory."""

    slug = "members/merge-impossible"
    status = 409


class MergeBlocked(Problem):
    """Both have something only one may have, such as an application in the same call. Withdraw one first."""

    slug = "members/merge-blocked"
    status = 409


class MergeUndone(Problem):
    """This has already been undone, or a later joining must be undone first."""

    slug = "members/merge-undone"
    status = 409


class Merge(Table):
    """Two entries joined: what both were before, and which rows moved, so that it can be undone."""

    __tablename__ = "merge"
    __table_args__ = (
        CheckConstraint("kept_id <> merged_id", name="two"),
        Index("merge_standing_key", "merged_id", unique=True, postgresql_where=text("undone IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    kept_facts: Mapped[dict[str, Any]]
    """What the merge changed in the entry that is kept: `[before, after]` by field."""
    merged_facts: Mapped[dict[str, Any]]
    """What the other entry gave up."""
    moved: Mapped[dict[str, Any]]
    """The keys of the rows that moved, by `table.column`."""
    at: Mapped[datetime]
    by: Mapped[UUID | None]
    undone: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]

    @classmethod
    def join(
        cls, kept: Organisation, merged: Organisation, chosen: set[str], *, by: UUID | None, at: datetime
    ) -> tuple["Merge", Sequence[Event]]:
        """Let an entry go into another, which is to take over the fields in `chosen`.

        Raises MergeImpossible when the two are one, or when one of them is joined already.
        """
        if kept.id == merged.id or kept.merged_into_id or merged.merged_into_id:
            raise MergeImpossible
        pairs = {name: (getattr(kept, name), getattr(merged, name)) for name in FACTS if name in chosen}
        merge = cls(
            id=uuid4(),
            kept_id=kept.id,
            merged_id=merged.id,
            kept_facts={
                name: [_written(before), _written(after)]
                for name, (before, after) in pairs.items()
                if before != after
            },
            merged_facts={name: getattr(merged, name) for name in NUMBERS},
            moved={},
            at=at,
            by=by,
        )
        return merge, merged.change({"merged_into_id": kept.id, **dict.fromkeys(NUMBERS)})

    def take_over(self, kept: Organisation) -> Sequence[Event]:
        """Give the entry that stays what was chosen from the other."""
        return kept.change({name: _read(name, after) for name, (_before, after) in self.kept_facts.items()})

    def undo(
        self, kept: Organisation, merged: Organisation, *, by: UUID | None, at: datetime
    ) -> Sequence[Event]:
        """Take back what the entry that stays took over; what was corrected since stays as it is.

        Raises MergeUndone when this was undone before, or when a later joining stands on it.
        """
        if self.undone or kept.merged_into_id or merged.merged_into_id != kept.id:
            raise MergeUndone
        self.undone, self.undone_by = at, by
        return kept.change(
            {
                name: _read(name, before)
                for name, (before, after) in self.kept_facts.items()
                if _written(getattr(kept, name)) == after
            }
        )

    def forget_contact(self, person_id: UUID, email: str) -> None:
        """Forget that a person was the contact of either, and the phone that came with it."""
        gone = {"contact_person_id": (str(person_id), None), "contact_email": (email, None)}

        def rest(name: str, value: Any) -> Any:
            known, instead = gone.get(name, (None, None))
            return instead if known and str(value).lower() == known else value

        self.kept_facts = {
            name: ["", ""] if name == "contact_phone" else [rest(name, value) for value in pair]
            for name, pair in self.kept_facts.items()
        }

    def bring_back(self, merged: Organisation) -> Sequence[Event]:
        """Let the entry that went stand for itself again."""
        return merged.change({**self.merged_facts, "merged_into_id": None})


def _written(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _read(name: str, value: Any) -> Any:
    return UUID(value) if name == "contact_person_id" and value else value
