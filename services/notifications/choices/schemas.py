"""Which letters one wants, as JSON and as a form."""

from pydantic import BaseModel

from services.notifications.letters.model import Letter


class ChoiceOut(BaseModel):
    """A kind of letters that one may do without, and whether one gets it."""

    letter: Letter
    wants: bool


class ChoicesOut(BaseModel):
    """Every kind of letters that one may do without."""

    items: list[ChoiceOut]


class ChoiceIn(BaseModel):
    """Whether one wants a kind of letters."""

    wants: bool


class ChoicesForm(BaseModel):
    """The kinds of letters that one wants; the others one does not."""

    letters: list[Letter] = []
