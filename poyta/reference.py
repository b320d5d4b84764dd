"""`make docs`: the pages of docs/reference, made from the code so that they cannot drift."""

import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from poyta import targets
from shared.chassis.localised import LANGUAGES
from shared.chassis.module import Module
from shared.chassis.problems import Problem
from shared.chassis.settings import Settings
from shared.chassis.subscriptions import stream_of
from shared.contracts.catalogue import PUBLISHERS, events_of
from shared.contracts.envelope import Event, PersonEvent, PublicEvent, Words

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "reference"
CHASSIS = "chassis"

MADE = "<!-- Made by `make docs` from the code. Change the code instead. -->"

EVENTS_LEAD = """\
An event is a fact that has happened. It travels as a [CloudEvent](https://cloudevents.io) in JSON; the
tables show its `data`. A published event only gains optional fields. How events travel:
[architecture](../architecture/events.md)."""

ERRORS_LEAD = """\
JSON errors are `application/problem+json` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): `type` is
`/problems/<slug>`, `title` is below, `detail` tells this case apart, `errors` names fields. Pages say the
same in the reader's language and show the slug. A slug and its status never change."""

HTTP_LEAD = """\
The JSON addresses of each service; the whole description is at `/<service>/openapi.json`. Who may call
what, and what the bodies look like, stands in the README of the service."""

# What a program that gets the problem does next; a problem's own second paragraph says it better.
ADVICE: Mapping[int, str] = {
    400: "Send it again in the form the address expects.",
    401: "Sign in, then ask again.",
    403: "Do not ask again: the answer stays the same for this person.",
    404: "Look for it elsewhere: it does not exist, or it is not yours to see.",
    409: "Read the thing again; it has changed, or is past this step.",
    410: "Ask for a new link.",
    413: "Send less.",
    422: "Mend the fields that `errors` names, or what the title says, and send again.",
    500: "Tell the region's coordinator, with the slug.",
    503: "Wait a moment and send it again.",
}

OTHER_VARIABLES = (
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "none", "Where traces are sent; none are when it is not set."),
    ("CHROMIUM", "the system's or Playwright's own", "The browser that `make test` uses."),
    ("PORT", "8080", "The front door of `make up`."),
    ("PYTHON", "python3", "The Python that `make` builds the virtual environment with."),
    ("ARGS", "none", "What `make` hands on to the command it runs, such as `--split`."),
)

Row = Sequence[str]


def main() -> None:
    """Write every page and remove those that nothing makes any more."""
    pages = documents(targets.modules())
    for file in FOLDER.rglob("*.md"):
        if file not in pages:
            file.unlink()
    for file, text in pages.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def documents(modules: Sequence[Module]) -> dict[Path, str]:
    """Return the pages of the reference by their files."""
    pages = {
        FOLDER / "README.md": _index(),
        FOLDER / "events.md": _events(modules),
        FOLDER / "errors.md": _errors(),
        FOLDER / "settings.md": _settings(),
        FOLDER / "http.md": _http(modules),
    }
    for owner in _owners():
        pages[FOLDER / "problems" / f"{owner}.md"] = _problems_of(owner)
    return {file: "\n".join([MADE, "", *lines, ""]) for file, lines in pages.items()}


def problems() -> tuple[type[Problem], ...]:
    """Return every problem that has a slug of its own, by slug."""
    targets.modules()  # A service that nobody has built yet is not imported, and its problems are not there.
    found = (kind for kind in (Problem, *_below(Problem)) if "slug" in vars(kind) and _is_ours(kind))
    return tuple(sorted(found, key=lambda kind: kind.slug))


def settings() -> tuple[type[Settings], ...]:
    """Return every group of settings, the process's own first."""
    targets.modules()
    found = (kind for kind in _below(Settings) if _is_ours(kind))
    return tuple(sorted(found, key=lambda kind: (_owner(kind) != CHASSIS, kind.__name__)))


def _index() -> list[str]:
    return [
        "# Reference",
        "",
        "- [Events](events.md): what each service promises to tell, and who listens",
        "- [Errors](errors.md): every problem by its slug, and what a caller does",
        "- [HTTP](http.md): the JSON addresses of each service",
        "- [Settings](settings.md): what a process reads from its environment",
    ]


