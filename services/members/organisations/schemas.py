"""An organisation as people send and get it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from stdnum.fi import associationid, ytunnus

from services.members.organisations.model import FACTS, Contact, Numbers, Organisation
from shared.chassis.text import EmailAddress, Language, Line, OptionalLine, OptionalParagraphs, Slug


def _number(value: str) -> str:
    try:
        return str(Numbers.of(value))
    except ValueError as error:
        kind = "register_number" if "." in value else "y_tunnus"
        raise PydanticCustomError(kind, "Check the business ID or the register number") from error


def _business_id(value: str) -> str:
    if not ytunnus.is_valid(value):
        raise PydanticCustomError("y_tunnus", "Check the business ID, for example 1234567-1")
    return str(ytunnus.format(value))


def _register_number(value: str) -> str:
    if not associationid.is_valid(value):
        raise PydanticCustomError("register_number", "Check the register number, for example 123.456")
    return str(associationid.format(value))


Number = Annotated[Line, AfterValidator(_number)]
"""A business ID (1234567-1) or a number of the association register (123.456), as they are written."""

BusinessId = Annotated[Line, AfterValidator(_business_id)]
RegisterNumber = Annotated[Line, AfterValidator(_register_number)]
Scope = Literal["local", "regional", "national"]
LegalForm = Literal["association", "foundation", "parish", "cooperative", "company", "group", "other"]
Municipality = Annotated[str, StringConstraints(pattern=r"^\d{3}$")]
Words = Annotated[list[Slug], Field(max_length=50)]
WorkingLanguage = Literal["fi", "sv", "en", "se", "other"]
WebAddress = Annotated[
    OptionalLine,
    StringConstraints(pattern=r"^(https?://[^\s<>\"]+)?$"),
]
Figure = Annotated[int, Field(ge=0, le=10_000_000)]


class FactsIn(BaseModel):
    """What anyone may tell of an organisation."""

    name_sv: Line | None = None
    short_name: OptionalLine = ""
    business_id: BusinessId | None = None
    register_number: RegisterNumber | None = None
    legal_form: LegalForm | None = None
    municipality: Municipality | None = None
    served: Annotated[list[Municipality], Field(max_length=310)] = []
    sectors: Words = []
    themes: Words = []
    activities: Words = []
    target_groups: Words = []
    expertise: Words = []
    languages: Annotated[list[WorkingLanguage], Field(max_length=5)] = []
    web: WebAddress = ""
    address: OptionalLine = ""
    register_class: OptionalLine = ""
    produces_services: bool = False
    public_funding: bool = False
    members: Figure | None = None
    volunteers: Figure | None = None
    peer_supporters: Figure | None = None
    professionals: Figure | None = None
    contact_role: OptionalLine = ""
    contact_email: EmailAddress | None = None
    contact_phone: OptionalLine = ""
    description: OptionalParagraphs = ""
    language: Language = "fi"


class RegistrationIn(FactsIn):
    """An organisation that registers itself; `number` may stand for either of the two numbers."""

    name: Line
    number: Number | None = None
    scope: Scope

    @model_validator(mode="after")
    def _number_in_its_place(self) -> "RegistrationIn":
        numbers = Numbers.of(self.number)
        self.business_id = self.business_id or numbers.business_id
        self.register_number = self.register_number or numbers.register_number
        return self

    def facts(self) -> dict[str, Any]:
        """Return the columns of the organisation."""
        return {name: value for name, value in self.model_dump().items() if name in FACTS}


class OrganisationIn(RegistrationIn):
    """An organisation the coordinator registers."""

    contact_person_id: UUID | None = None


class RegistrationForm(RegistrationIn):
    """The form of an organisation itself; `sure` when it knows that one of its name is there already."""

    sure: bool = False


class EntryIn(RegistrationIn):
    """An entry as the coordinator writes it, with the person who gets its letters."""

    contact_person_email: EmailAddress | None = None
    contact_name: Annotated[OptionalLine, Field(validate_default=True)] = ""

    @field_validator("contact_name")
    @classmethod
    def _whole(cls, value: str, info: ValidationInfo) -> str:
        email = info.data.get("contact_person_email", "")
        if email and not value:
            raise PydanticCustomError("missing", "Give the name of the contact person as well")
        if value and email is None:
            raise PydanticCustomError("email", "Give the address of the contact person as well")
        return value

    def contact(self) -> Contact:
        """Return the contact person as it was written."""
        return Contact(self.contact_name, self.contact_person_email or "", self.language)


class OrganisationForm(EntryIn):
    """The coordinator's form; `sure` when those that resemble it have been looked at."""

    sure: bool = False


class OrganisationChangeIn(FactsIn):
    """What to correct; what is not given stays."""

    name: Line = ""
    scope: Scope = "local"
    contact_person_id: UUID | None = None

    def facts(self) -> dict[str, Any]:
        """Return the columns that were given."""
        return self.model_dump(exclude_unset=True)


class OrganisationOut(BaseModel):
    """An organisation, for coordinators."""

    id: UUID
    version: int
    name: str
    name_sv: str | None
    short_name: str
    business_id: str | None
    register_number: str | None
    legal_form: str | None
    scope: str
    municipality: str | None
    served: list[str]
    sectors: list[str]
    themes: list[str]
    activities: list[str]
    target_groups: list[str]
    expertise: list[str]
    languages: list[str]
    web: str
    address: str
    register_class: str
    produces_services: bool
    public_funding: bool
    members: int | None
    volunteers: int | None
    peer_supporters: int | None
    professionals: int | None
    contact_role: str
    contact_email: str | None
    contact_phone: str
    description: str
    language: str
    contact_person_id: UUID | None
    status: str
    dissolved_on: date | None
    successor_id: UUID | None
    source: str
    registered: datetime | None
    verified: datetime | None
    verified_by: UUID | None
    merged_into_id: UUID | None

    @classmethod
    def of(cls, organisation: Organisation, *, expertise: bool) -> "OrganisationOut":
        """Tell an entry; tags of expertise are hidden while they are not in use."""
        facts = {name: getattr(organisation, name) for name in cls.model_fields}
        return cls(**facts | ({} if expertise else {"expertise": []}))


class OrganisationsOut(BaseModel):
    """A page of organisations and how many there are; `near` when none fits the words and these nearly do."""

    items: list[OrganisationOut]
    total: int
    more: bool = False
    near: bool = False


class RegistrationOut(BaseModel):
    """What one who registers an organisation is told."""

    organisation_id: UUID
    verified: bool
