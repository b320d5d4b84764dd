"""Where a proposal of one's own stands. It is kept as a request for one name that nobody made."""

from collections.abc import Mapping
from typing import Any

from services.members.representation.model import ANSWERED, CANCELLED, NAMED, Candidate, Nomination

DRAFT, SENT, ACCEPTED, DECLINED, DROPPED = "draft", "sent", "accepted", "declined", "dropped"
PUBLIC = (SENT, ACCEPTED, DECLINED)
"""The states in which anyone sees a proposal."""


def standing(nomination: Nomination, candidate: Candidate | None) -> str:
    """Tell where a proposal stands."""
    state = nomination.state(nomination.candidates_until)
    if state == CANCELLED:
        return DROPPED
    if state == NAMED:
        return ACCEPTED if candidate and candidate.named else DECLINED
    return SENT if state == ANSWERED else DRAFT


def rewrite(nomination: Nomination, facts: Mapping[str, Any]) -> None:
    """Say it in other words before it is sent. Raises NominationDone."""
    nomination.check_undone()
    for name, value in facts.items():
        setattr(nomination, name, value)
    nomination.version += 1
