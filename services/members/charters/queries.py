"""Looking up kinds, partners, capacities, relations and editions."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from services.members.charters.model import BodyKind, Capacity, Charter, Edition, Partner, Relation
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def kinds(look: Snapshot) -> Sequence[BodyKind]:
    """Return the kinds of bodies in their order."""
    return await look.all(select(BodyKind).order_by(BodyKind.position, BodyKind.slug))


async def charters(look: Snapshot, body_ids: Sequence[UUID]) -> dict[UUID, Charter]:
    """Return what keeps each of these bodies."""
    found: dict[UUID, tuple[list[Partner], list[Capacity], list[Relation]]] = defaultdict(
        lambda: ([], [], [])
    )
    order = (Partner.body_id, Partner.role, Partner.starts.nulls_first(), Partner.represents)
    for partner in await look.all(select(Partner).where(Partner.body_id.in_(body_ids)).order_by(*order)):
        found[partner.body_id][0].append(partner)
    capacities = select(Capacity).where(Capacity.body_id.in_(body_ids))
    for capacity in await look.all(capacities.order_by(Capacity.starts.nulls_first(), Capacity.id)):
        found[capacity.body_id][1].append(capacity)
    relations = select(Relation).where(or_(Relation.body_id.in_(body_ids), Relation.other_id.in_(body_ids)))
    for relation in await look.all(relations.order_by(Relation.kind, Relation.id)):
        for side in (relation.body_id, relation.other_id):
            found[side][2].append(relation)
    return {body_id: Charter(*found[body_id]) for body_id in body_ids}


async def charter(look: Snapshot, body_id: UUID) -> Charter:
    """Return what keeps a body."""
    return (await charters(look, [body_id]))[body_id]


async def editions(look: Snapshot, body_id: UUID) -> Sequence[Edition]:
    """Return what has been known of a body, the newest first."""
    return await look.all(
        select(Edition).where(Edition.body_id == body_id).order_by(Edition.version.desc()).limit(200)
    )


async def one(look: Snapshot, table: type[Any], key: UUID, body_id: UUID) -> Any:
    """Return a partner, capacity or relation of a body. Raises NotFound."""
    found = await look.get(table, key, lock=True)
    if found is None or found.body_id != body_id:
        raise NotFound
    return found
