"""Looking up kinds, editions and all that keeps a body."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from services.members.charters.model import (
    BodyKind,
    Capacity,
    Charter,
    Contact,
    Edition,
    Founder,
    Founding,
    Partner,
    Relation,
    Scope,
)
from shared.chassis.clock import end_of_day
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def kinds(look: Snapshot) -> Sequence[BodyKind]:
    """Return the kinds of bodies in their order."""
    return await look.all(select(BodyKind).order_by(BodyKind.position, BodyKind.slug))


async def charters(look: Snapshot, body_ids: Sequence[UUID]) -> dict[UUID, Charter]:
    """Return what keeps each of these bodies."""
    partners = await _by_body(
        look, Partner, body_ids, Partner.role, Partner.starts.nulls_first(), Partner.represents
    )
    capacities = await _by_body(look, Capacity, body_ids, Capacity.starts.nulls_first(), Capacity.id)
    scopes = await _by_body(look, Scope, body_ids, Scope.starts.nulls_first())
    founders = await _by_body(look, Founder, body_ids, Founder.position)
    foundings = await _by_body(look, Founding, body_ids)
    contacts = await _by_body(look, Contact, body_ids)
    relations: dict[UUID, list[Relation]] = defaultdict(list)
    tied = select(Relation).where(or_(Relation.body_id.in_(body_ids), Relation.other_id.in_(body_ids)))
    for relation in await look.all(tied.order_by(Relation.kind, Relation.id)):
        for side in (relation.body_id, relation.other_id):
            relations[side].append(relation)
    return {
        body_id: Charter(
            partners=partners[body_id],
            capacities=capacities[body_id],
            relations=relations[body_id],
            scopes=scopes[body_id],
            founding=next(iter(foundings[body_id]), None),
            founders=founders[body_id],
            contact=next(iter(contacts[body_id]), None),
        )
        for body_id in body_ids
    }


async def charter(look: Snapshot, body_id: UUID) -> Charter:
    """Return what keeps a body."""
    return (await charters(look, [body_id]))[body_id]


async def editions(look: Snapshot, body_id: UUID) -> Sequence[Edition]:
    """Return what has been known of a body, the newest first."""
    return await look.all(
        select(Edition).where(Edition.body_id == body_id).order_by(Edition.version.desc()).limit(200)
    )


async def edition_on(look: Snapshot, body_id: UUID, day: date) -> Edition | None:
    """Return what was known of a body when a day ended; before anything was written, what was first."""
    told = select(Edition).where(Edition.body_id == body_id)
    last = told.where(Edition.at < end_of_day(day)).order_by(Edition.version.desc()).limit(1)
    return await look.first(last) or await look.first(told.order_by(Edition.version).limit(1))


async def one(look: Snapshot, table: type[Any], key: UUID, body_id: UUID) -> Any:
    """Return a partner, capacity or relation of a body. Raises NotFound."""
    found = await look.get(table, key, lock=True)
    if found is None or found.body_id != body_id:
        raise NotFound
    return found


async def _by_body(
    look: Snapshot, table: type[Any], body_ids: Sequence[UUID], *order: Any
) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in await look.all(select(table).where(table.body_id.in_(body_ids)).order_by(*order)):
        found[row.body_id].append(row)
    return found
