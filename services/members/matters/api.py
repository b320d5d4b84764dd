"""Matters, as JSON: sending one, reading one's own link, and answering as a representative."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies.commands import today
from services.members.errors import PersonUnknown
from services.members.matters import commands, queries
from services.members.matters.queries import Sent
from services.members.matters.schemas import AnswerIn, MatterIn, MatterOut, MattersOut, SentOut
from services.members.people.schemas import Token
from services.members.reports import queries as themes
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["cooperation"])
MOST = 200


@router.post("/bodies/{slug}/themes/{theme}/matters", status_code=201)
async def send(slug: Slug, theme: Slug, body: MatterIn, tx: Tx) -> SentOut:
    """Send a matter to those who speak for a theme."""
    about = await themes.theme_of_body(tx, slug, theme, today(tx.at))
    matter = await commands.send(tx, about, body, at=tx.at)
    return SentOut(
        matter_id=matter.id,
        token=queries.link(tx, matter),
        representatives=len({one.person_id for one in about.representatives}),
    )


@router.get("/sent-matters/{token}")
async def own(token: Token, look: Look) -> MatterOut:
    """Return the matter of the sender's own link, with the answer when there is one."""
    return MatterOut.of(await queries.of_link(look, token))


@router.get("/me/matters")
async def mine(look: Look, who: Who) -> MattersOut:
    """Return the matters sent to the themes one speaks for, the unanswered first."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    found = await queries.for_person(look, who.person_id, today(look.at), limit=MOST)
    return MattersOut(items=[MatterOut.of(one) for one in found])


@router.get("/matters/{matter_id}")
async def one(matter_id: UUID, look: Look, who: Who) -> MatterOut:
    """Return a matter, for those who answer it."""
    sent = await queries.sent(look, matter_id)
    await _require_answering(look, sent, who)
    return MatterOut.of(sent)


@router.post("/matters/{matter_id}/answer")
async def answer(matter_id: UUID, body: AnswerIn, tx: Tx, who: Who) -> MatterOut:
    """Answer a matter; whoever sent it is told by letter."""
    await _require_answering(tx, await queries.sent(tx, matter_id), who)
    if who.person_id is None:
        raise PersonUnknown
    return MatterOut.of(await commands.answer(tx, matter_id, body.answer, by=who.person_id, at=tx.at))


async def _require_answering(look: Snapshot, sent: Sent, who: Principal) -> None:
    about = await queries.about(look, sent, today(look.at))
    require(access.may_answer(who, sent.body.id, about.representatives), who)
