"""The kinds of text we accept from people, as types for schemas of both pages and JSON."""

import unicodedata
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from shared.chassis.localised import LANGUAGES

LINE = 200
PARAGRAPHS = 8_000


def _strip(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _refuse_control_characters(value: str) -> str:
    """Refuse what no keyboard writes; U+FFFD stands where bytes were not UTF-8."""
    for character in value:
        if character in "\n\r\t":
            continue
        if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") or character == "\ufffd":
            raise PydanticCustomError("control_characters", "The text has characters that cannot be shown")
    return value.replace("\r\n", "\n")


def _one_line(value: str) -> str:
    if any(character in value for character in "\n\r\t\u2028\u2029"):
        raise PydanticCustomError("one_line", "Write this on one line")
    return value


def _email(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise PydanticCustomError(
            "email", "Check the e-mail address, for example name@example.org"
        ) from error


Line = Annotated[
    str,
    BeforeValidator(_strip),
    StringConstraints(min_length=1, max_length=LINE),
    AfterValidator(_one_line),
    AfterValidator(_refuse_control_characters),
]
"""One line of 1–200 characters."""

OptionalLine = Annotated[
    str,
    BeforeValidator(_strip),
    StringConstraints(max_length=LINE),
    AfterValidator(_one_line),
    AfterValidator(_refuse_control_characters),
]
"""At most 200 characters on one line; may be empty."""

Paragraphs = Annotated[
    str,
    BeforeValidator(_strip),
    StringConstraints(min_length=1, max_length=PARAGRAPHS),
    AfterValidator(_refuse_control_characters),
]
"""Free text of 1–8,000 characters; a blank line starts a paragraph."""

OptionalParagraphs = Annotated[
    str,
    BeforeValidator(_strip),
    StringConstraints(max_length=PARAGRAPHS),
    AfterValidator(_refuse_control_characters),
]
"""Free text of at most 8,000 characters; may be empty."""

EmailAddress = Annotated[
    str,
    BeforeValidator(_strip),
    StringConstraints(min_length=3, max_length=254),
    AfterValidator(_refuse_control_characters),
    AfterValidator(_email),
]
"""An address in lower case whose form is right (RFC 5321); that it answers is not checked."""

Language = Annotated[str, StringConstraints(pattern=f"^({'|'.join(LANGUAGES)})$")]
"""`fi`, `sv` or `en`."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""A stable word for addresses: a–z, 0–9 and hyphens."""
