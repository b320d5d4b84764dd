"""What has been promised to others may only grow: `python -m tests.architecture.snapshots` adds to it."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from poyta.reference import problems
from shared.chassis.subscriptions import stream_of
from shared.contracts.catalogue import EVENTS

HERE = Path(__file__).parent
EVENTS_FILE = HERE / "events.json"
PROBLEMS_FILE = HERE / "problems.json"
UPDATE = "if the change is right, run: python -m tests.architecture.snapshots"

Promises = dict[str, Any]


def events_now() -> Promises:
    """Return the shape of every event: its stream and the schema of its data, with references written out."""
    found = {}
    for subject, event in EVENTS.items():
        schema = event.model_json_schema()
        found[subject] = {"stream": stream_of(event), "data": _plain(schema, schema.get("$defs", {}))}
    return dict(sorted(found.items()))


def problems_now() -> Promises:
    """Return the status of every problem by its slug."""
    return dict(sorted((problem.slug, problem.status) for problem in problems()))


def kept(file: Path) -> Promises:
    """Return what was promised."""
    found: Promises = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def broken_events(old: Promises, new: Promises) -> list[str]:
    """Return how the events of `new` break what `old` promised; a new optional field breaks nothing."""
    found = []
    for subject, promised in old.items():
        if subject not in new:
            found.append(f"{subject} is gone")
        elif promised["stream"] != new[subject]["stream"]:
            found.append(f"{subject} moved to {new[subject]['stream']}")
        else:
            found += _broken_shape(promised["data"], new[subject]["data"], subject)
    return found


def broken_problems(old: Promises, new: Promises) -> list[str]:
    """Return which slugs are gone or answer with another status."""
    return [
        f"{slug} was {status}, is {new.get(slug)}" for slug, status in old.items() if new.get(slug) != status
    ]


def _broken_shape(old: Any, new: Any, where: str) -> list[str]:
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [found for pair in zip(old, new, strict=True) for found in _broken_shape(*pair, where)]
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return [] if old == new else [f"{where} was {old}, is {new}"]
    found = []
    for key in sorted({*old, *new} - {"properties"}):
        found += _broken_shape(old.get(key), new.get(key), f"{where}.{key}")
    before, after = old.get("properties", {}), new.get("properties", {})
    for field, shape in before.items():
        found += (
            _broken_shape(shape, after[field], f"{where}.{field}")
            if field in after
            else [f"{where}.{field} is gone"]
        )
    return found


def _plain(schema: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_plain(item, definitions) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return _plain(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    plain = {
        key: _plain(value, definitions)
        for key, value in schema.items()
        if key not in ("$defs", "properties", "title", "description", "default")
    }
    if "properties" in schema:
        plain["properties"] = {
            field: _plain(value, definitions) for field, value in sorted(schema["properties"].items())
        }
    if "required" in plain:
        plain["required"] = sorted(plain["required"])
    return plain


def _update(file: Path, now: Promises, broken: Callable[[Promises, Promises], list[str]]) -> list[str]:
    if complaints := broken(kept(file), now):
        return complaints
    file.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return []


def main() -> int:
    """Add what is new to the snapshots; refuse what breaks a promise."""
    complaints = _update(EVENTS_FILE, events_now(), broken_events)
    complaints += _update(PROBLEMS_FILE, problems_now(), broken_problems)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
