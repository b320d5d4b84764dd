"""Gathering a roster as one reader may see it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.members import access
from services.members.bodies import queries as bodies
from services.members.organisations.model import Organisation
from services.members.people import queries as people
from services.members.rosters.model import Coverage, Line, OfficeLine, Past, Roster, coverage
from services.members.seats import queries as seats
from shared.chassis.principals import ANYONE, Principal
from shared.chassis.transaction import Snapshot


async def roster(look: Snapshot, slug: str, on: date, who: Principal) -> Roster:
    """Return who sat in a body on a day. Raises NotFound.

    Names are for those who sit there; anyone sees the names of those who consent.
    """
    whole = await bodies.whole_on(look, slug, on)
    held = whole.composition(on)
    offices = [one for one in await seats.offices(look, whole.body.id) if one.held_on(on)]
    deputies = {
        one.seat_id: one.person_id
        for one in await seats.deputies_of_body(look, whole.body.id)
        if one.held_on(on)
    }
    known = await seats.named(look, whole, who)
    return Roster(
        whole=whole,
        on=on,
        lines=[
            Line(
                seat,
                whole.theme_of(seat),
                known.get(whole.holder(seat, on)),
                known.get(deputies.get(seat.id, seat.id)),
            )
            for seat in held
        ],
        offices=[OfficeLine(one, known.get(one.person_id)) for one in offices],
        names=access.may_see_names(who, whole.body.id),
    )


async def past(look: Snapshot) -> list[Past]:
    """Return who has sat in every body, as anyone may know it."""
    return [
        Past(
            whole,
            await seats.offices(look, whole.body.id),
            await seats.deputies_of_body(look, whole.body.id),
            await seats.named(look, whole, ANYONE),
        )
        for whole in await bodies.all_whole(look)
    ]


async def covered(look: Snapshot, found: Roster) -> Coverage:
    """Return how a roster covers the field."""
    ids = [line.seat.organisation_id for line in found.lines if line.seat.organisation_id]
    organisations = await _organisations(look, ids)
    holders = [found.whole.holder(line.seat, found.on) for line in found.lines]
    return coverage(found, {one.id: one for one in organisations}, await people.people(look, holders))


async def _organisations(look: Snapshot, ids: Sequence[UUID]) -> Sequence[Organisation]:
    return await look.all(select(Organisation).where(Organisation.id.in_(ids)))
