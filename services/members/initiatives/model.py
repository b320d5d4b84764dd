"""Where a proposal of one's own stands. It is kept as a request for one name that nobody made."""

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
