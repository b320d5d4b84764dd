"""Adding and ending words, and setting up the directory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from services.members.keywords import queries
from services.members.keywords.model import (
    EXPERTISE,
    DirectorySetting,
    ExpertiseOff,
    Keyword,
    KeywordKnown,
    KeywordUnknown,
)
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


async def add(tx: Transaction, kind: str, slug: str, name: Mapping[str, str]) -> Keyword:
    """Add a word at the end of its list. Raises KeywordKnown."""
    last = await tx.first(select(func.max(Keyword.position)).where(Keyword.kind == kind))
    word = Keyword(kind=kind, slug=slug, name=LocalisedText.of(name), position=(last or 0) + 1)
    try:
        async with tx.attempt():
            tx.add(word)
            await tx.flush()
    except IntegrityError as error:
        raise KeywordKnown from error
    return word


async def end(tx: Transaction, keyword_id: UUID, *, at: datetime) -> Keyword:
    """Offer a word no more."""
    word = await _locked(tx, keyword_id)
    word.end(at)
    return word


async def reopen(tx: Transaction, keyword_id: UUID) -> Keyword:
    """Offer a word again."""
    word = await _locked(tx, keyword_id)
    word.reopen()
    return word


async def rename(tx: Transaction, keyword_id: UUID, name: Mapping[str, str]) -> Keyword:
    """Call a word something else; its code and those that have it stay."""
    word = await _locked(tx, keyword_id)
    word.name = LocalisedText.of(name)
    return word


async def move(tx: Transaction, keyword_id: UUID, *, up: bool) -> Keyword:
    """Let a word change places with the one before or after it in its list."""
    held = await queries.lists(tx, lock=True)
    offered = next((one for words in held.values() for one in words if one.id == keyword_id), None)
    word = offered or await _locked(tx, keyword_id)
    every = list(held[word.kind])
    if word in every:
        at = every.index(word)
        to = max(0, min(len(every) - 1, at + (-1 if up else 1)))
        every[at], every[to] = every[to], every[at]
    for position, one in enumerate(every, 1):
        one.position = position
    return word


async def _locked(tx: Transaction, keyword_id: UUID) -> Keyword:
    word = await tx.get(Keyword, keyword_id, lock=True)
    if word is None:
        raise NotFound
    return word


async def set_expertise(tx: Transaction, on: bool) -> None:
    """Take tags of expertise into use, or out of it; tags that were given stay hidden."""
    await tx.execute(update(DirectorySetting).values(expertise=on))


async def check(tx: Transaction, chosen: Mapping[str, Sequence[str]]) -> None:
    """Check words by kind. Raises KeywordUnknown, or ExpertiseOff when expertise is not in use."""
    if chosen.get(EXPERTISE) and not await queries.expertise_on(tx):
        raise ExpertiseOff
    known = await queries.lists(tx, ended=True)
    for kind, slugs in chosen.items():
        if unknown := set(slugs) - {word.slug for word in known[kind]}:
            raise KeywordUnknown(min(unknown))
