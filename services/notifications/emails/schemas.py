"""Letters as JSON, and what may be asked of them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from services.notifications.emails.model import Email, State
from services.notifications.letters.model import Letter, language_for
from services.notifications.recipients.model import Recipient
from shared.chassis.instance import Instance


def _not_empty(value: Any) -> Any:
    return None if value == "" else value


class LettersAsked(BaseModel):
    """Which letters; what is left out or empty does not choose."""

    letter: Annotated[Letter | None, BeforeValidator(_not_empty)] = None
    state: Annotated[State | None, BeforeValidator(_not_empty)] = None


class LettersPart(LettersAsked):
    """Which letters, and how many of them."""

    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class LettersPage(LettersAsked):
    """Which letters, and which page of them."""

    page: int = Field(default=1, ge=1, le=10_000)


class OwnPart(BaseModel):
    """How many of one's own letters."""

    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class OwnPage(BaseModel):
    """Which page of one's own letters."""

    page: int = Field(default=1, ge=1, le=10_000)


class OwnLetterOut(BaseModel):
    """A letter to the one who asks: what it was about, and whether the mail server took it."""

    letter: Letter
    state: State
    composed_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, email: Email) -> "OwnLetterOut":
        return cls.model_validate({name: getattr(email, name) for name in cls.model_fields})


class OwnLettersOut(BaseModel):
    """A part of the letters to the one who asks, the newest first."""

    total: int
    letters: list[OwnLetterOut]


class LetterOut(BaseModel):
    """One line of the delivery log."""

    id: UUID
    letter: Letter
    person_id: UUID
    recipient: str
    language: str
    state: State
    composed_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    next_attempt_at: datetime
    attempts: int
    last_error: str

    @classmethod
    def of(cls, email: Email, recipient: Recipient, instance: Instance) -> "LetterOut":
        return cls.model_validate(
            {
                **{name: getattr(email, name, None) for name in cls.model_fields},
                "recipient": recipient.name,
                "language": email.language or language_for(recipient.language, instance),
            }
        )


class LetterCount(BaseModel):
    """How many letters of a kind were composed in a language, and what became of them."""

    letter: Letter
    language: str
    composed: int
    sent: int
    failed: int


class LettersOut(BaseModel):
    """A part of the delivery log, and counts of all of it."""

    total: int
    letters: list[LetterOut]
    counts: list[LetterCount]
