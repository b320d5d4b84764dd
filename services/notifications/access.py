"""Who may do what with letters. News is for everyone."""

from shared.chassis.principals import COORDINATOR, Principal


def may_see_own_letters(who: Principal) -> bool:
    """Anyone who has signed in sees which letters were sent to them."""
    return who.person_id is not None


def may_see_letters(who: Principal) -> bool:
    """The coordinator sees what was sent to whom, and sends again what did not arrive."""
    return who.has(COORDINATOR)
