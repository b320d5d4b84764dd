"""Writing down who keeps a body. Nothing is overwritten: what ends gets a last day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from services.members.charters import queries
from services.members.charters.model import (
    DAY,
    MUNICIPAL,
    ONE_AT_A_TIME,
    Asking,
    BodyKind,
    Capacity,
    Contact,
    Edition,
    Founder,
    Founding,
    KindKnown,
    MunicipalityMissing,
    NoSuchTime,
    Partner,
    Relation,
    Scope,
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


@dataclass(frozen=True, kw_only=True)
class Area:
    """The area a body works in from a day on."""

    level: str
    municipality: str | None = None
    starts: date | None = None


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """When, by whom and what for a body was founded."""

    year: int
    decade: bool = False
    season: str | None = None
    month: int | None = None
    day: int | None = None
    purpose: LocalisedText = field(default_factory=LocalisedText)
    founders: Sequence[tuple[UUID | None, str]] = ()

    def check(self) -> None:
        """Raise NoSuchTime unless it is one day, month, season, year or decade."""
        if (self.season is not None) + (self.month is not None) + self.decade > 1:
            raise NoSuchTime
        if self.day and not self.month:
            raise NoSuchTime
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise NoSuchTime from error


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


async def place(tx: Transaction, body_id: UUID, area: Area) -> Scope:
    """Let a body work in an area; the earlier one ends the day before.

    Raises MunicipalityMissing, or NotBeforeEarlier when the earlier one began later.
    """
    if (area.level == MUNICIPAL) != (area.municipality is not None):
        raise MunicipalityMissing
    for earlier in (await queries.charter(tx, body_id)).scopes:
        if earlier.ends is None and area.starts is not None:
            earlier.end(area.starts - DAY)
    await tx.flush()
    scope = Scope(body_id=body_id, ends=None, **vars(area))
    tx.add(scope)
    await tx.flush()
    return scope


async def found(tx: Transaction, body_id: UUID, beginning: Beginning | None) -> None:
    """Write down how a body was founded, or that it is not known; what was written before is replaced.

    Raises NoSuchTime.
    """
    if beginning:
        beginning.check()
    await tx.execute(delete(Founder).where(Founder.body_id == body_id))
    await tx.execute(delete(Founding).where(Founding.body_id == body_id))
    if beginning is None:
        return
    facts = {name: value for name, value in vars(beginning).items() if name != "founders"}
    tx.add(Founding(body_id=body_id, **facts))
    for position, (organisation_id, name) in enumerate(beginning.founders):
        tx.add(Founder(body_id=body_id, position=position, organisation_id=organisation_id, represents=name))
    await tx.flush()


async def ask(tx: Transaction, body_id: UUID, asking: Asking | None) -> None:
    """Write down whom to ask about a body, or nobody."""
    await tx.execute(delete(Contact).where(Contact.body_id == body_id))
    if asking is not None:
        tx.add(Contact(body_id=body_id, **vars(asking)))
    await tx.flush()


def write_edition(
    tx: Transaction, body_id: UUID, version: int, facts: Mapping[str, Any], *, at: datetime
) -> None:
    """Keep what is known of a body from now on."""
    tx.add(Edition(body_id=body_id, version=version, at=at, facts=dict(facts)))
