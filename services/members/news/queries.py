"""Looking up members' news, and for which organisations someone may share it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.members.bodies.model import Seat
from services.members.news.model import MemberNews
from services.members.seats import queries as seats
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def newest(look: Snapshot, *, limit: int) -> Sequence[MemberNews]:
    """Return what is still shown, the newest first."""
    query = select(MemberNews).where(MemberNews.until > look.at)
    return await look.all(query.order_by(MemberNews.published.desc(), MemberNews.id).limit(limit))


async def news(look: Snapshot, news_id: UUID) -> MemberNews:
    """Return a piece of news that is still shown. Raises NotFound."""
    found = await look.get(MemberNews, news_id)
    if found is None or found.until <= look.at:
        raise NotFound
    return found


async def seats_of(look: Snapshot, person_id: UUID, on: date) -> Sequence[Seat]:
    """Return the organisations' seats someone speaks for on a day, one an organisation."""
    query = select(Seat).where(seats.spoken_for(person_id, on)).order_by(Seat.represents, Seat.id)
    found = {seat.represents: seat for seat in reversed(await look.all(query))}
    return list(reversed(found.values()))


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[MemberNews]:
    """Return what a person has shared and is still kept, the newest first."""
    query = select(MemberNews).where(MemberNews.person_id == person_id)
    return await look.all(query.order_by(MemberNews.published.desc(), MemberNews.id))
