"""Who may do what in the national instance."""

from shared.chassis.principals import OPERATOR, Principal


def may_operate(who: Principal) -> bool:
    """See how the instances stand, and decide about dead letters."""
    return who.has(OPERATOR)
