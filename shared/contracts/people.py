"""What members tells of people. Nothing else in the system carries personal data between services."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.envelope import PersonEvent, Words

DELEGATES = "DELEGATES"
"""The stream, national's own, of whom regions named to national groups, and of advisers they decline."""
ADVISERS = "ADVISERS"
"""The stream, national's own, of whom it proposes to regions as their advisers."""
SUPPORT = "SUPPORT"
"""The stream, each region's own, of whom national proposes to it. It keeps a word until that is taken in."""


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


class PersonMerged(PersonEvent):
    """Two entries were one person: all of this one is `into_id`'s now. This last word names nobody."""

    subject: ClassVar[str] = "people.person_merged.v1"

    version: int
    into_id: UUID


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


class AdviserProposed(PersonEvent):
    """National proposes one of its people to a region as an adviser, or what it says of them changed.

    One message is kept per adviser and region. Of national's PEOPLE a region can read the two kinds that are
    addressed to it and nothing else.
    """

    subject: ClassVar[str] = "people.adviser_proposed.v1"

    adviser_id: UUID
    version: int
    region: str
    name: str
    email: str
    language: str
    title: Words
    employer: Words
    languages: tuple[str, ...]
    starts: date
    ends: date | None

    def address(self, slug: str) -> str:
        return _to_region(slug, self.region, self.adviser_id)


class AdviserWithdrawn(PersonEvent):
    """An adviser stops covering a region, or was erased in national. This last word names nobody."""

    subject: ClassVar[str] = "people.adviser_withdrawn.v1"

    adviser_id: UUID
    version: int
    region: str
    ends: date
    """The last day."""
    erased: bool = False

    def address(self, slug: str) -> str:
        return _to_region(slug, self.region, self.adviser_id)


class AdviserAnswered(PersonEvent):
    """A region declines whom national proposes to it as an adviser, or no longer does. It names nobody.

    The region may know nobody to name, so `person_id` is the adviser's id. One message is kept per adviser.
    """

    subject: ClassVar[str] = "people.adviser_answered.v1"

    adviser_id: UUID
    declined: bool
    said: datetime

    def address(self, slug: str) -> str:
        return _to_national(slug, self.adviser_id)


def _to_national(slug: str, about: UUID) -> str:
    return f"people.{slug}.national.{about}"


def _to_region(slug: str, region: str, adviser_id: UUID) -> str:
    return f"people.{slug}.{region}.{adviser_id}"
