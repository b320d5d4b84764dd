"""The streams of an instance: what they are called, what they hold, who reads them."""

from dataclasses import dataclass

PEOPLE = "PEOPLE"
EVENTS = "EVENTS"
PUBLIC = "PUBLIC"
DLQ = "DLQ"
PICTURE = "PICTURE"


@dataclass(frozen=True)
class Stream:
    """A JetStream stream as the provisioner makes it."""

    name: str
    subjects: tuple[str, ...]
    last_per_subject: bool = False


def streams_of(slug: str, services: tuple[str, ...]) -> tuple[Stream, ...]:
    """Return the four streams every instance owns; PICTURE, which has only sources, is national's fifth."""
    return (
        Stream(PEOPLE, ("people.>",), last_per_subject=True),
        Stream(EVENTS, tuple(f"{service}.>" for service in services)),
        Stream(PUBLIC, (f"public.{slug}.>",)),
        Stream(DLQ, ("dlq.>",)),
    )


def durable(service: str, stream: str) -> str:
    """Return the name of the one consumer a service has on a stream."""
    return f"{service}-{stream.lower()}"


def wake_subject(service: str) -> str:
    """Return the core-NATS subject that wakes the relays of a service in other processes."""
    return f"wake.{service}"
