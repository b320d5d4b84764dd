"""Sending a matter, answering it, noting that a topic was made of it, forgetting it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from services.members.bodies.commands import today
from services.members.matters import queries
from services.members.matters.model import A_DAY, KEPT, MOST_A_DAY, Matter, TooManyMatters
from services.members.matters.queries import Sent
from services.members.matters.schemas import MatterIn
from services.members.organisations import queries as organisations
from services.members.organisations.model import Numbers
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person
from services.members.reports.queries import ThemeOfBody
from shared.chassis.principals import COORDINATOR
from shared.chassis.transaction import Transaction


async def send(tx: Transaction, about: ThemeOfBody, data: MatterIn, *, at: datetime) -> Matter:
    """Send a matter to those who speak for the theme; when nobody does, to the body's coordinators.

    Raises TooManyMatters.
    """
    person = await people.know(tx, data.name, data.email, data.language, at)
    await people_queries.known(tx, person.id, lock=True)
    if await queries.sent_since(tx, person.id, at - A_DAY) >= MOST_A_DAY:
        raise TooManyMatters
    known = await organisations.same(tx, data.organisation, Numbers.of(data.number))
    matter = Matter(
        id=uuid4(),
        body_id=about.whole.body.id,
        theme_id=about.theme.id,
        organisation_id=known.id if known else None,
        organisation=data.organisation,
        number=data.number or "",
        person_id=person.id,
        language=data.language,
        title=data.title,
        words=data.words,
        sent=at,
    )
    tx.add(matter)
    await tx.flush()
    for person_id in await _told(tx, about, at):
        tx.record(matter.received(about.whole.body, about.theme, person_id))
    return matter


async def answer(tx: Transaction, matter_id: UUID, words: str, *, by: UUID, at: datetime) -> Sent:
    """Answer a matter, for good. Raises AnsweredAlready."""
    sent = await queries.sent(tx, matter_id, lock=True)
    if event := sent.matter.reply(sent.body, sent.theme, words, by=by, at=at):
        tx.record(event)
    return sent


async def bring(tx: Transaction, matter_id: UUID, topic_id: UUID, body_id: UUID, *, at: datetime) -> None:
    """Note the topic that was made of a matter of this body; what is not there any more is not missed."""
    matter = await tx.get(Matter, matter_id, lock=True)
    if matter is not None and matter.body_id == body_id:
        matter.bring(topic_id, at)


async def forget(tx: Transaction, person: Person, *, at: datetime) -> None:
    """Erase what a person has sent."""
    query = select(Matter).where(Matter.person_id == person.id).order_by(Matter.id).with_for_update()
    for matter in await tx.all(query):
        matter.erase(at)
    await tx.flush()


async def forget_old(tx: Transaction, at: datetime) -> None:
    """Forget the matters that have been kept as long as they may."""
    await tx.execute(delete(Matter).where(Matter.sent < at - KEPT))


async def _told(tx: Transaction, about: ThemeOfBody, at: datetime) -> list[UUID]:
    sitting = list(dict.fromkeys(one.person_id for one in about.representatives))
    return sitting or list(await people_queries.holders(tx, COORDINATOR, about.whole.body.id, today(at)))
