"""Looking up the principle, and who has accepted it."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from services.members.bodies.model import ATTENDEE, Body, Seat, WholeBody
from services.members.pledges.model import Owed, Pledge, Principle
from services.members.seats import queries as seats
from services.members.seats.model import Deputy
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Snapshot

_DATA = Path(__file__).parent / "data" / "principle.json"


@cache
def principle() -> Principle:
    """Return what is accepted today. New words get a new version in the data."""
    found = json.loads(_DATA.read_text())
    organisations, others = (LocalisedText.of(found[name]) for name in ("organisations", "others"))
    return Principle(found["version"], organisations, others)


async def owed_by(look: Snapshot, person_id: UUID, on: date) -> list[Owed]:
    """Return the seats a person holds or is to hold, as a member or a deputy."""
    as_deputy = select(Deputy.seat_id).where(Deputy.person_id == person_id, Deputy.ends >= on)
    rows: Sequence[Any] = (
        await look.execute(
            select(Seat, Body, Pledge)
            .join(Body, Body.id == Seat.body_id)
            .outerjoin(Pledge, (Pledge.seat_id == Seat.id) & (Pledge.person_id == person_id))
            .where(Seat.kind != ATTENDEE, Seat.ends >= on)
            .where(or_(Seat.person_id == person_id, Seat.id.in_(as_deputy)))
            .order_by(Body.slug, Seat.starts, Seat.id)
        )
    ).all()
    return [
        Owed(seat, body, person_id, is_deputy=seat.person_id != person_id, pledge=pledge)
        for seat, body, pledge in rows
    ]


async def owed_in(look: Snapshot, whole: WholeBody, on: date) -> list[Owed]:
    """Return everyone who accepts the principle in a body on a day, in the order of the seats."""
    sitting = await seats.sitting(look, whole, on)
    ids = [one.seat.id for one in sitting]
    pledges = await look.all(select(Pledge).where(Pledge.seat_id.in_(ids)))
    by_key = {(one.seat_id, one.person_id): one for one in pledges}
    return [
        Owed(one.seat, whole.body, one.person_id, one.is_deputy, by_key.get((one.seat.id, one.person_id)))
        for one in sitting
    ]


async def of_person(look: Snapshot, person_id: UUID) -> list[tuple[Pledge, Seat]]:
    """Return every acceptance a person was asked for, with its seat."""
    query = select(Pledge, Seat).join(Seat, Seat.id == Pledge.seat_id).where(Pledge.person_id == person_id)
    rows: Sequence[Any] = (await look.execute(query.order_by(Pledge.asked, Pledge.seat_id))).all()
    return [(pledge, seat) for pledge, seat in rows]
