"""Every event of the system, by subject. The reference and the compatibility test are made from this."""

from collections.abc import Mapping
from types import ModuleType

from shared.contracts import (
    cooperation,
    figures,
    meetings,
    members,
    notifications,
    people,
    register,
    resignations,
    seats,
    selections,
    surveys,
)
from shared.contracts.envelope import Event

PUBLISHERS: Mapping[str, tuple[ModuleType, ...]] = {
    "members": (people, members, register, seats, resignations, selections, cooperation, figures),
    "meetings": (meetings,),
    "surveys": (surveys,),
    "notifications": (notifications,),
}


def events_of(publisher: str) -> tuple[type[Event], ...]:
    """Return the events a service publishes, in the order of its contracts file."""
    return tuple(
        item
        for module in PUBLISHERS[publisher]
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Event) and item.__module__ == module.__name__
    )


EVENTS: Mapping[str, type[Event]] = {
    event.subject: event for publisher in PUBLISHERS for event in events_of(publisher)
}
