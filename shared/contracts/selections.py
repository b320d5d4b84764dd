"""What members promises itself of a confirmed selection whose term is still to come."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.envelope import Event, Words


class ThemeAim(BaseModel):
    """A theme of a body as a confirmed selection wants it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    slug: str
    name: Words
    target: int
    protected: bool


class TargetsDue(Event):
    """The term of a confirmed selection begins, and its aims are the body's: a timer of members to itself."""

    subject: ClassVar[str] = "members.targets.due.v1"

    call_id: UUID
    body_id: UUID
    themes: tuple[ThemeAim, ...]
