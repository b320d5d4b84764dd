"""Sharing news with fellow members, taking it back, forgetting it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete

from services.members.bodies.commands import today
from services.members.news import queries
from services.members.news.model import SHOWN, MemberNews, NoSeatToShareFor
from services.members.news.schemas import NewsIn
from services.members.people import queries as people
from services.members.people.model import Person
from shared.chassis.transaction import Transaction


async def share(tx: Transaction, data: NewsIn, *, by: UUID, at: datetime) -> MemberNews:
    """Share news in the name of an organisation one sits for; fellow members who chose so get a letter.

    Raises NoSeatToShareFor.
    """
    own = await queries.seats_of(tx, by, today(at))
    seat = next((one for one in own if data.seat_id in (None, one.id)), None)
    if seat is None:
        raise NoSeatToShareFor
    shared = MemberNews(
        id=uuid4(),
        person_id=by,
        represents=seat.represents,
        title=data.title.localised(),
        text=data.text.localised(),
        published=at,
        until=at + SHOWN,
    )
    tx.add(shared)
    for person_id in await people.at_tables(tx, today(at)):
        if person_id != by:
            tx.record(shared.told(person_id))
    await tx.flush()
    return shared


async def take_back(tx: Transaction, news: MemberNews) -> None:
    """Erase a piece of news before its time."""
    await tx.delete(news)
    await tx.flush()


async def forget(tx: Transaction, person: Person) -> None:
    """Erase what a person has shared."""
    await tx.execute(delete(MemberNews).where(MemberNews.person_id == person.id))


async def forget_old(tx: Transaction, at: datetime) -> None:
    """Erase the news whose time is over."""
    await tx.execute(delete(MemberNews).where(MemberNews.until <= at))
