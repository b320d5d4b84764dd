"""What people send and get, as JSON and in forms."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.members.people.commands import Post
from services.members.people.model import LANGUAGE_CODES, Person, RoleGrant
from shared.chassis.localised import LocalisedText
from shared.chassis.principals import Principal, Role
from shared.chassis.text import EmailAddress, Language, Line, OptionalLine


def _local(value: str) -> str:
    if value and (not value.startswith("/") or value.startswith("//") or "\\" in value):
        raise PydanticCustomError("string_pattern_mismatch", "Give a path of this site")
    return value


def _language_code(value: str) -> str:
    if value not in LANGUAGE_CODES:
        raise PydanticCustomError("string_pattern_mismatch", "Give a language as its ISO 639-1 code")
    return value


Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
Languages = Annotated[
    list[Annotated[str, StringConstraints(pattern="^[a-z]{2}$"), AfterValidator(_language_code)]],
    Field(max_length=20),
]
"""Languages by their ISO 639-1 codes."""

LocalPath = Annotated[OptionalLine, AfterValidator(_local)]
"""A path of this site, or nothing: a link from a letter must not lead away."""

ReturnPath = Annotated[
    str, StringConstraints(max_length=4_000, pattern=r"^(/[^\x00-\x1f\\]*)?$"), AfterValidator(_local)
]
"""Where a renewed session goes on: a path of this site with its query."""

Token = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[A-Za-z0-9._-]+$")]
"""A signed link's token."""


class SignInIn(BaseModel):
    """Someone asks for a link; `next` is where to go afterwards."""

    email: EmailAddress
    next: LocalPath = ""


class GrantOut(BaseModel):
    """A role and its first and last day; `with_seat` tells that it came with a seat or an office."""

    grant_id: UUID
    role: str
    body_id: UUID | None
    title: dict[str, str]
    organisation: str
    starts: date
    ends: date | None
    with_seat: bool


class GrantsOut(BaseModel):
    """The roles a person holds or has held."""

    items: list[GrantOut]

    @classmethod
    def of(cls, grants: Sequence[RoleGrant]) -> "GrantsOut":
        return cls(
            items=[
                GrantOut(
                    grant_id=one.id,
                    role=one.role,
                    body_id=one.body_id,
                    title=one.title.to_dict(),
                    organisation=one.organisation,
                    starts=one.starts,
                    ends=one.ends,
                    with_seat=one.seat_id is not None,
                )
                for one in grants
            ]
        )


class SignInAsked(BaseModel):
    """The same answer for a known and an unknown address."""

    valid_minutes: int


class RoleOut(BaseModel):
    """A role, in one body or in the whole region."""

    name: str
    body_id: UUID | None

    @classmethod
    def all(cls, roles: frozenset[Role]) -> list["RoleOut"]:
        ordered = sorted(roles, key=lambda role: (role.name, str(role.body_id)))
        return [cls(name=role.name, body_id=role.body_id) for role in ordered]


class SessionOut(BaseModel):
    """A session token and whose it is."""

    token: str
    person_id: UUID | None
    name: str
    language: str
    roles: list[RoleOut]

    @classmethod
    def of(cls, token: str, who: Principal) -> "SessionOut":
        return cls(
            token=token,
            person_id=who.person_id,
            name=who.name,
            language=who.language,
            roles=RoleOut.all(who.roles),
        )


class PersonIn(BaseModel):
    """A person to get to know."""

    name: Line
    email: EmailAddress
    language: Language


class PersonChangeIn(BaseModel):
    """What a person may mend; what is not given stays."""

    name: Line | None = None
    language: Language | None = None
    languages: Languages | None = None


class PersonOut(BaseModel):
    """A person, for the one it is about and for coordinators."""

    person_id: UUID
    name: str
    email: str
    language: str
    languages: list[str]
    """The others the person gets along in, besides the language of letters."""

    @classmethod
    def of(cls, person: Person) -> "PersonOut":
        return cls(
            person_id=person.id,
            name=person.name,
            email=person.email or "",
            language=person.language,
            languages=person.languages,
        )


class MeOut(PersonOut):
    """A person with the roles of today."""

    roles: list[RoleOut]

    @classmethod
    def with_roles(cls, person: Person, roles: frozenset[Role]) -> "MeOut":
        return cls(**PersonOut.of(person).model_dump(), roles=RoleOut.all(roles))


class TitleWords(BaseModel):
    """A title at work in the languages it exists in, or in none."""

    fi: OptionalLine = ""
    sv: OptionalLine = ""
    en: OptionalLine = ""


class RoleIn(BaseModel):
    """A role to give."""

    role: Literal["coordinator", "chair", "secretary", "member"]
    body_id: UUID | None = None
    title: TitleWords = TitleWords()
    organisation: OptionalLine = ""
    starts: Day | None = None
    """Its first day; today unless another is told."""
    ends: Day | None = None

    @field_validator("ends")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts = info.data.get("starts")
        if value and starts and value < starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return value

    def post(self) -> Post:
        """Return what the holder is called at work."""
        return Post(LocalisedText.of(self.title.model_dump()), self.organisation)
