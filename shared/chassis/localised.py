"""A text in the languages it exists in; what is missing is shown as missing, never hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Reading:
    """A text as one reader gets it: the words, their language, and whether it is the one asked for."""

    text: str
    language: str
    missing: bool


@dataclass(frozen=True)
class LocalisedText:
    """A public text in one to three languages."""

    fi: str = ""
    sv: str = ""
    en: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "LocalisedText":
        """Make a text from a mapping of language code to words; other keys are left out."""
        return cls(**{language: texts[language] for language in LANGUAGES if texts.get(language)})

    def read(self, language: str) -> Reading:
        """Return the text in `language`, or in the first language it exists in, marked as missing."""
        for candidate in (language, *LANGUAGES):
            if words := getattr(self, candidate, ""):
                return Reading(words, candidate, missing=candidate != language)
        return Reading("", language, missing=True)

    def to_dict(self) -> dict[str, str]:
        """Return the languages that exist, for JSON."""
        return {language: words for language in LANGUAGES if (words := getattr(self, language))}

    def __bool__(self) -> bool:
        return bool(self.fi or self.sv or self.en)


class Localised(TypeDecorator[LocalisedText]):
    """A column that holds a LocalisedText as JSONB."""

    impl = JSONB
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def process_bind_param(self, value: LocalisedText | None, dialect: Dialect) -> Any:
        return None if value is None else value.to_dict()

    def process_result_value(self, value: Any, dialect: Dialect) -> LocalisedText | None:
        return None if value is None else LocalisedText.of(value)
