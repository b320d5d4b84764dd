"""Who may do what."""

from shared.chassis.principals import COORDINATOR, Principal


def may_manage(who: Principal) -> bool:
    """Tell whether one may draft, open and close surveys and publish their results."""
    return who.has(COORDINATOR)
