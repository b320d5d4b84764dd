"""Keeping the directory, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.members import access
from services.members.entries import commands
from services.members.entries.schemas import (
    ON_A_PAGE,
    ChangeIn,
    FoundIn,
    FoundOut,
    HistoryOut,
    HistoryQuery,
    ManyIn,
    ManyOut,
    StatusIn,
)
from services.members.keywords.queries import expertise_on
from services.members.organisations import queries as organisations
from services.members.organisations.forms import Chosen
from services.members.organisations.schemas import OrganisationOut
from services.members.places.api import Places
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["organisations"])


@router.post("/organisations/changes")
async def change_many(body: ManyIn, tx: Tx, who: Who, places: Places) -> ManyOut:
    """Change several organisations in the same way, at most 500 at a time."""
    require(access.may_keep_directory(who), who)
    return await commands.change_many(tx, body, places, by=who.person_id, at=tx.at)


@router.post("/organisations/changes/found/preview")
async def look_at_found(body: ChangeIn, look: Look, who: Who, filters: Chosen) -> FoundOut:
    """Tell what a change of everything the filters of the list find would touch; nothing is changed."""
    require(access.may_keep_directory(who), who)
    return await commands.look_at_found(look, filters.wanted, body, by=who.person_id, at=look.at)


@router.post("/organisations/changes/found")
async def change_found(body: FoundIn, tx: Tx, who: Who, filters: Chosen, places: Places) -> ManyOut:
    """Change everything the filters of the list find, as the preview told it."""
    require(access.may_keep_directory(who), who)
    return await commands.change_found(tx, filters.wanted, body, places, by=who.person_id, at=tx.at)


@router.put("/organisations/{organisation_id}/status")
async def set_status(organisation_id: UUID, body: StatusIn, tx: Tx, who: Who) -> OrganisationOut:
    """Say that an organisation works, is passive, or was dissolved, on which day and with which successor."""
    require(access.may_keep_directory(who), who)
    changed = await commands.set_status(tx, organisation_id, body, by=who.person_id)
    return OrganisationOut.of(changed, expertise=await expertise_on(tx))


@router.get("/organisations/{organisation_id}/history")
async def history(
    organisation_id: UUID, asked: Annotated[HistoryQuery, Query()], look: Look, who: Who
) -> HistoryOut:
    """Return what was changed, when and by whom, fifty at a time."""
    require(access.may_keep_directory(who), who)
    offset = (asked.page - 1) * ON_A_PAGE
    found, total = await organisations.history(look, organisation_id, limit=ON_A_PAGE, offset=offset)
    return HistoryOut.of(found, total)
