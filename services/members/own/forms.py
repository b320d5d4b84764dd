"""The form of one's own page."""

from pydantic import BaseModel

from services.members.people.schemas import Languages
from shared.chassis.text import Language, Line, Slug


class MeForm(BaseModel):
    """What a person may mend."""

    name: Line
    language: Language
    languages: Languages = []


class ConsentForm(BaseModel):
    """A consent that is given or withdrawn."""

    purpose: Slug
    give: bool = False
