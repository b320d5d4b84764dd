"""A region that is not in the list, described in a TOML file."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from poyta.embedded.trouble import Trouble
from poyta.regions import CONTRAST, Region, Servers, calm_accent, contrast_with_white, region_of, registered
from shared.chassis.instance import NATIONAL
from shared.chassis.localised import LANGUAGES

# A database, roles, subjects and host names are made of it, the longest of 63 letters.
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SLUG_LENGTH = 40
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_RESERVED = frozenset({NATIONAL, "all", "mail", "postgres", "template0", "template1", "sys"})
_WORDS = ("name", "table")
_KEYS = frozenset({"slug", "code", "languages", "accent", "host", *_WORDS})


def read_region(file: Path, servers: Servers) -> Region:
    """Return the region of a file; raise Trouble that names everything that is wrong with it."""
    try:
        facts = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} is not a TOML file: {error}.") from error
    if complaints := [*_complaints(facts), *_taken(facts, servers)]:
        raise Trouble("\n".join([f"{file} does not describe a region:", *(f"  - {c}" for c in complaints)]))
    return Region(
        slug=facts["slug"],
        code=facts["code"],
        name=facts["name"],
        table=facts["table"],
        languages=tuple(facts["languages"]),
        accent=facts.get("accent") or calm_accent(int(facts["code"])),
        own_host=facts.get("host", ""),
    )


def slug_complaint(slug: object) -> str | None:
    """Return what is wrong with the slug of a region; None when nothing is."""
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug) or len(slug) > _SLUG_LENGTH:
        return (
            f"slug must be of small letters a-z, digits and single hyphens, begin with a letter and have at "
            f"most {_SLUG_LENGTH} characters, such as pohjois-karjala; it is {slug!r}"
        )
    return f"slug may not be {slug}: that name is in use" if slug in _RESERVED else None


def _complaints(facts: Mapping[str, Any]) -> list[str]:
    found = [
        f"{key} is not known here; these are: {', '.join(sorted(_KEYS))}" for key in facts.keys() - _KEYS
    ]
    if complaint := slug_complaint(facts.get("slug")):
        found.append(complaint)
    code = facts.get("code")
    if not isinstance(code, str) or not re.fullmatch(r"[0-9]{2}", code):
        found.append(f'code must be two digits in quotes, such as "31"; it is {code!r}')
    languages = facts.get("languages")
    if not isinstance(languages, list) or not languages or not set(map(str, languages)) <= set(LANGUAGES):
        found.append(f"languages must be a list of some of {', '.join(LANGUAGES)}; it is {languages!r}")
        languages = []
    for key in _WORDS:
        found += _word_complaints(key, facts.get(key), languages)
    accent = facts.get("accent", "#000000")
    if not isinstance(accent, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        found.append(f"accent must be a colour such as #0b5c8a; it is {accent!r}")
    elif contrast_with_white(_rgb(accent)) < CONTRAST:
        found.append(f"accent {accent} is too light: white text on it cannot be read; take a darker one")
    host = facts.get("host", "a")
    if not isinstance(host, str) or not _HOST.fullmatch(host) or len(host) > 253:
        found.append(f"host must be a host name in small letters, without a port; it is {host!r}")
    return found


def _word_complaints(key: str, words: object, languages: list[str]) -> list[str]:
    if not isinstance(words, dict):
        return [f"[{key}] must tell the {key} in each language, such as fi = …"]
    found = [
        f"[{key}] has no {language}, a language of the region"
        for language in languages
        if language not in words
    ]
    found += [
        f"[{key}] has {language!r}, which is no language here" for language in words.keys() - set(LANGUAGES)
    ]
    found += [
        f"[{key}] {language} must be words"
        for language, word in words.items()
        if not isinstance(word, str) or not word.strip() or not word.isprintable()
    ]
    return found


def _taken(facts: Mapping[str, Any], servers: Servers) -> list[str]:
    slug, host, code = facts.get("slug"), facts.get("host"), facts.get("code")
    found = []
    if host in ("mail.localhost", "national.localhost"):
        found.append(f"host {host} is the host's own")
    for other in registered(servers.instances):
        region = region_of(servers.instances / other)
        if other == slug:
            continue
        if host and servers.base_url(other, region.own_host) == servers.base_url(str(slug), str(host)):
            found.append(f"host {host} belongs to {other}")
        if code == region.code:
            found.append(f"code {code} belongs to {other}")
    return found


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
