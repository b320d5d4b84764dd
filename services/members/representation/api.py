"""External representation and requests for names, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.people import commands as people
from services.members.representation import commands, queries
from services.members.representation.model import Nomination
from services.members.representation.queries import Asked
from services.members.representation.schemas import (
    AnswerIn,
    CandidateIn,
    CandidateOut,
    Level,
    MandateIn,
    MandateOut,
    MandatesOut,
    NamingIn,
    NominationIn,
    NominationOut,
    NominationsOut,
    TimesIn,
)
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["representation"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=100_000)]


@router.get("/mandates")
async def mandates(
    look: Look,
    who: Who,
    *,
    level: Level | None = None,
    ending: bool = False,
    past: bool = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> MandatesOut:
    """List who represents the organisations where; `ending` within 90 days, `past` those that ended."""
    asked = Asked(on=today(look.at), level=level, ending=ending, past=past, limit=limit, offset=offset)
    items = [
        MandateOut.of(one, person, named=access.may_keep_mandate(who, one.body_id))
        for one, person in await queries.mandates(look, asked)
    ]
    return MandatesOut(items=items, total=await queries.total(look, asked))


@router.post("/mandates", status_code=201)
async def give_mandate(body: MandateIn, tx: Tx, who: Who) -> MandateOut:
    named_by = await bodies.body_by_slug(tx, body.body) if body.body else None
    require(access.may_keep_mandate(who, named_by.id if named_by else None), who)
    person = await people.know(tx, body.name, body.email, body.language, tx.at)
    mandate = await commands.give_mandate(tx, person, body.facts(), named_by=body.body)
    return MandateOut.of(mandate, person, named=True)


@router.post("/bodies/{slug}/nominations", status_code=201)
async def ask(slug: Slug, body: NominationIn, tx: Tx, who: Who) -> NominationOut:
    """Write down that another organ asks the body for names."""
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    nomination = await commands.ask(tx, whole.body.id, body.facts(), at=tx.at)
    return NominationOut.of(nomination, [], at=tx.at, everything=True)


@router.get("/nominations")
async def nominations(look: Look, limit: Limit = 50, offset: Offset = 0) -> NominationsOut:
    found = await queries.nominations(look, limit=limit, offset=offset)
    items = [NominationOut.of(one, [], at=look.at, everything=False) for one in found]
    return NominationsOut(items=items, total=await queries.nominations_total(look))


@router.get("/nominations/{nomination_id}")
async def nomination(nomination_id: UUID, look: Look, who: Who) -> NominationOut:
    """Tell where a request stands: candidates for the coordinator, the answer for anyone."""
    found = await queries.request(look, nomination_id)
    return await _out(look, found, who)


@router.post("/nominations/{nomination_id}/candidates", status_code=201)
async def propose(nomination_id: UUID, body: CandidateIn, tx: Tx, who: Who) -> CandidateOut:
    """Propose someone: members of the body, or anyone when the form is open."""
    found = await queries.request(tx, nomination_id)
    require(access.may_propose(who, found.body_id, open_form=found.open_form), who)
    candidate, person = await commands.take(tx, found, body.offer(), by=who, at=tx.at)
    return CandidateOut.of(candidate, person, named=True)


@router.post("/nominations/{nomination_id}/answer")
async def answer(nomination_id: UUID, body: AnswerIn, tx: Tx, who: Who) -> NominationOut:
    await _own(tx, nomination_id, who)
    words = body.answer.localised()
    found = await commands.answer(tx, nomination_id, body.chosen, words, at=tx.at, deputy=body.deputy)
    return await _out(tx, found, who)


@router.post("/nominations/{nomination_id}/naming")
async def note_naming(nomination_id: UUID, body: NamingIn, tx: Tx, who: Who) -> NominationOut:
    """Write down whom the organ named."""
    await _own(tx, nomination_id, who)
    found = await commands.note_naming(
        tx, nomination_id, body.named, on=body.on, others=body.others, by=who.person_id
    )
    return await _out(tx, found, who)


@router.put("/nominations/{nomination_id}/times")
async def move(nomination_id: UUID, body: TimesIn, tx: Tx, who: Who) -> NominationOut:
    """Give a request other times; the body is told anew."""
    await _own(tx, nomination_id, who)
    found = await commands.move(
        tx, nomination_id, deadline=body.deadline, candidates_until=body.candidates_until, at=tx.at
    )
    return await _out(tx, found, who)


@router.post("/nominations/{nomination_id}/cancellation")
async def cancel(nomination_id: UUID, tx: Tx, who: Who) -> NominationOut:
    await _own(tx, nomination_id, who)
    return await _out(tx, await commands.cancel(tx, nomination_id, at=tx.at), who)


async def _own(look: Snapshot, nomination_id: UUID, who: Principal) -> None:
    require(access.may_seat(who, (await queries.request(look, nomination_id)).body_id), who)


async def _out(look: Snapshot, found: Nomination, who: Principal) -> NominationOut:
    candidates = await queries.candidates(look, found.id)
    everything = access.may_seat(who, found.body_id)
    return NominationOut.of(found, candidates, at=look.at, everything=everything)
