"""Keeping the seats of the national groups as members tells of them."""

from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from services.national.errors import SeatNotHeard
from services.national.representatives.model import GroupSeat
from shared.chassis.transaction import Transaction
from shared.contracts.members import SeatFilled, SeatVacated


async def fill(tx: Transaction, event: SeatFilled) -> None:
    """Note who a seat is for. When only the person changes, the organisation has been there since before."""
    names = ("version", "body_id", "kind", "represents", "region", "starts", "ends")
    values: dict[str, Any] = {name: getattr(event, name) for name in names}
    newer = values | {"starts": func.least(GroupSeat.starts, event.starts)}
    await tx.execute(
        insert(GroupSeat)
        .values(seat_id=event.seat_id, **values)
        .on_conflict_do_update(
            index_elements=[GroupSeat.seat_id], set_=newer, where=GroupSeat.version < event.version
        )
    )


async def vacate(tx: Transaction, event: SeatVacated) -> None:
    """Note the last day of a seat. Raises SeatNotHeard when it was not told of yet."""
    seat = await tx.get(GroupSeat, event.seat_id, lock=True)
    if seat is None:
        raise SeatNotHeard
    if seat.version < event.version:
        seat.version, seat.ends = event.version, event.ends
