"""Looking up bodies and their seats."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, select

from services.members import access
from services.members.bodies.model import Body, FormerHolder, Party, Seat, SeatRule, Term, Theme, WholeBody
from services.members.charters import queries as charters
from services.members.charters.model import Charter
from services.members.consents import queries as consents
from services.members.people import queries as people
from services.members.people.model import Person
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

TABLE = "partnership_table"
IN_ORDER = ("active", "in_development", "planned", "paused", "ended")
REVERSED = {"elects": "elected_by", "reports_to": "reported_to_by", "owns_series": "arranged_by"}
"""What a relation is called from the other body's side."""


async def bodies(look: Snapshot) -> Sequence[Body]:
    """Return every body: the tables first, then those at work before those to come, paused and ended."""
    state = case({name: place for place, name in enumerate(IN_ORDER)}, value=Body.state)
    return await look.all(select(Body).order_by(Body.kind != TABLE, state, Body.kind, Body.slug))


async def drawn_from(look: Snapshot, body: Body) -> WholeBody | None:
    """Return the parent whose members alone may sit in a group, or None when anyone may."""
    if body.parent_id is None or body.from_outside:
        return None
    parent = await look.get(Body, body.parent_id)
    return await whole(look, parent) if parent else None


async def strays(look: Snapshot, group: WholeBody, on: date) -> list[Seat]:
    """Return the seats of a group whose holders no longer sit in its parent."""
    parent = await drawn_from(look, group.body)
    if parent is None:
        return []
    return [seat for seat in group.members_on(on) if not parent.seats_one(seat, on)]


async def related(look: Snapshot, whole: WholeBody, on: date) -> list[tuple[str, Body]]:
    """Return the bodies that stand in some relation to this one on a day, each with the name of it."""
    here = whole.body.id
    children = await look.all(
        select(Body).where(Body.parent_id == here, Body.state != "ended").order_by(Body.slug)
    )
    ties = [
        (
            one.kind if one.body_id == here else REVERSED[one.kind],
            one.other_id if one.body_id == here else one.body_id,
        )
        for one in whole.charter.relations_on(on)
    ]
    ties = [("part_of", whole.body.parent_id), *ties] if whole.body.parent_id else ties
    others = {
        one.id: one for one in await look.all(select(Body).where(Body.id.in_([key for _, key in ties])))
    }
    return [(name, others[key]) for name, key in ties] + [("group", child) for child in children]


async def body(look: Snapshot, body_id: UUID) -> Body:
    """Return a body. Raises NotFound."""
    found = await look.get(Body, body_id)
    if found is None:
        raise NotFound
    return found


async def body_by_slug(look: Snapshot, slug: str) -> Body | None:
    """Return the body at an address."""
    return await look.first(select(Body).where(Body.slug == slug))


async def whole(look: Snapshot, body: Body) -> WholeBody:
    """Return a body with everything that can be counted of it."""
    return (await wholes(look, [body]))[0]


async def wholes(look: Snapshot, bodies: Sequence[Body], *, chartered: bool = True) -> list[WholeBody]:
    """Return bodies with everything that can be counted of them; their number does not matter."""
    ids = [body.id for body in bodies]
    kinds = {kind.slug: kind for kind in await charters.kinds(look)}
    kept = await charters.charters(look, ids) if chartered else dict.fromkeys(ids, Charter())
    seats = (
        select(Seat)
        .outerjoin(Theme, Theme.id == Seat.theme_id)
        .where(Seat.body_id.in_(ids))
        .order_by(Theme.position.nulls_last(), Seat.kind, Seat.represents, Seat.starts)
    )
    parts: dict[type[Any], dict[UUID, list[Any]]] = {
        table: _by_body(await look.all(query))
        for table, query in (
            (Theme, select(Theme).where(Theme.body_id.in_(ids)).order_by(Theme.position)),
            (Party, select(Party).where(Party.body_id.in_(ids)).order_by(Party.kind)),
            (Term, select(Term).where(Term.body_id.in_(ids)).order_by(Term.starts)),
            (Seat, seats),
        )
    }
    said = select(SeatRule).where(SeatRule.body_id.in_(ids)).order_by(SeatRule.kind)
    rules = _by_body(await look.all(said) if chartered else ())
    former = select(FormerHolder).join(Seat, Seat.id == FormerHolder.seat_id).where(Seat.body_id.in_(ids))
    before = await look.all(former)
    return [
        WholeBody(
            body,
            themes=parts[Theme][body.id],
            parties=parts[Party][body.id],
            terms=parts[Term][body.id],
            seats=parts[Seat][body.id],
            kind=kinds[body.kind],
            charter=kept[body.id],
            former=_of_seats(before, parts[Seat][body.id]),
            rules=rules[body.id],
        )
        for body in bodies
    ]


async def all_whole(look: Snapshot) -> list[WholeBody]:
    """Return every body with everything that can be counted of it."""
    return await wholes(look, await bodies(look))


async def whole_by_slug(look: Snapshot, slug: str) -> WholeBody:
    """Return the whole body at an address. Raises NotFound."""
    body = await body_by_slug(look, slug)
    if body is None:
        raise NotFound
    return await whole(look, body)


async def whole_on(look: Snapshot, slug: str, on: date) -> WholeBody:
    """Return the whole body at an address, with the themes and the aims it had on a day. Raises NotFound.

    A day to come has those of today.
    """
    found = await whole_by_slug(look, slug)
    past = on < look.at.astimezone(HELSINKI).date()
    then = await charters.edition_on(look, found.body.id, on) if past else None
    return found.as_aimed(then.facts) if then else found


async def whole_locked(look: Snapshot, body_id: UUID, *, chartered: bool = True) -> WholeBody:
    """Return the whole body and keep others from seating anyone until the transaction ends.

    Who only seats people needs nothing of its charter, which takes seven of the dozen questions.
    """
    body = await look.get(Body, body_id, lock=True)
    if body is None:
        raise NotFound
    return (await wholes(look, [body], chartered=chartered))[0]


async def themes(look: Snapshot, body_id: UUID) -> Sequence[Theme]:
    """Return the themes of a body in their order."""
    return await look.all(select(Theme).where(Theme.body_id == body_id).order_by(Theme.position))


async def named(look: Snapshot, whole: WholeBody, who: Principal) -> dict[UUID, Person]:
    """Return the holders of seats whose names a reader sees: those at the table see every name.

    Anyone sees the names of those who let theirs be shown, but never of who is shielded.
    """
    holders = {person for seat in whole.seats for person, _, _ in whole.holders(seat)}
    if not access.may_see_names(who, whole.body.id):
        holders &= await consents.consenting(look, whole.body.id) - whole.shielded()
    return await people.people(look, list(holders))


async def seat(look: Snapshot, seat_id: UUID, *, lock: bool = False) -> Seat:
    """Return a seat. Raises NotFound."""
    found = await look.get(Seat, seat_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def seats_of_person(look: Snapshot, person_id: UUID) -> list[tuple[Seat, Body]]:
    """Return every seat a person holds or has held, the newest first, with its body."""
    result = await look.execute(
        select(Seat, Body)
        .join(Body, Body.id == Seat.body_id)
        .where(Seat.person_id == person_id)
        .order_by(Seat.starts.desc())
    )
    rows: Sequence[Any] = result.all()
    return [(seat, body) for seat, body in rows]


def _by_body(rows: Sequence[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.body_id].append(row)
    return found


def _of_seats(former: Sequence[FormerHolder], seats: Sequence[Seat]) -> list[FormerHolder]:
    ids = {seat.id for seat in seats}
    return [one for one in former if one.seat_id in ids]
