"""One's own candidacies, as JSON."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.members.representation.model import Candidate, Nomination


class CandidacyOut(BaseModel):
    """A person was put forward to an outside organ."""

    organ: dict[str, str]
    represents: str
    consents: bool
    grounds: str
    received: datetime
    withdrawn: datetime | None
    chosen: bool

    @classmethod
    def of(cls, one: Candidate, nomination: Nomination) -> "CandidacyOut":
        same = ("represents", "consents", "grounds", "received", "withdrawn", "chosen")
        return cls(organ=nomination.organ.to_dict(), **{name: getattr(one, name) for name in same})


class OwnCandidacyOut(CandidacyOut):
    """One's own candidacy, and where the request stands.

    `shown` tells that the answer shows the name, `may_return` that one can be a candidate again.
    """

    id: UUID
    nomination_id: UUID
    state: str
    shown: bool
    may_return: bool

    @classmethod
    def seen(cls, one: Candidate, nomination: Nomination, at: datetime) -> "OwnCandidacyOut":
        return cls(
            **CandidacyOut.of(one, nomination).model_dump(),
            id=one.id,
            nomination_id=nomination.id,
            state=nomination.state(at),
            shown=one.consents,
            may_return=one.withdrawn is not None and nomination.may_return(at),
        )


class OwnCandidaciesOut(BaseModel):
    """Everywhere a person was put forward, the newest first."""

    items: list[OwnCandidacyOut]

    @classmethod
    def of(cls, found: Sequence[tuple[Candidate, Nomination]], at: datetime) -> "OwnCandidaciesOut":
        return cls(items=[OwnCandidacyOut.seen(one, nomination, at) for one, nomination in found])
