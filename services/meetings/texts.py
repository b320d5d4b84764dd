"""What a text in several languages is when it comes from people: JSON and forms alike."""

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from shared.chassis.localised import LocalisedText
from shared.chassis.text import OptionalLine, OptionalParagraphs
from shared.contracts.envelope import Words


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def text(self) -> LocalisedText:
        """Return what was written as a localised text."""
        return LocalisedText.of(self.model_dump())


class OptionalTitle(_Texts):
    """At most one line in each language; none is needed."""

    fi: OptionalLine = ""
    sv: OptionalLine = ""
    en: OptionalLine = ""


class Title(OptionalTitle):
    """One line in at least one language."""

    @model_validator(mode="after")
    def _is_written(self) -> Self:
        if not self.text():
            raise PydanticCustomError("string_too_short", "Write this in at least one language")
        return self


class OptionalText(_Texts):
    """Free text; no language is needed."""

    fi: OptionalParagraphs = ""
    sv: OptionalParagraphs = ""
    en: OptionalParagraphs = ""


def typed(name: str, text: LocalisedText) -> dict[str, str]:
    """Return a text as the fields of a form: `title_fi`, `title_sv`."""
    return {f"{name}_{language}": words for language, words in text.to_dict().items()}


def words(text: LocalisedText) -> Words:
    """Return a text as an event and JSON carry it."""
    return text.to_dict()
