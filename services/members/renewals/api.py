"""The question of the next term, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.errors import PersonUnknown
from services.members.renewals import commands, queries
from services.members.renewals.model import ending, to_ask
from services.members.renewals.schemas import (
    AvailableIn,
    OwnRenewalsOut,
    RenewalAskedOut,
    RenewalAskIn,
    RenewalsOut,
)
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["terms"])


@router.get("/bodies/{slug}/renewals")
async def of_body(slug: Slug, look: Look, who: Who) -> RenewalsOut:
    """Tell who sits at the end of the last term, who was asked about the next one, and what they said."""
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    return RenewalsOut.of(ending(whole).ends, to_ask(whole), await queries.said(look, whole))


@router.post("/bodies/{slug}/renewals")
async def ask(slug: Slug, body: RenewalAskIn, tx: Tx, who: Who) -> RenewalAskedOut:
    """Ask everyone who sits at the end of the last term and has not answered."""
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    return RenewalAskedOut(asked=await commands.ask(tx, whole.body.id, body.answer_by, at=tx.at))


@router.put("/bodies/{slug}/renewals/{seat_id}", status_code=204)
async def note(slug: Slug, seat_id: UUID, body: AvailableIn, tx: Tx, who: Who) -> None:
    """Write down what the holder of a seat has said otherwise."""
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    await commands.note(tx, whole.body.id, seat_id, available=body.available, by=who.person_id, at=tx.at)


@router.get("/me/renewals")
async def own(look: Look, who: Who) -> OwnRenewalsOut:
    """Return the questions of next terms one may answer."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    return OwnRenewalsOut.of(await queries.open_for(look, who.person_id, today(look.at)))


@router.put("/me/renewals/{seat_id}", status_code=204)
async def answer(seat_id: UUID, body: AvailableIn, tx: Tx, who: Who) -> None:
    """Say whether one is available for the next term of a seat."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    await commands.answer(tx, seat_id, who.person_id, available=body.available, at=tx.at)
