"""Asking a guest to an item."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from services.members.guests.model import Guest, GuestKnown, Item
from services.members.guests.schemas import GuestIn
from services.members.people import commands as people
from shared.chassis.transaction import Transaction


async def ask(tx: Transaction, item: Item, data: GuestIn, *, at: datetime) -> Guest:
    """Ask a person to one item; meetings sends the invitation. Raises GuestKnown or OutsideMeeting."""
    person = await people.know(tx, data.name, data.email, data.language, at)
    guest, event = Guest.ask(
        item,
        person.id,
        data.represents,
        starts=data.starts or item.starts,
        ends=data.ends or item.ends,
        at=at,
    )
    try:
        async with tx.attempt():
            tx.add(guest)
            await tx.flush()
    except IntegrityError as error:
        raise GuestKnown from error
    tx.record(event)
    return guest
