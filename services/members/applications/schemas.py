"""An application as people send and get it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from services.members.applications.model import Application, ThemeConsent
from services.members.applications.queries import Candidacy, Counts, Reading
from services.members.bodies.schemas import Day
from services.members.calls.model import Call, CallTheme
from services.members.calls.schemas import Moment, StateName
from services.members.organisations.schemas import Number, Scope
from services.members.people.schemas import Token
from shared.chassis.text import EmailAddress, Language, Line, OptionalLine, Paragraphs, Slug


def _accepted(value: bool) -> bool:
    if not value:
        raise PydanticCustomError("accept_needed", "Tick this to go on")
    return value


Promise = Annotated[bool, Field(validate_default=True), AfterValidator(_accepted)]
"""A tick that must be there."""


class ApplicationIn(BaseModel):
    """An application for a seat."""

    organisation: Line
    number: Number | None = None
    scope: Scope
    name: Line
    email: EmailAddress
    language: Language
    theme: Slug
    alternative_theme: Slug | None = None
    alternative_themes: Annotated[list[Slug], Field(max_length=10)] = []
    grounds: Paragraphs
    deputy_name: OptionalLine = ""
    deputy_email: EmailAddress | None = None
    commits: Promise = False
    notice_version: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """Which privacy notice the sender was shown, if any."""

    @property
    def alternatives(self) -> list[str]:
        """The other themes in order, each once, without the first choice."""
        named = [self.alternative_theme] if self.alternative_theme else []
        return [slug for slug in dict.fromkeys([*named, *self.alternative_themes]) if slug != self.theme]


class EnteredApplicationIn(ApplicationIn):
    """An application that came by e-mail, with the moment it came."""

    received: Moment


class WithdrawIn(BaseModel):
    """The token of the applicant's own link; a coordinator needs none."""

    token: Token | None = None


class MoveIn(BaseModel):
    """Another theme, and that the applicant has agreed to it: how, who and when, today unless told."""

    theme: Slug
    consent: Promise = False
    how: Literal["phone", "email", "meeting", "link"]
    by: OptionalLine = ""
    on: Day | None = None

    def agreed(self) -> ThemeConsent:
        """Return what the command writes down."""
        return ThemeConsent(how=self.how, by=self.by, on=self.on)


class ReceiptOut(BaseModel):
    """That an application arrived, and the token of the applicant's own link."""

    application_id: UUID
    received: datetime
    token: str
    organisation_id: UUID | None
    person_id: UUID | None

    @classmethod
    def of(cls, application: Application, token: str) -> "ReceiptOut":
        return cls(
            application_id=application.id,
            received=application.received,
            token=token,
            organisation_id=application.organisation_id,
            person_id=application.person_id,
        )


class ApplicationOut(BaseModel):
    """An application, for selectors. An erased one has lost who applied, and still counts."""

    id: UUID
    call_id: UUID
    round: int
    organisation_id: UUID | None
    organisation: str
    number: str
    scope: str
    person_id: UUID | None
    name: str
    email: str
    language: str
    theme: str
    applied_theme: str
    alternative_theme: str | None
    alternative_themes: list[str]
    grounds: str
    deputy_name: str
    deputy_email: str
    channel: Literal["form", "email"]
    received: datetime
    withdrawn: datetime | None
    outcome: Literal["selected", "reserve", "rejected"] | None
    erased: datetime | None
    moved: datetime | None
    consent_how: str | None
    consent_by: str
    consent_on: date | None
    reserve_rank: int | None
    repeats: bool
    """Another of the same organisation or person stood in the round when it came."""
    notice_version: int | None
    missing: list[Literal["number", "grounds", "deputy"]]
    """What a complete application would have; nothing is demanded."""

    @classmethod
    def of(cls, candidacy: Candidacy, *, deputies: bool) -> "ApplicationOut":
        application, person = candidacy.application, candidacy.person
        same = (
            "id", "call_id", "round", "organisation_id", "number", "scope", "person_id", "language",
            "grounds", "deputy_name", "deputy_email", "channel", "received", "withdrawn", "outcome", "erased",
            "moved", "consent_how", "consent_by", "consent_on", "reserve_rank", "repeats", "notice_version",
        )  # fmt: skip
        return cls(
            **{name: getattr(application, name) for name in same},
            organisation=application.name,
            name=person.name if person else "",
            email=(person.email or "") if person else "",
            theme=candidacy.theme.slug,
            applied_theme=candidacy.applied_theme.slug,
            alternative_theme=next((theme.slug for theme in candidacy.alternatives), None),
            alternative_themes=[theme.slug for theme in candidacy.alternatives],
            missing=application.missing(deputies=deputies),
        )


