"""What an import's pages and files are made of: the words of columns and errors, and the rows that go out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from services.members.imports.model import ImportRow
from services.members.organisations.forms import LABELS, Wording
from services.members.organisations.model import Organisation
from services.members.people.model import Person
from shared.chassis.forms import MESSAGES, Translate
from shared.chassis.pages import format_day

Which = Annotated[Literal["errors", "matches", "all"], Query()]


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated when it is shown."""
    return message


ERRORS: Mapping[str, str] = {
    **MESSAGES,
    "not_known": _("“{word}” is not known here"),
    "twice": _("The same organisation is on row {row} of this file"),
}
_OTHERWISE = _("Check this")


def readable(file_name: str | None) -> str:
    """Return the name of a file without what cannot be shown."""
    return "".join(character for character in file_name or "" if character.isprintable())


def complaints(row: ImportRow, translate: Translate) -> Sequence[str]:
    """Return what is wrong with a row, in the reader's words: `Column: what`."""
    return [
        f"{translate(LABELS.get(error['field'], LABELS['name']))}: "
        + translate(ERRORS.get(error["type"], _OTHERWISE)).format(**error.get("ctx", {}))
        for error in row.errors
    ]


def sheet(
    organisations: Sequence[Organisation],
    wording: Wording,
    contacts: Mapping[UUID, Person],
    *,
    expertise: bool,
) -> Iterator[list[Any]]:
    """Yield organisations as the rows of a file, headings first, as an import would take them back."""
    fields = [field for field in LABELS if field != "number" and (expertise or field != "expertise")]
    yield [*(wording.label(field) for field in fields), wording.translate(_("Verified"))]
    for one in organisations:
        verified = format_day(one.verified, wording.language) if one.verified else ""
        contact = contacts.get(one.contact_person_id) if one.contact_person_id else None
        person = {
            "contact_name": contact.name if contact else "",
            "contact_person_email": contact.email if contact else "",
        }
        cells = [
            person[field] if field in person else wording.value(field, getattr(one, field))
            for field in fields
        ]
        yield [*cells, verified]
