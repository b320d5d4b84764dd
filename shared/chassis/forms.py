"""HTML forms: the same schema as JSON, the errors at their fields, nothing typed lost."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from shared.chassis.problems import Problem
from shared.chassis.transaction import Transaction

Input = TypeVar("Input", bound=BaseModel)
Outcome = TypeVar("Outcome")
Translate = Callable[[str], str]


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated when it is shown."""
    return message


# What pydantic finds, in words for people. The keys are pydantic's error types and our own.
MESSAGES: Mapping[str, str] = {
    "missing": _("Fill this in"),
    "string_too_short": _("Fill this in"),
    "too_short": _("Choose at least one"),
    "string_too_long": _("This is too long: at most {max_length} characters"),
    "too_long": _("Choose at most {max_length}"),
    "control_characters": _("The text has characters that cannot be shown"),
    "one_line": _("Write this on one line"),
    "email": _("Check the e-mail address, for example name@example.org"),
    "y_tunnus": _("Check the business ID, for example 1234567-1"),
    "register_number": _("Check the register number, for example 123.456"),
    "date_parsing": _("Give the date as day.month.year"),
    "date_from_datetime_parsing": _("Give the date as day.month.year"),
    "datetime_parsing": _("Give the date and time"),
    "datetime_from_date_parsing": _("Give the date and time"),
    "time_parsing": _("Give the time as hours:minutes"),
    "int_parsing": _("Give a whole number"),
    "greater_than_equal": _("Give a number of at least {ge}"),
    "less_than_equal": _("Give a number of at most {le}"),
    "literal_error": _("Choose one of the alternatives"),
    "enum": _("Choose one of the alternatives"),
    "uuid_parsing": _("Choose one of the alternatives"),
    "string_pattern_mismatch": _("Check how this is written"),
    "needs_languages": _("Write this at least in {languages}"),
    "end_before_start": _("The end must be after the start"),
    "accept_needed": _("Tick this to go on"),
}
_OTHERWISE = _("Check this")


class Form(Generic[Input]):
    """What was typed, what it means, and what is wrong with it.

    Fields whose errors have no place of their own are listed under the empty name.
    """

    def __init__(
        self, typed: FormData | Mapping[str, Any] | None = None, *, translate: Translate = _
    ) -> None:
        self._typed = typed or {}
        self._translate = translate
        self.data: Input | None = None
        self.errors: list[tuple[str, str]] = []
        self.labels: dict[str, str] = {}

    def value(self, name: str) -> str:
        """Return what was typed in a field, or nothing."""
        value: Any = self._typed.get(name, "")
        return value if isinstance(value, str) else str(value)

    def values(self, name: str) -> list[str]:
        """Return everything chosen in a field of several choices."""
        if isinstance(self._typed, FormData):
            return [value for value in self._typed.getlist(name) if isinstance(value, str)]
        value: Any = self._typed.get(name, [])
        return [str(item) for item in value] if isinstance(value, list | tuple | set) else [str(value)]

    def error(self, name: str) -> str | None:
        """Return what is wrong with a field, in the reader's language."""
        return next((message for field, message in self.errors if field == name), None)

    def named(self, name: str, label: str) -> str:
        """Remember what a field is called on the page, for the summary of errors; say nothing here."""
        self.labels.setdefault(name, label)
        return ""

    def add_error(self, name: str, message: str, **values: Any) -> None:
        """Mark a field with a message of the catalogues."""
        self.errors.append((name, self._translate(message).format(**values)))

    def check(self, schema: type[Input], values: Mapping[str, Any]) -> None:
        """Read the values with the schema; fill `data`, or `errors`."""
        try:
            self.data = schema.model_validate(values)
        except ValidationError as error:
            for details in error.errors(include_url=False, include_input=False):
                self._mark(details)

    async def submit(self, tx: Transaction, action: Callable[[Input], Awaitable[Outcome]]) -> Outcome | None:
        """Run a command with the data and return its outcome, or None when the form is to be shown again.

        A Problem of the command becomes an error of the form and leaves nothing behind in `tx`.
        """
        if self.data is None or self.errors:
            return None
        try:
            async with tx.attempt():
                return await action(self.data)
        except Problem as problem:
            if problem.status not in (409, 410, 422):
                raise
            self.errors.append((getattr(problem, "field", ""), self._translate(problem.title())))
            return None

    def _mark(self, details: ErrorDetails) -> None:
        name = _field_name(details["loc"])
        message = MESSAGES.get(details["type"], _OTHERWISE)
        if self.error(name) is None:
            self.add_error(name, message, **details.get("ctx", {}))


async def read(
    request: Request, schema: type[Input], *, translate: Translate, lists: Iterable[str] = ()
) -> Form[Input]:
    """Read a posted form with a schema.

    Names like `title_fi` are gathered into the localised field `title` when the schema has one; the
    fields named in `lists` take every value. Empty fields count as not given.
    """
    typed = await request.form(max_files=0, max_fields=500)
    form: Form[Input] = Form(typed, translate=translate)
    form.check(schema, _gather(typed, schema, set(lists)))
    return form


@dataclass(frozen=True)
class Upload:
    """A file somebody sent: what it is called, and what is in it."""

    name: str
    content: bytes


async def read_upload(request: Request, name: str) -> tuple[Upload | None, FormData]:
    """Read a posted form with one file in the field `name`; an empty or missing file is None.

    How large it may be is told in `Module.large_bodies`.
    """
    typed = await request.form(max_files=1, max_fields=500)
    sent = typed.get(name)
    if not isinstance(sent, UploadFile):
        return None, typed
    content = await sent.read()
    return (Upload(sent.filename or "", content) if content else None), typed


def _gather(typed: FormData, schema: type[BaseModel], lists: set[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in typed.multi_items():
        if not isinstance(value, str) or not value.strip():
            continue
        stem, _separator, language = name.rpartition("_")
        if name in lists:
            values.setdefault(name, []).append(value)
        elif (
            name not in schema.model_fields and stem in schema.model_fields and language in ("fi", "sv", "en")
        ):
            values.setdefault(stem, {})[language] = value
        else:
            values[name] = value
    return values


def _field_name(location: tuple[int | str, ...]) -> str:
    """Return the form's name of a schema location: ('title', 'sv') is `title_sv`."""
    parts = [str(part) for part in location if not isinstance(part, int)]
    return (
        "_".join(parts[:2])
        if len(parts) > 1 and parts[1] in ("fi", "sv", "en")
        else (parts[0] if parts else "")
    )
