"""Who has accepted the principle, as JSON."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.members.pledges.model import Owed, Principle


class PledgeOut(BaseModel):
    """A seat, who accepts the principle for it, and when in which words that was done."""

    seat_id: UUID
    body: str
    represents: str
    person_id: UUID
    is_deputy: bool
    accepted: datetime | None
    text_version: int | None


class PledgesOut(BaseModel):
    """The words of the principle today, and who has accepted it."""

    text_version: int
    organisations: dict[str, str]
    others: dict[str, str]
    items: list[PledgeOut]

    @classmethod
    def of(cls, principle: Principle, owed: Sequence[Owed]) -> "PledgesOut":
        return cls(
            text_version=principle.version,
            organisations=principle.organisations.to_dict(),
            others=principle.others.to_dict(),
            items=[
                PledgeOut(
                    seat_id=one.seat.id,
                    body=one.body.slug,
                    represents=one.seat.represents,
                    person_id=one.person_id,
                    is_deputy=one.is_deputy,
                    accepted=one.accepted,
                    text_version=one.pledge.text_version if one.pledge else None,
                )
                for one in owed
            ],
        )
