"""Rotations and declarations of interests, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import ATTENDEE
from services.members.bodies.schemas import Period, TermOut
from services.members.errors import PersonUnknown
from services.members.renewals import queries as renewals
from services.members.renewals.model import renewing
from services.members.terms import commands, queries
from services.members.terms.model import rotation
from services.members.terms.schemas import (
    AskedOut,
    InterestsIn,
    InterestsListOut,
    InterestsOut,
    OwnInterestsOut,
    RotationIn,
    RotationOut,
    RotationPreviewIn,
    TermChangeIn,
)
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["terms"])
Year = Annotated[int, Query(ge=2000, le=2200)]


@router.post("/bodies/{slug}/rotation-preview")
async def preview(slug: Slug, body: RotationPreviewIn, look: Look, who: Who) -> RotationOut:
    """Tell who would stay, who would leave and what would open; nothing is changed."""
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    said = await renewals.said(look, whole)
    stays = renewing(said) if body.stays is None else body.stays
    return RotationOut.of(rotation(whole, stays, starts=body.starts, until=body.ends), said)


@router.post("/bodies/{slug}/rotation", status_code=201)
async def rotate(slug: Slug, body: RotationIn, tx: Tx, who: Who) -> RotationOut:
    """Begin the next term of a whole body."""
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    done = await commands.rotate(
        tx,
        whole.body.id,
        body.stays,
        starts=body.starts,
        until=body.ends,
        at=tx.at,
        deputies=body.deputies,
        offices=body.offices,
    )
    return RotationOut.of(done)


@router.post("/bodies/{slug}/terms", status_code=201)
async def add_term(slug: Slug, body: Period, tx: Tx, who: Who) -> TermOut:
    """Add a term of office."""
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    return TermOut.of(await commands.add_term(tx, whole.body.id, body.starts, body.ends, at=tx.at))


@router.put("/terms/{term_id}")
async def change_term(term_id: UUID, body: TermChangeIn, tx: Tx, who: Who) -> TermOut:
    """Correct or extend a term of office."""
    require(access.may_seat(who, (await queries.term(tx, term_id)).body_id), who)
    return TermOut.of(
        await commands.change_term(
            tx, term_id, body.starts, body.ends, seats_follow=body.seats_follow, at=tx.at
        )
    )


@router.get("/me/interests")
async def own_interests(look: Look, who: Who) -> OwnInterestsOut:
    """Return what one has declared, the newest first."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    return OwnInterestsOut(items=[InterestsOut.of(one) for one in await queries.own(look, who.person_id)])


@router.put("/me/interests")
async def declare(body: InterestsIn, tx: Tx, who: Who) -> InterestsOut:
    """Declare one's interests for a year."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    return InterestsOut.of(await commands.declare(tx, who.person_id, body.year, body.words, at=tx.at))


@router.get("/bodies/{slug}/interests")
async def interests(slug: Slug, look: Look, who: Who, year: Year | None = None) -> InterestsListOut:
    """Tell what those who sit in a body have declared for a year: for its leaders."""
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_lead(who, whole.body.id), who)
    day = today(look.at)
    sitting = [whole.holder(seat, day) for seat in whole.composition(day) if seat.kind != ATTENDEE]
    found = await queries.declarations(look, sitting, year or day.year)
    return InterestsListOut(
        year=year or day.year,
        items=[InterestsOut.of(one) for one in found.values()],
        missing=[person for person in sitting if person not in found],
    )


@router.post("/bodies/{slug}/interests/ask")
async def ask(slug: Slug, tx: Tx, who: Who) -> AskedOut:
    """Ask those who have not declared this year."""
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_lead(who, whole.body.id), who)
    return AskedOut(asked=await commands.ask_for_interests(tx, whole.body.id, at=tx.at))
