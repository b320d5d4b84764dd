"""How a person is written in the words of others, and what stays where one was written twice."""

import json
from collections.abc import Collection, Sequence
from typing import get_args

from services.meetings.minutes.model import Status

ERASED = "Poistettu henkilö"


def strongest(statuses: Collection[Status]) -> Status:
    """Return how one person took part who was written down twice: who was present at all was present."""
    order: tuple[Status, ...] = get_args(Status)
    return min(statuses, key=order.index)


def patterns(name: str, *, in_json: bool = False) -> Sequence[str]:
    """Return the ways to write a name of two words or more, as expressions of Postgres: in either order."""
    words = name.split()
    first, last = " ".join(words[:-1]), " ".join(words[-1:])
    # One word alone is too common to be told from others.
    ways = (f"{first} {last}", f"{last} {first}", f"{last}, {first}") if first else ()
    return [rf"(?<!\w){_literal(one, in_json=in_json)}(?!\w)" for one in ways]


def _literal(words: str, *, in_json: bool) -> str:
    written = json.dumps(words, ensure_ascii=False)[1:-1] if in_json else words
    return "".join(rf"\{one}" if one in r"\.^$*+?{}[]|()" else one for one in written)
