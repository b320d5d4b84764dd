"""The form of one's own page."""

from pydantic import BaseModel

from shared.chassis.text import Language, Line


class MeForm(BaseModel):
    """What a person may mend."""

    name: Line
    language: Language
