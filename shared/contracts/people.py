"""What members tells of people. Nothing else in the system carries personal data between services."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.envelope import PersonEvent

DELEGATES = "DELEGATES"
"""The stream, national's own, of those whom regions named to national groups."""


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


class DelegateNamed(PersonEvent):
    """A region's body named someone to a national group, or the days of that changed.

    One message is kept per mandate. Of a region's PEOPLE national can read these two kinds and nothing else.
    """

    subject: ClassVar[str] = "people.delegate_named.v1"

    mandate_id: UUID
    version: int
    group: str
    post: Literal["member", "deputy"]
    represents: str
    name: str
    email: str
    language: str
    starts: date
    ends: date

    def address(self, slug: str) -> str:
        return _to_national(slug, self.mandate_id)


class DelegateForgotten(PersonEvent):
    """Someone named to a national group was erased where they were named. This last word names nobody."""

    subject: ClassVar[str] = "people.delegate_forgotten.v1"

    mandate_id: UUID
    version: int
    ends: date

    def address(self, slug: str) -> str:
        return _to_national(slug, self.mandate_id)


def _to_national(slug: str, mandate_id: UUID) -> str:
    return f"people.{slug}.national.{mandate_id}"
