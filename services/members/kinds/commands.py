"""Keeping the kinds of bodies; whose kind is renamed is told of anew."""

from datetime import datetime

from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.charters.model import BodyKind
from services.members.kinds import queries
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


async def rename(tx: Transaction, slug: str, name: LocalisedText, *, at: datetime) -> BodyKind:
    """Call a kind something else: its code stays, and its bodies are told of with the new name."""
    kind = await _locked(tx, slug)
    kind.name = name
    await tx.flush()
    for body in await bodies_queries.bodies(tx):
        if body.kind == slug:
            await bodies_queries.whole_locked(tx, body.id)
            body.version += 1
            await bodies.tell(tx, body, at=at)
    return kind


async def move(tx: Transaction, slug: str, *, up: bool) -> BodyKind:
    """Let a kind change places with the one before or after it among those that are offered."""
    held = await queries.held(tx)
    kind = next((one for one in held if one.slug == slug), None)
    if kind is None:
        raise NotFound
    every = [one for one in held if one.ended is None]
    if kind in every:
        here = every.index(kind)
        there = max(0, min(len(every) - 1, here + (-1 if up else 1)))
        every[here], every[there] = every[there], every[here]
    for position, one in enumerate(every, 1):
        one.position = position
    return kind


async def end(tx: Transaction, slug: str, *, at: datetime) -> BodyKind:
    """Offer a kind no more; bodies that are of the kind stay so."""
    kind = await _locked(tx, slug)
    kind.end(at)
    return kind


async def reopen(tx: Transaction, slug: str) -> BodyKind:
    """Offer a kind again."""
    kind = await _locked(tx, slug)
    kind.reopen()
    return kind


async def _locked(tx: Transaction, slug: str) -> BodyKind:
    kind = await tx.get(BodyKind, slug, lock=True)
    if kind is None:
        raise NotFound
    return kind
