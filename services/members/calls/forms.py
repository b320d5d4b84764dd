"""The form of a call: local times, and criteria as lines in each language."""

from datetime import datetime
from itertools import zip_longest

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day, LineWords, TextWords
from services.members.calls.commands import Notice
from services.members.calls.queries import CallInBody
from shared.chassis.clock import HELSINKI, end_of_day
from shared.chassis.localised import LocalisedText
from shared.chassis.text import OptionalParagraphs

CRITERIA = 20


class Lines(BaseModel):
    """A list in each language, one item a line."""

    fi: OptionalParagraphs = ""
    sv: OptionalParagraphs = ""
    en: OptionalParagraphs = ""

    def texts(self) -> list[LocalisedText]:
        """Return the items: the first lines of each language belong together, and so on."""
        columns = [[line.strip() for line in words.splitlines() if line.strip()] for words in self._columns()]
        return [
            LocalisedText(fi=fi[:200], sv=sv[:200], en=en[:200])
            for fi, sv, en in list(zip_longest(*columns, fillvalue=""))[:CRITERIA]
        ]

    def _columns(self) -> tuple[str, str, str]:
        return self.fi, self.sv, self.en


class CallForm(BaseModel):
    """What a coordinator types; `opens` is Finnish time."""

    title: LineWords
    text: TextWords
    criteria: Lines = Lines()
    opens: datetime
    deadline: Day
    term_starts: Day
    term_ends: Day

    @model_validator(mode="after")
    def _in_order(self) -> "CallForm":
        if not 1900 <= self.opens.year <= 2200:
            raise PydanticCustomError("datetime_parsing", "Give the date and time")
        if self.term_ends <= self.term_starts or end_of_day(self.deadline) <= self._opens():
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self

    def notice(self) -> Notice:
        """Return what the command writes."""
        return Notice(
            title=self.title.localised(),
            text=self.text.localised(),
            criteria=self.criteria.texts(),
            opens=self._opens(),
            deadline=end_of_day(self.deadline),
            term_starts=self.term_starts,
            term_ends=self.term_ends,
        )

    def _opens(self) -> datetime:
        return self.opens.replace(tzinfo=HELSINKI)


def typed(found: CallInBody) -> dict[str, str]:
    """Return a call as it stands in the form's fields."""
    call = found.call
    criteria = [criterion.words.to_dict() for criterion in found.criteria]
    values = {
        "opens": call.opens.astimezone(HELSINKI).strftime("%Y-%m-%dT%H:%M"),
        "deadline": call.deadline_day.isoformat(),
        "term_starts": call.term_starts.isoformat(),
        "term_ends": call.term_ends.isoformat(),
    }
    for language in ("fi", "sv", "en"):
        values[f"title_{language}"] = call.title.to_dict().get(language, "")
        values[f"text_{language}"] = call.text.to_dict().get(language, "")
        values[f"criteria_{language}"] = "\n".join(words.get(language, "") for words in criteria)
    return values
