"""Writing down who keeps a body. Nothing is overwritten: what ends gets a last day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from services.members.charters import queries
from services.members.charters.model import (
    DAY,
    ONE_AT_A_TIME,
    BodyKind,
    Capacity,
    Edition,
    KindKnown,
    Partner,
    Relation,
)
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """An organisation that keeps a body in a role from a day to a day."""

    role: str
    represents: str
    organisation_id: UUID | None = None
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a body is for another organisation or programme."""

    name: LocalisedText
    given_by: str = ""
    starts: date | None = None
    ends: date | None = None


async def add_kind(tx: Transaction, slug: str, name: LocalisedText) -> BodyKind:
    """Add a kind of body after the others. Raises KindKnown."""
    last = max((kind.position for kind in await queries.kinds(tx)), default=0)
    kind = BodyKind(slug=slug, name=name, position=last + 1)
    added = await tx.execute(
        insert(BodyKind)
        .values(slug=slug, name=name, position=last + 1)
        .on_conflict_do_nothing()
        .returning(BodyKind.slug)
    )
    if added.first() is None:
        raise KindKnown
    return kind


async def keep(tx: Transaction, body_id: UUID, keeping: Keeping) -> Partner:
    """Let an organisation keep a body. In a role for one at a time, the earlier one ends the day before.

    Raises NotBeforeEarlier when the earlier one began later.
    """
    if keeping.role in ONE_AT_A_TIME and keeping.ends is None and keeping.starts is not None:
        for earlier in (await queries.charter(tx, body_id)).partners:
            if earlier.role == keeping.role and earlier.ends is None:
                earlier.end(keeping.starts - DAY)
        await tx.flush()
    partner = Partner(body_id=body_id, **vars(keeping))
    tx.add(partner)
    await tx.flush()
    return partner


async def stand(tx: Transaction, body_id: UUID, standing: Standing) -> Capacity:
    """Write down what a body is for another organisation or programme."""
    capacity = Capacity(body_id=body_id, **vars(standing))
    tx.add(capacity)
    await tx.flush()
    return capacity


async def relate(
    tx: Transaction, body_id: UUID, kind: str, other_id: UUID, *, starts: date | None
) -> Relation:
    """Write down how a body stands to another."""
    relation = Relation(body_id=body_id, other_id=other_id, kind=kind, starts=starts, ends=None)
    tx.add(relation)
    await tx.flush()
    return relation


def write_edition(
    tx: Transaction, body_id: UUID, version: int, facts: Mapping[str, Any], *, at: datetime
) -> None:
    """Keep what is known of a body from now on."""
    tx.add(Edition(body_id=body_id, version=version, at=at, facts=dict(facts)))
