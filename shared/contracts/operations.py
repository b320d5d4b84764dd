"""What every station tells the host of itself, and what the host's operators may ask of it.

These are no events: a report is worth nothing once the next has come, so nothing keeps it. All of it is
figures and names of fields, never a value.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Act = Literal["show", "retry", "discard"]

# A region may run on its own premises: what it says of itself is read with care.
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.,:+/-]{0,200}$")]
LetterId = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,40}-[a-z]{1,40}-[0-9]{1,18}$")]
"""A consumer and the number of the message in its stream."""
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


def status_subject(slug: str, service: str) -> str:
    """Return the core-NATS subject on which a station reports; a region exports its own to national."""
    return f"status.{slug}.{service}"


def order_subject(slug: str, service: str, act: str) -> str:
    """Return the subject on which a station takes orders; only national can reach it."""
    return f"ops.{slug}.{service}.{act}"


class StatusReported(BaseModel):
    """How a station stands."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: Name
    name: dict[Name, Words] = Field(default_factory=dict, max_length=3)
    """What the instance is called."""
    due: Count = 0
    oldest_due: AwareDatetime | None = None
    pending: Count | None = None
    unacknowledged: Count | None = None
    dead: Count = 0
    figures: dict[Name, Count] = Field(default_factory=dict, max_length=10)

    @property
    def lag(self) -> int | None:
        """The events the service has yet to handle; None when it could not ask."""
        if self.pending is None or self.unacknowledged is None:
            return None
        return self.pending + self.unacknowledged


class DeadLetter(BaseModel):
    """An event a service gave up on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: LetterId
    consumer: Name
    event: Name = ""
    error: Name
    slug: Name | None = None
    fields: tuple[Name, ...] = ()
    deliveries: Count
    buried: AwareDatetime


class Order(BaseModel):
    """What an operator decides about a dead letter."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    letter: LetterId | None = None
    reason: Reason = ""
    by: UUID | None = None


class Answer(BaseModel):
    """Whether the order was carried out, and the dead letters there are now, the oldest first."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    done: bool
    letters: tuple[DeadLetter, ...] = Field(max_length=100)
