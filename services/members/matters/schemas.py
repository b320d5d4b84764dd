"""A matter as people send and get it; the forms have the same fields."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel
from pydantic_core import PydanticCustomError

from services.members.matters.queries import Sent
from services.members.organisations.schemas import Number
from shared.chassis.text import EmailAddress, Language, Line, Paragraphs

SHORT = 2_000


def _short(value: str) -> str:
    if len(value) > SHORT:
        raise PydanticCustomError("string_too_long", "At most {max_length} characters", {"max_length": SHORT})
    return value


Short = Annotated[Paragraphs, AfterValidator(_short)]
"""Free text of 1–2,000 characters."""


class MatterIn(BaseModel):
    """A matter, whose it is, and whom to answer."""

    organisation: Line
    number: Number | None = None
    name: Line
    email: EmailAddress
    language: Language
    title: Line
    words: Short


class AnswerIn(BaseModel):
    """What a representative answers."""

    answer: Short


class SentOut(BaseModel):
    """That a matter has arrived, and the token of the sender's own link."""

    matter_id: UUID
    token: str
    representatives: int


class MatterOut(BaseModel):
    """A matter, for those who sent it and those who answer it."""

    id: UUID
    body: str
    theme: str
    organisation: str
    in_directory: bool
    language: str
    title: str
    words: str
    sent: datetime
    answer: str
    answered: datetime | None
    topic_id: UUID | None

    @classmethod
    def of(cls, sent: Sent) -> "MatterOut":
        matter = sent.matter
        same = ("id", "organisation", "language", "title", "words", "sent", "answer", "answered", "topic_id")
        return cls(
            **{name: getattr(matter, name) for name in same},
            body=sent.body.slug,
            theme=sent.theme.slug,
            in_directory=matter.organisation_id is not None,
        )


class MattersOut(BaseModel):
    """Matters, the unanswered first."""

    items: list[MatterOut]
