"""Every word a person reads is there in Finnish and in Swedish."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

from poyta.reference import problems
from tests.architecture.sources import ROOT, SERVICES, name, tracked

CHASSIS = "shared/chassis"
ROOMS = (CHASSIS, *(f"services/{service}" for service in SERVICES))
LANGUAGES = ("fi", "sv")

# `translate` is what a page calls the reader's gettext; `add_error` marks a field with its second argument.
KEYWORDS = {**DEFAULT_KEYWORDS, "translate": None, "add_error": (2,)}
JINJA = {"newstyle_gettext": "true", "trimmed": "false"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_every_message_is_translated(room: str, language: str) -> None:
    known = translated(room, language) | translated(CHASSIS, language)

    assert sorted(messages(room) - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_no_translation_is_left_over_or_only_guessed(room: str, language: str) -> None:
    catalogue = read(room, language)
    guessed = [str(message.id) for message in entries(catalogue) if message.fuzzy]
    left_over = [first(message) for message in entries(catalogue) if first(message) not in messages(room)]

    assert guessed == []
    assert sorted(left_over) == []
    assert [str(message_id) for message_id in catalogue.obsolete] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_has_the_places_of_its_message(room: str, language: str) -> None:
    astray = [
        first(message)
        for message in entries(read(room, language))
        for said in strings(message)
        if not placeholders(said) <= placeholders(*ids(message))
        or (len(strings(message)) == 1 and placeholders(said) != placeholders(first(message)))
    ]

    assert astray == []


@cache
def messages(room: str) -> frozenset[str]:
    """Return what the code and the templates of a room say, by first form."""
    found = set()
    for path in tracked():
        if path.is_relative_to(ROOT / room) and (method := method_of(path)):
            options: Any = JINJA if method == "jinja2" else {}
            for _, message, _, _ in extract_from_file(method, path, KEYWORDS, options=options):
                found.add(message[0] if isinstance(message, tuple) else message)
    titles = {
        problem.title()
        for problem in problems()
        if problem.__module__.startswith(room.replace("/", ".") + ".")
    }
    return frozenset((found | titles) - {""})


def method_of(path: Path) -> str | None:
    if path.suffix == ".py" and "migrations" not in path.parts:
        return "python"
    return "jinja2" if path.suffix in (".html", ".txt", ".xml") and "templates" in path.parts else None


@cache
def read(room: str, language: str) -> Catalog:
    """Return the words of a room together with those that a large slice keeps to itself."""
    folder = ROOT / room
    whole = Catalog(locale=language)
    for file in (folder / "locale" / f"{language}.po", *sorted(folder.glob(f"*/locale/{language}.po"))):
        with file.open("rb") as source:
            part = read_po(source, locale=language)
        whole.obsolete.update(part.obsolete)
        for message in entries(part):
            whole[message.id] = message
    return whole


def translated(room: str, language: str) -> set[str]:
    return {first(message) for message in entries(read(room, language)) if all(strings(message))}


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def first(message: Message) -> str:
    return ids(message)[0]


def strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}


def test_each_room_with_words_has_its_catalogues() -> None:
    missing = [
        f"{room}/locale/{language}.po"
        for room in ROOMS
        for language in LANGUAGES
        if messages(room) and not (ROOT / room / "locale" / f"{language}.po").exists()
    ]

    assert missing == [], [name(path) for path in tracked() if path.suffix == ".po"]
