"""How a person is written in the words of others, and what stands there afterwards."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.members.people.model import ERASED

# What may not stand beside: the address or the name would then be a part of another.
_ADDRESS = r"(?<![\w.+-]){}(?!\.?[\w-])"
_NAME = r"(?<!\w){}(?!\w)"


@dataclass(frozen=True)
class Mention:
    """A way to write someone, as a regular expression of Python and Postgres alike."""

    pattern: str
    instead: str
    core: str
    """What is in every such writing, in small letters: looked for first, because a pattern is slow."""


def mentions(email: str, name: str, *, in_json: bool = False) -> Sequence[Mention]:
    """Return the ways to write someone: the address, and a name of two words in either order."""
    words = name.split()
    first, last = " ".join(words[:-1]), " ".join(words[-1:])
    # One word alone is too common to be told from others.
    names = (f"{first} {last}", f"{last} {first}", f"{last}, {first}") if first else ()
    core = max(words, key=len, default="")
    return [
        _mention(_ADDRESS, email, "", email, in_json=in_json),
        *(_mention(_NAME, one, ERASED, core, in_json=in_json) for one in names),
    ]


def _mention(around: str, words: str, instead: str, core: str, *, in_json: bool) -> Mention:
    return Mention(
        around.format(_literal(words, in_json=in_json)), instead, _written(core, in_json=in_json).lower()
    )


def _literal(words: str, *, in_json: bool) -> str:
    written = _written(words, in_json=in_json)
    return "".join(rf"\{one}" if one in r"\.^$*+?{}[]|()" else one for one in written)


def _written(words: str, *, in_json: bool) -> str:
    return json.dumps(words, ensure_ascii=False)[1:-1] if in_json else words


def named(words: str, found: Sequence[Mention]) -> bool:
    """Tell whether a text names the person."""
    return any(re.search(one.pattern, words, re.IGNORECASE) for one in found)
