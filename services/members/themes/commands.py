"""Changing what a body is made of; what it was is kept as an edition."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.bodies.commands import Change
from services.members.bodies.model import SeatRule, Theme, WholeBody
from services.members.errors import ThemeUnknown
from services.members.themes.model import ParentBelow, ThemeKnown
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


async def add(
    tx: Transaction, slug: str, code: str, facts: Mapping[str, Any], *, place: int, at: datetime
) -> Theme:
    """Add a theme to a body. Raises ThemeKnown."""
    whole = await _locked(tx, slug)
    if whole.theme(code):
        raise ThemeKnown
    theme = Theme(id=uuid4(), body_id=whole.body.id, slug=code, position=len(whole.themes), **facts)
    tx.add(theme)
    await _arrange(tx, whole, theme, place, at)
    return theme


async def change(
    tx: Transaction, slug: str, code: str, facts: Mapping[str, Any], *, place: int, at: datetime
) -> Theme:
    """Change a theme, its aim and its place in the order; the first place is 1. Raises ThemeUnknown."""
    whole = await _locked(tx, slug)
    theme = whole.theme(code)
    if theme is None:
        raise ThemeUnknown
    for name, value in facts.items():
        setattr(theme, name, value)
    await _arrange(tx, whole, theme, place, at)
    return theme


async def shape(
    tx: Transaction, slug: str, *, grouping: str, parent: str | None, parties: Mapping[str, int], at: datetime
) -> WholeBody:
    """Say how a body is divided, what it is part of, and the seats of each party. Raises ParentBelow."""
    above = await bodies_queries.body_by_slug(tx, parent) if parent else None
    if parent and above is None:
        raise NotFound
    every = {body.id: body for body in await bodies_queries.bodies(tx)}
    step = above
    while step is not None:
        if step.slug == slug:
            raise ParentBelow
        step = every[step.parent_id] if step.parent_id else None
    facts: dict[str, Any] = {"grouping": grouping, "parent_id": above.id if above else None}
    return await bodies.change(tx, slug, Change(facts=facts, parties=dict(parties)), at=at)


async def rule(
    tx: Transaction, slug: str, kind: str, *, voting: bool, requirement: LocalisedText, at: datetime
) -> WholeBody:
    """Say of the seats of a party whether they vote and who may sit there."""
    whole = await _locked(tx, slug)
    said = next((one for one in whole.rules if one.kind == kind), None)
    if said:
        said.voting, said.requirement = voting, requirement
    else:
        tx.add(SeatRule(body_id=whole.body.id, kind=kind, voting=voting, requirement=requirement))
    whole.body.version += 1
    return await bodies.tell(tx, whole.body, at=at)


async def _locked(tx: Transaction, slug: str) -> WholeBody:
    body = await bodies_queries.body_by_slug(tx, slug)
    if body is None:
        raise NotFound
    return await bodies_queries.whole_locked(tx, body.id)


async def _arrange(tx: Transaction, whole: WholeBody, theme: Theme, place: int, at: datetime) -> None:
    if theme.retired:
        theme.target = 0
    others = [one for one in whole.themes if one.id != theme.id]
    for position, one in enumerate([*others[: place - 1], theme, *others[place - 1 :]]):
        one.position = position
    whole.body.version += 1
    body_id: UUID = whole.body.id
    await bodies.tell(tx, whole.body, at=at)
    await bodies.count(tx, body_id, at=at)
