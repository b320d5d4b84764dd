"""An organisation as people send and get it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from services.members.organisations.model import Numbers, Organisation
from shared.chassis.text import Language, Line


def _number(value: str) -> str:
    try:
        return str(Numbers.of(value))
    except ValueError as error:
        kind = "register_number" if "." in value else "y_tunnus"
        raise PydanticCustomError(kind, "Check the business ID or the register number") from error


Number = Annotated[Line, AfterValidator(_number)]
"""A business ID (1234567-1) or a number of the association register (123.456), as they are written."""

Scope = Literal["local", "regional", "national"]
Municipality = Annotated[str, StringConstraints(pattern=r"^\d{3}$")]


class OrganisationIn(BaseModel):
    """An organisation to register; `number` may stand for either of the two."""

    name: Line
    number: Number | None = None
    business_id: Number | None = None
    register_number: Number | None = None
    scope: Scope
    municipality: Municipality | None = None
    language: Language = "fi"
    contact_person_id: UUID | None = None

    @model_validator(mode="after")
    def _numbers_in_their_places(self) -> "OrganisationIn":
        _check(self.business_id, self.register_number)
        return self

    def facts(self) -> dict[str, Any]:
        """Return the columns of the organisation."""
        return _facts(self.model_dump())


class OrganisationChangeIn(BaseModel):
    """What to correct; what is not given stays."""

    name: Line = ""
    business_id: Number | None = None
    register_number: Number | None = None
    scope: Scope = "local"
    municipality: Municipality | None = None
    language: Language = "fi"
    contact_person_id: UUID | None = None

    @model_validator(mode="after")
    def _numbers_in_their_places(self) -> "OrganisationChangeIn":
        _check(self.business_id, self.register_number)
        return self

    def facts(self) -> dict[str, Any]:
        """Return the columns that were given."""
        return self.model_dump(exclude_unset=True)


class OrganisationOut(BaseModel):
    """An organisation, for coordinators."""

    id: UUID
    version: int
    name: str
    business_id: str | None
    register_number: str | None
    scope: str
    municipality: str | None
    language: str
    contact_person_id: UUID | None

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationOut":
        return cls(**{name: getattr(organisation, name) for name in cls.model_fields})


class OrganisationsOut(BaseModel):
    """A page of organisations and how many there are."""

    items: list[OrganisationOut]
    total: int


def _check(business_id: str | None, register_number: str | None) -> None:
    if business_id and Numbers.of(business_id).business_id is None:
        raise PydanticCustomError("y_tunnus", "Check the business ID, for example 1234567-1")
    if register_number and Numbers.of(register_number).register_number is None:
        raise PydanticCustomError("register_number", "Check the register number, for example 123.456")


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    numbers = Numbers.of(values.pop("number"))
    values["business_id"] = values["business_id"] or numbers.business_id
    values["register_number"] = values["register_number"] or numbers.register_number
    return values
