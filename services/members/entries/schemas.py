"""What is said of an entry's standing, and of many entries at once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.members.organisations.model import FactChange
from services.members.organisations.schemas import Municipality
from shared.chassis.text import OptionalLine, Slug

MOST = 500
ON_A_PAGE = 50
What = Literal["add_theme", "remove_theme", "municipality", "status", "verify"]
Status = Literal["active", "passive", "dissolved"]
Ids = Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MOST_NAMED = 1_000
_NEEDS = {"add_theme": "theme", "remove_theme": "theme", "municipality": "municipality", "status": "status"}


class StatusIn(BaseModel):
    """What became of an organisation; the day and the successor are told of one that was dissolved."""

    status: Status
    dissolved_on: Annotated[date | None, Field(validate_default=True)] = None
    successor: OptionalLine = ""
    """The number or the name of the successor, as the directory has it."""

    @field_validator("dissolved_on")
    @classmethod
    def _day(cls, value: date | None, info: ValidationInfo) -> date | None:
        if info.data.get("status") != "dissolved":
            return None
        if value is None:
            raise PydanticCustomError("missing", "Give the day")
        return value


class ChangeIn(BaseModel):
    """One change for several entries; what the change needs is told beside it."""

    theme: Slug | None = None
    municipality: Municipality | None = None
    status: Literal["active", "passive"] | None = None
    what: What

    @field_validator("what")
    @classmethod
    def _whole(cls, value: str, info: ValidationInfo) -> str:
        needed = _NEEDS.get(value)
        if needed and not info.data.get(needed):
            raise PydanticCustomError("missing", "Tell what to change it to")
        return value


class ManyIn(ChangeIn):
    """One change for the entries that were chosen."""

    ids: Ids


class FoundIn(ChangeIn):
    """One change for everything the filters find; `seen` is what the preview gave."""

    seen: Digest


class ManyOut(BaseModel):
    """How many entries were chosen, and how many of them a change touches."""

    chosen: int
    changed: int


class FoundOut(ManyOut):
    """What a change of everything the filters find would touch, by name, at most a thousand of them."""

    names: list[str]
    seen: str


class FactChangeOut(BaseModel):
    """A change; of what may tell of a person there is neither a before nor an after."""

    field: str
    before: Any
    after: Any
    by: UUID | None
    at: datetime


class HistoryOut(BaseModel):
    """A page of changes, the newest first."""

    total: int
    items: list[FactChangeOut]

    @classmethod
    def of(cls, changes: Sequence[FactChange], total: int) -> "HistoryOut":
        items = [FactChangeOut.model_validate(one, from_attributes=True) for one in changes]
        return cls(total=total, items=items)


class HistoryQuery(BaseModel):
    """Which page."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
