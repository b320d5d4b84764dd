"""Drafts as people send and get them."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.members.applications.schemas import ApplicationIn
from services.members.drafts.model import Draft
from shared.chassis.text import EmailAddress, Language, Line

SEVERAL = "alternative_themes"


def _plain(text: str) -> str:
    """Leave out what a database cannot keep; everything else stays as it was typed."""
    return "".join(one for one in text if one in "\n\r\t" or unicodedata.category(one) not in ("Cc", "Cs"))


Typed = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_plain)]
"""Anything typed into a field, right or wrong."""


class Whose(BaseModel):
    """Whom to send the link to; the rest of the form may still be anything."""

    name: Line
    email: EmailAddress
    language: Language


class DraftIn(BaseModel):
    """The fields of an application as far as they are."""

    fields: Annotated[dict[str, Typed | list[Typed]], Field(max_length=30)]

    def typed(self) -> dict[str, Any]:
        """Return the fields an application has; others are left out."""
        return {name: value for name, value in self.fields.items() if name in ApplicationIn.model_fields}


class NewDraftIn(DraftIn, Whose):
    """A draft to begin, and whom to send its link to."""


class DraftOut(BaseModel):
    """A draft as it was saved, with the token of its link."""

    draft_id: UUID
    call_id: UUID
    saved: datetime
    token: str
    fields: dict[str, str | list[str]]

    @classmethod
    def of(cls, draft: Draft, token: str) -> "DraftOut":
        return cls(
            draft_id=draft.id, call_id=draft.call_id, saved=draft.saved, token=token, fields=draft.typed
        )


def fields_of(items: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what was typed in a form, as a draft keeps it."""
    return DraftIn(
        fields={
            name: [_plain(value)[:10_000] for value in values]
            if name == SEVERAL
            else _plain(values[0])[:10_000]
            for name, values in items.items()
            if name in ApplicationIn.model_fields
        }
    ).typed()