class OwnApplicationOut(BaseModel):
    """An application as its applicant sees it behind the own link."""

    id: UUID
    call_id: UUID
    call_state: StateName
    round: int
    organisation: str
    number: str
    scope: str
    language: str
    theme: str
    applied_theme: str
    alternative_themes: list[str]
    grounds: str
    deputy_name: str
    deputy_email: str
    received: datetime
    withdrawn: datetime | None
    erased: datetime | None
    may_be_withdrawn: bool
    takes_files: bool

    @classmethod
    def of(cls, candidacy: Candidacy, call: Call, at: datetime) -> "OwnApplicationOut":
        application = candidacy.application
        same = (
            "id", "call_id", "round", "number", "scope", "language", "grounds", "deputy_name",
            "deputy_email", "received", "withdrawn", "erased",
        )  # fmt: skip
        return cls(
            **{name: getattr(application, name) for name in same},
            call_state=call.state(at),
            organisation=application.name,
            theme=candidacy.theme.slug,
            applied_theme=candidacy.applied_theme.slug,
            alternative_themes=[theme.slug for theme in candidacy.alternatives],
            may_be_withdrawn=application.may_be_withdrawn(call, at),
            takes_files=application.takes_files(call, at, by_coordinator=False),
        )


class CountsOut(BaseModel):
    """How many came, and how they part; a theme counts those who applied for it first."""

    received: int
    withdrawn: int
    erased: int
    late_attempts: int
    by_theme: dict[str, int]
    by_channel: dict[str, int]
    by_language: dict[str, int]
    by_scope: dict[str, int]

    @classmethod
    def of(cls, counts: Counts, late_attempts: int) -> "CountsOut":
        return cls(late_attempts=late_attempts, **vars(counts))


class ApplicationsOut(BaseModel):
    """The applications of a call."""

    items: list[ApplicationOut]
    counts: CountsOut
    round: int
    by_round: dict[int, int]
    organisations: int
    """How many organisations applied in all rounds together, each counted once."""


class ReadingOut(BaseModel):
    """One reading: who, what and when; without an application it was all of them."""

    person_id: UUID | None
    reader: str
    application_id: UUID | None
    what: str
    at: datetime

    @classmethod
    def of(cls, reading: Reading) -> "ReadingOut":
        return cls(
            person_id=reading.read.person_id,
            reader=reading.reader,
            application_id=reading.read.application_id,
            what=reading.read.what,
            at=reading.read.at,
        )


class ReadingsOut(BaseModel):
    """A page of readings, the latest first."""

    items: list[ReadingOut]
    total: int


class ThemeConsentOut(BaseModel):
    """How the applicant agreed to another theme."""

    how: str
    by: str
    on: date | None


class ApplicationOfPersonOut(BaseModel):
    """An application a person has sent."""

    application_id: UUID
    call: dict[str, str]
    organisation: str
    number: str
    scope: str
    applied_theme: str
    theme: str
    alternative_themes: list[str]
    moved: datetime | None
    theme_consent: ThemeConsentOut | None
    grounds: str
    deputy_name: str
    deputy_email: str
    received: datetime
    withdrawn: datetime | None
    outcome: str | None

    @classmethod
    def of(cls, one: Application, call: Call, themes: Mapping[UUID, CallTheme]) -> "ApplicationOfPersonOut":
        """Tell of an application with its themes, looked up by id."""
        agreed = None
        if one.consent_how:
            agreed = ThemeConsentOut(how=one.consent_how, by=one.consent_by, on=one.consent_on)
        own = ("number", "scope", "moved", "grounds", "deputy_name", "deputy_email")
        return cls(
            **{name: getattr(one, name) for name in (*own, "received", "withdrawn", "outcome")},
            application_id=one.id,
            call=call.title.to_dict(),
            organisation=one.name,
            applied_theme=themes[one.applied_theme_id].slug,
            theme=themes[one.theme_id].slug,
            alternative_themes=[themes[theme].slug for theme in one.alternatives if theme in themes],
            theme_consent=agreed,
        )
