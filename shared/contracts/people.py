"""What members tells of people. Nothing else in the system carries personal data between services."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.envelope import PersonEvent


class AwaitedAddress(BaseModel):
    """An address that a person has asked to move to and has not confirmed yet."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    change_id: UUID
    email: str


class PersonChanged(PersonEvent):
    """A person became known, or a name, an address or a language changed."""

    subject: ClassVar[str] = "people.person_changed.v1"

    version: int
    name: str
    email: str
    language: str
    awaited: AwaitedAddress | None = None


class PersonErased(PersonEvent):
    """A person was erased and every service forgets what it knew. This last word names nobody."""

    subject: ClassVar[str] = "people.person_erased.v1"

    version: int