def _events(modules: Sequence[Module]) -> list[str]:
    lines = ["# Events", "", *EVENTS_LEAD.splitlines()]
    for publisher in PUBLISHERS:
        lines += ["", f"## {publisher}"]
        nested: dict[str, type[BaseModel]] = {}
        for event in events_of(publisher):
            lines += ["", *_event(event, modules)]
            nested |= {model.__name__: model for model in _nested(event)}
        for model in nested.values():
            lines += ["", f"### Part: {model.__name__}", "", *_sentence(model), "", *_fields(model)]
    return lines


def _event(event: type[Event], modules: Sequence[Module]) -> list[str]:
    return [
        f"### {event.__name__}",
        "",
        *_sentence(event),
        "",
        f"- Subject: `{_address(event)}`",
        f"- Stream: {stream_of(event)}",
        f"- Heard by: {', '.join(_listeners(event, modules)) or 'nobody yet'}",
        "",
        *_fields(event),
    ]


def _address(event: type[Event]) -> str:
    if issubclass(event, PersonEvent):
        return "people.<person id>"
    return f"public.<region>.{event.subject}" if issubclass(event, PublicEvent) else event.subject


def _listeners(event: type[Event], modules: Sequence[Module]) -> Iterator[str]:
    for module in modules:
        subjects = [subject for projection in module.projections for subject in projection.subjects]
        if any(subscription.event is event for subscription in module.subscriptions):
            yield module.name
        elif issubclass(event, PublicEvent) and any(
            _selects(s, f"public.x.{event.subject}") for s in subjects
        ):
            yield f"{module.name} (projection)"


def _selects(pattern: str, subject: str) -> bool:
    """Tell whether a NATS subject with wildcards selects another subject."""
    wanted, given = pattern.split("."), subject.split(".")
    if wanted[-1] == ">":
        wanted, given = wanted[:-1], given[: len(wanted) - 1]
    return len(wanted) == len(given) and all(a in ("*", b) for a, b in zip(wanted, given, strict=True))


def _fields(model: type[BaseModel]) -> list[str]:
    rows = [
        (f"`{name}`", _kind(field.annotation), "always" if field.is_required() else _otherwise(field))
        for name, field in model.model_fields.items()
    ]
    return _table(("field", "kind", "given"), rows)


def _otherwise(field: FieldInfo) -> str:
    if field.default is None:
        return "if known"
    return f"else `{field.default}`" if field.default else "if any"


def _kind(annotation: Any) -> str:
    """Say a type in words."""
    plain = {UUID: "id", datetime: "moment", date: "day", int: "whole number", str: "text", bool: "yes or no"}
    if annotation == Words:
        return "text by language"
    if annotation in plain:
        return plain[annotation]
    arguments = [argument for argument in get_args(annotation) if argument not in (type(None), Ellipsis)]
    origin = get_origin(annotation)
    if origin is Literal:
        return " · ".join(f"`{value}`" for value in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_kind(argument) for argument in arguments)
    if origin in (tuple, list):
        return f"list of {_kind(arguments[0])}"
    if origin is dict:
        return f"{_kind(arguments[0])} → {_kind(arguments[1])}"
    return str(getattr(annotation, "__name__", annotation))


