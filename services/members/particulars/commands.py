"""Changing the area, the founding and the contact of a body."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.members.charters import commands as charters
from services.members.charters.commands import Area, Beginning
from services.members.charters.model import Asking, Scope
from services.members.organisations import queries as organisations
from services.members.organisations.model import Numbers
from services.members.upkeep.commands import recharter
from shared.chassis.transaction import Transaction


async def place(tx: Transaction, slug: str, area: Area, *, at: datetime) -> Scope:
    """Let a body work in an area from a day on. Raises MunicipalityMissing or NotBeforeEarlier."""
    return await recharter(tx, slug, lambda body_id: charters.place(tx, body_id, area), at=at)


async def found(tx: Transaction, slug: str, beginning: Beginning | None, *, at: datetime) -> None:
    """Write down how a body was founded; a founder of a name in the directory is that organisation.

    Raises NoSuchTime.
    """
    if beginning:
        named = [
            (organisation_id or await _known(tx, name), name) for organisation_id, name in beginning.founders
        ]
        beginning = replace(beginning, founders=named)
    await recharter(tx, slug, lambda body_id: charters.found(tx, body_id, beginning), at=at)


async def ask(tx: Transaction, slug: str, asking: Asking | None, *, at: datetime) -> None:
    """Write down whom to ask about a body."""
    await recharter(tx, slug, lambda body_id: charters.ask(tx, body_id, asking), at=at)


async def _known(tx: Transaction, name: str) -> UUID | None:
    same = await organisations.same(tx, name, Numbers())
    return same.id if same else None
