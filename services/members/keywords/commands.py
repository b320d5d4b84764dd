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
    word = await tx.get(Keyword, keyword_id, lock=True)
    if word is None:
        raise NotFound
    word.end(at)
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