def _nested(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for field in model.model_fields.values():
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield part


def _errors() -> list[str]:
    lines = ["# Errors", "", *ERRORS_LEAD.splitlines()]
    for owner in _owners():
        rows = [
            (
                f"[`{kind.slug}`](problems/{owner}.md#{_anchor(kind.slug)})",
                str(kind.status),
                kind.title(),
                _advice(kind),
            )
            for kind in _problems(owner)
        ]
        lines += ["", f"## {owner}", "", *_table(("slug", "status", "title", "a caller"), rows)]
    return lines


def _problems_of(owner: str) -> list[str]:
    lines = [f"# Problems of {owner}", "", "All of them: [errors](../errors.md)."]
    catalogues = _catalogues(owner)
    for kind in _problems(owner):
        lines += ["", f"## {kind.slug}", "", f"**{kind.status}** · {kind.title()}", ""]
        lines += [
            f"- {language}: {said.string}"
            for language, catalogue in catalogues.items()
            if (said := catalogue.get(kind.title())) is not None
        ]
        if field := getattr(kind, "field", ""):
            lines.append(f"- In a form it is shown at the field `{field}`.")
        lines.append(f"- A caller: {_advice(kind)}")
    return lines


def _advice(kind: type[Problem]) -> str:
    paragraphs = re.split(r"\n\s*\n", (kind.__doc__ or "").strip())
    return (
        " ".join(" ".join(paragraphs[1:]).split())
        if len(paragraphs) > 1 and kind is not Problem
        else ADVICE[kind.status]
    )


def _problems(owner: str) -> list[type[Problem]]:
    return [kind for kind in problems() if _owner(kind) == owner]


def _owners() -> list[str]:
    owners = {_owner(kind) for kind in problems()}
    return sorted(owners, key=lambda owner: (owner != CHASSIS, owner))


def _catalogues(owner: str) -> dict[str, Catalog]:
    """Return the words of a room by language, together with those that a large slice keeps to itself."""
    room = ROOT / ("shared/chassis" if owner == CHASSIS else f"services/{owner}")
    found: dict[str, Catalog] = {}
    for language in LANGUAGES:
        for file in sorted(room.glob(f"**/locale/{language}.po")):
            whole = found.setdefault(language, Catalog(locale=language))
            with file.open("rb") as source:
                for message in read_po(source, locale=language):
                    if message.id:
                        whole[message.id] = message
    return found


def _settings() -> list[str]:
    lines = [
        "# Settings",
        "",
        "Read once, when a process starts. A value that cannot be read stops it, naming the variable.",
    ]
    for group in settings():
        rows = [
            (f"`POYTA_{setting.name.upper()}`", _default(setting), setting.metadata.get("doc", ""))
            for setting in fields(group)
        ]
        title = "every process" if _owner(group) == CHASSIS else _owner(group)
        lines += ["", f"## {title}", ""]
        lines += _table(("variable", "default", "what it does"), rows) if rows else ["None of its own."]
    lines += ["", "## Others", "", *_table(("variable", "default", "what it does"), OTHER_VARIABLES)]
    return lines


def _default(setting: Field[Any]) -> str:
    if setting.metadata.get("secret"):
        return "none; a secret"
    if setting.default in (MISSING, None, ""):
        return "none"
    if isinstance(setting.default, Path) and setting.default.is_relative_to(ROOT):
        return f"`{setting.default.relative_to(ROOT)}`"
    return f"`{setting.default}`"


def _http(modules: Sequence[Module]) -> list[str]:
    lines = ["# HTTP", "", *HTTP_LEAD.splitlines()]
    for module in modules:
        app = FastAPI()
        app.include_router(module.api, prefix=f"/{module.name}/api")
        rows = [
            (f"`{method.upper()} {path}`", _summary(operation), " ".join(_good(operation["responses"])))
            for path, operations in app.openapi()["paths"].items()
            for method, operation in operations.items()
        ]
        lines += ["", f"## {module.name}", ""]
        lines += _table(("address", "what it does", "answers"), rows) if rows else ["No JSON yet."]
    return lines


def _summary(operation: Mapping[str, Any]) -> str:
    # Without a docstring it is the function's name, in words.
    said = operation.get("description") or f"{operation['summary'].capitalize()}."
    return str(said).split("\n", 1)[0]


def _good(responses: Iterable[str]) -> list[str]:
    return [status for status in responses if status[0] in "23"]


def _sentence(kind: type) -> list[str]:
    return [line.strip() for line in (kind.__doc__ or "").strip().splitlines()]


def _table(head: Row, rows: Iterable[Row]) -> list[str]:
    lines = [_row(head), "|" + "---|" * len(head)]
    return lines + [_row(row) for row in rows]


def _row(cells: Row) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _below(kind: Any) -> Iterator[Any]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith(("shared.", "services."))


def _owner(kind: type) -> str:
    room, name, *_ = kind.__module__.split(".")
    return name if room == "services" else CHASSIS


if __name__ == "__main__":
    main()
