"""Changing who keeps a body; everyone is told, and the edition is kept."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.bodies.model import WholeBody
from services.members.charters import commands as charters
from services.members.charters import queries
from services.members.charters.commands import Keeping, Standing
from services.members.charters.model import Capacity, Partner, Relation
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction

Row = TypeVar("Row")


async def keep(tx: Transaction, slug: str, keeping: Keeping, *, at: datetime) -> Partner:
    """Let an organisation keep a body from a day on. Raises NotBeforeEarlier."""
    return await recharter(tx, slug, lambda body_id: charters.keep(tx, body_id, keeping), at=at)


async def stand(tx: Transaction, slug: str, standing: Standing, *, at: datetime) -> Capacity:
    """Write down what a body is for another organisation or programme."""
    return await recharter(tx, slug, lambda body_id: charters.stand(tx, body_id, standing), at=at)


async def relate(
    tx: Transaction, slug: str, kind: str, other: str, *, starts: date | None, at: datetime
) -> Relation:
    """Write down how a body stands to another."""
    towards = await bodies_queries.body_by_slug(tx, other)
    if towards is None:
        raise NotFound
    return await recharter(
        tx, slug, lambda body_id: charters.relate(tx, body_id, kind, towards.id, starts=starts), at=at
    )


async def end(
    tx: Transaction,
    slug: str,
    table: type[Partner] | type[Capacity] | type[Relation],
    key: UUID,
    *,
    on: date,
    at: datetime,
) -> WholeBody:
    """Let a partner, a capacity or a relation end; `on` is the last day. Raises NotBeforeEarlier."""

    async def finish(body_id: UUID) -> None:
        (await queries.one(tx, table, key, body_id)).end(on)

    await recharter(tx, slug, finish, at=at)
    return await bodies_queries.whole_by_slug(tx, slug)


async def recharter(
    tx: Transaction, slug: str, action: Callable[[UUID], Awaitable[Row]], *, at: datetime
) -> Row:
    """Change what keeps a body: its next version is told and kept as an edition. Raises NotFound."""
    body = await bodies_queries.body_by_slug(tx, slug)
    if body is None:
        raise NotFound
    await bodies_queries.whole_locked(tx, body.id)
    done = await action(body.id)
    body.version += 1
    await bodies.tell(tx, body, at=at)
    return done
