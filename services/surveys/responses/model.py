"""Ballots and responses: what is kept of an answer, and how it is kept apart from the one who gave it."""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid4

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.public import PrivateKey, SealedBox
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.surveys.questionnaires.model import Question
from services.surveys.tables import Table

TEXT_LENGTH = 2_000
BYTES_OF_A_CHARACTER = 4

Given = int | str | list[str]
Paper = dict[str, Any]


def _(message: str) -> str:
    return message


class Ballot(Table):
    """An answer in the box: sealed, of the same size as every other, and without a name on it."""

    __tablename__ = "ballot_box"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), index=True)
    sealed: Mapped[bytes]


class Response(Table):
    """An answer after the closing. It has no time, no order and no invitation, so that it leads to nobody."""

    __tablename__ = "responses"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), index=True)
    language: Mapped[str]
    answers: Mapped[dict[str, Any]]
    """Question number to a list of chosen keys, or to a text."""


def fit(questions: Sequence[Question], given: Mapping[int, Given]) -> tuple[Paper, dict[int, str]]:
    """Fit what was given to the questions; return the answers and, by number, what is wrong."""
    answers: Paper = {}
    wrong: dict[int, str] = {}
    for question in questions:
        value = given.get(question.number)
        if value in (None, "", []):
            if question.required:
                wrong[question.number] = _("Answer this question")
            continue
        answer = _text(value) if question.kind == "text" else _keys(question, value)
        if answer is None:
            wrong[question.number] = (
                _("Write at most 2,000 characters") if question.kind == "text" else _("Choose from the list")
            )
        else:
            answers[str(question.number)] = answer
    for number in given.keys() - {question.number for question in questions}:
        wrong[number] = _("There is no such question")
    return answers, wrong


def _text(value: Given | None) -> str | None:
    return value if isinstance(value, str) and len(value) <= TEXT_LENGTH else None


def _keys(question: Question, value: Given | None) -> list[str] | None:
    keys = value if isinstance(value, list) else [str(value)]
    offered = [choice.key for choice in question.options]
    chosen = [key for key in offered if key in keys]
    one = question.kind != "multiple_choice"
    return chosen if len(chosen) == len(keys) and not (one and len(chosen) > 1) else None


def ballot_size(questions: Sequence[Question]) -> int:
    """Return the size every ballot of a survey is padded to: what the longest possible answer takes."""
    size = 256
    for question in questions:
        texts = TEXT_LENGTH * BYTES_OF_A_CHARACTER if question.kind == "text" else 0
        size += 32 + texts + sum(len(choice.key) + 4 for choice in question.options)
    return size


def seal(key: bytes, size: int, paper: Paper) -> bytes:
    """Seal a ballot so that only the holder of the region's key can open it."""
    words = json.dumps(paper, ensure_ascii=False, separators=(",", ":")).encode()
    return bytes(SealedBox(_private(key).public_key).encrypt(sodium_pad(words, size)))


def unseal(key: bytes, size: int, sealed: bytes) -> Paper:
    """Open a ballot."""
    paper: Paper = json.loads(sodium_unpad(SealedBox(_private(key)).decrypt(sealed), size))
    return paper


def _private(key: bytes) -> PrivateKey:
    return PrivateKey(blake2b(key, digest_size=PrivateKey.SIZE, person=b"surveys/ballots").digest())
