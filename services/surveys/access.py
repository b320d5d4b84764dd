"""Who may do what."""

from shared.chassis.principals import COORDINATOR, Principal


def may_manage(who: Principal) -> bool:
    """Tell whether one may draft, open and close surveys and publish their results."""
    return who.has(COORDINATOR)


def may_see_own(who: Principal) -> bool:
    """Anyone who has signed in sees and saves what the surveys know of them."""
    return who.person_id is not None
