"""The form of a call: local times, and criteria and themes as lines in each language."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day, LineWords, TextWords
from services.members.calls.commands import NamedTheme, Notice
from services.members.calls.model import CallTheme, Outline
from services.members.calls.queries import CallInBody
from services.members.charters.schemas import OptionalWords
from shared.chassis.clock import HELSINKI, end_of_day
from shared.chassis.localised import LANGUAGES, LocalisedText
from shared.chassis.text import EmailAddress, OptionalLine, OptionalParagraphs

LINES = 60
SEATS = re.compile(r"^(.*?)\s*[:=|]\s*(\d{1,3})$")


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
            for fi, sv, en in list(zip_longest(*columns, fillvalue=""))[:LINES]
        ]

    def _columns(self) -> tuple[str, str, str]:
        return self.fi, self.sv, self.en


class CallForm(BaseModel):
    """What a coordinator types; `opens` is Finnish time. A theme's line may end in its seats: `Youth: 2`."""

    title: LineWords
    text: TextWords
    criteria: Lines = Lines()
    themes: Lines = Lines()
    contact: OptionalWords = OptionalWords()
    contact_organisation: OptionalLine = ""
    contact_email: EmailAddress | None = None
    contact_phone: OptionalLine = ""
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

    def notice(self, known: Sequence[CallTheme], *, renamed: bool = False) -> Notice:
        """Return what the command writes; a theme that is named as a `known` one is that one.

        With `renamed`, and as many themes as before, one in the place of a known one is that one too.
        """
        lines = self.themes.texts()
        return Notice(
            title=self.title.localised(),
            text=self.text.localised(),
            criteria=self.criteria.texts()[:20],
            themes=named_themes(lines, known, renamed=renamed and len(lines) == len(known)) or None,
            contact=self.contact.localised(),
            contact_organisation=self.contact_organisation,
            contact_email=self.contact_email or "",
            contact_phone=self.contact_phone,
            opens=self._opens(),
            deadline=end_of_day(self.deadline),
            term_starts=self.term_starts,
            term_ends=self.term_ends,
        )

    def _opens(self) -> datetime:
        return self.opens.replace(tzinfo=HELSINKI)


def named_themes(
    lines: Sequence[LocalisedText], known: Sequence[CallTheme], *, renamed: bool = False
) -> list[NamedTheme]:
    """Return the themes of these lines, each with its slug; `renamed` ones keep that of their place."""
    protected = {theme.slug: theme.protected for theme in known}
    named = [_name_and_target(line) for line in lines]
    slugs = [_slug_of(name, known) for name, _target in named]
    if renamed:
        free = [theme.slug if theme.slug not in slugs else "" for theme in known]
        slugs = [slug or free[place] for place, slug in enumerate(slugs)]
    themes: dict[str, NamedTheme] = {}
    for (name, target), own in zip(named, slugs, strict=True):
        slug = base = own or _slug(name)
        while slug in themes:
            slug = f"{base}-{len(themes) + 1}"
        themes[slug] = NamedTheme(
            slug=slug, name=name, target=min(target, 200), protected=protected.get(slug, True)
        )
    return list(themes.values())


def _name_and_target(line: LocalisedText) -> tuple[LocalisedText, int]:
    parted = {language: SEATS.match(words) for language, words in line.to_dict().items()}
    name = LocalisedText.of(
        {code: (m[1] if (m := parted[code]) else words) for code, words in line.to_dict().items()}
    )
    return name, next((int(match[2]) for match in parted.values() if match), 2)


def _slug_of(name: LocalisedText, known: Sequence[CallTheme]) -> str:
    slugs = {words: theme.slug for theme in known for words in theme.name.to_dict().values()}
    return next((slugs[words] for words in name.to_dict().values() if words in slugs), "")


def theme_lines(themes: Sequence[CallTheme]) -> dict[str, str]:
    """Return themes as the lines of the form."""
    return {
        f"themes_{language}": "\n".join(
            f"{words}: {theme.target}" for theme in themes if (words := getattr(theme.name, language))
        )
        for language in LANGUAGES
    }


def outlined(outline: Outline) -> dict[str, str]:
    """Return what a call for vacant seats begins with, as it stands in the form's fields."""
    days = {"term_starts": outline.starts.isoformat(), "term_ends": outline.until.isoformat()}
    return theme_lines(outline.themes) | days


def _slug(name: LocalisedText) -> str:
    plain = unicodedata.normalize("NFKD", name.read("fi").text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:55].strip("-") or "teema"


def typed(found: CallInBody) -> dict[str, str]:
    """Return a call as it stands in the form's fields."""
    call = found.call
    criteria = [criterion.words.to_dict() for criterion in found.criteria]
    values = {
        "opens": call.opens.astimezone(HELSINKI).strftime("%Y-%m-%dT%H:%M"),
        "deadline": call.deadline_day.isoformat(),
        "term_starts": call.term_starts.isoformat(),
        "term_ends": call.term_ends.isoformat(),
        "contact_organisation": call.contact_organisation,
        "contact_email": call.contact_email,
        "contact_phone": call.contact_phone,
    } | theme_lines(found.themes)
    for language in LANGUAGES:
        values[f"contact_{language}"] = getattr(call.contact, language)
        values[f"title_{language}"] = call.title.to_dict().get(language, "")
        values[f"text_{language}"] = call.text.to_dict().get(language, "")
        values[f"criteria_{language}"] = "\n".join(words.get(language, "") for words in criteria)
    return values
