"""The forms of the register of people."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator

from services.members.affiliations.schemas import AffiliationIn
from services.members.people.schemas import Languages, PersonIn, RoleIn
from shared.chassis.text import Language, Line, OptionalLine


def _not_empty(value: Any) -> Any:
    return None if value == "" else value


class PersonForm(PersonIn):
    """A person to get to know; `sure` when those of the same name have been looked at."""

    sure: bool = False


class CorrectionForm(BaseModel):
    """What the coordinator corrects for a person; the address has a form of its own."""

    name: Line
    language: Language
    languages: Languages = []


class RoleForm(RoleIn):
    """A role to give; without a body it holds in the whole region."""

    body_id: Annotated[UUID | None, BeforeValidator(_not_empty)] = None


class AffiliationForm(AffiliationIn):
    """A role in an organisation of those that were found with `q`."""

    q: OptionalLine = ""
