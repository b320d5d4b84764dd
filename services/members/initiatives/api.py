"""Proposals of one's own, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.initiatives import commands, queries
from services.members.initiatives.model import PUBLIC, standing
from services.members.initiatives.queries import Initiative
from services.members.initiatives.schemas import InitiativeIn, InitiativeOut, InitiativesOut, OutcomeIn
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["representation"])


@router.get("/initiatives")
async def initiatives(look: Look, who: Who) -> InitiativesOut:
    """Tell the proposals of bodies; those that are not sent are for who leads the body."""
    return InitiativesOut(
        items=[
            _seen(one, who)
            for one in await queries.initiatives(look)
            if standing(one.nomination, one.candidate) in PUBLIC
            or access.may_lead(who, one.nomination.body_id)
        ]
    )


@router.get("/initiatives/{initiative_id}")
async def initiative(initiative_id: UUID, look: Look, who: Who) -> InitiativeOut:
    """Tell a proposal and where it stands."""
    found = await queries.initiative(look, initiative_id)
    seen = standing(found.nomination, found.candidate) in PUBLIC
    require(seen or access.may_lead(who, found.nomination.body_id), who)
    return _seen(found, who)


@router.post("/bodies/{slug}/initiatives", status_code=201)
async def write(slug: Slug, body: InitiativeIn, tx: Tx, who: Who) -> InitiativeOut:
    """Write down whom a body proposes to an outside organ."""
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_lead(who, whole.body.id), who)
    written = await commands.write(tx, whole.body.id, body.facts(), body.offer(), by=who.person_id, at=tx.at)
    return _seen(await queries.initiative(tx, written.id), who)


@router.put("/initiatives/{initiative_id}")
async def change(initiative_id: UUID, body: InitiativeIn, tx: Tx, who: Who) -> InitiativeOut:
    """Write a proposal anew before it is sent; with another address another person is proposed."""
    await _own(tx, initiative_id, who)
    await commands.change(tx, initiative_id, body.facts(), body.offer(), by=who.person_id, at=tx.at)
    return _seen(await queries.initiative(tx, initiative_id), who)


@router.post("/initiatives/{initiative_id}/sending")
async def send(initiative_id: UUID, tx: Tx, who: Who) -> InitiativeOut:
    """Note that the proposal has been sent."""
    await _own(tx, initiative_id, who)
    await commands.send(tx, initiative_id, at=tx.at)
    return _seen(await queries.initiative(tx, initiative_id), who)


@router.post("/initiatives/{initiative_id}/answer")
async def note_answer(initiative_id: UUID, body: OutcomeIn, tx: Tx, who: Who) -> InitiativeOut:
    """Note what the organ answered; who is accepted comes to the register."""
    await _own(tx, initiative_id, who)
    words = body.answer.localised()
    await commands.note_answer(tx, initiative_id, words, accepted=body.accepted, on=body.on, by=who.person_id)
    return _seen(await queries.initiative(tx, initiative_id), who)


@router.delete("/initiatives/{initiative_id}", status_code=204)
async def drop(initiative_id: UUID, tx: Tx, who: Who) -> None:
    """Give a proposal up before it is sent."""
    await _own(tx, initiative_id, who)
    await commands.drop(tx, initiative_id, at=tx.at)


async def _own(look: Snapshot, initiative_id: UUID, who: Principal) -> None:
    require(access.may_lead(who, (await queries.on_own(look, initiative_id)).body_id), who)


def _seen(found: Initiative, who: Principal) -> InitiativeOut:
    body_id = found.nomination.body_id
    named, leads = access.may_see_names(who, body_id), access.may_lead(who, body_id)
    return InitiativeOut.of(found, named=named, leads=leads)
