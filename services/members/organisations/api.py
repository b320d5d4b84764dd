"""The directory of organisations, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.members import access
from services.members.organisations import commands, queries
from services.members.organisations.model import Organisation
from services.members.organisations.schemas import (
    OrganisationChangeIn,
    OrganisationIn,
    OrganisationOut,
    OrganisationsOut,
)
from shared.chassis.problems import NotFound
from shared.chassis.text import OptionalLine
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["organisations"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.post("/organisations", status_code=201)
async def register(body: OrganisationIn, tx: Tx, who: Who) -> OrganisationOut:
    require(access.may_keep_directory(who), who)
    return OrganisationOut.of(await commands.register(tx, body.facts()))


@router.get("/organisations")
async def search(
    look: Look, who: Who, q: OptionalLine = "", limit: Limit = 50, offset: Offset = 0
) -> OrganisationsOut:
    require(access.may_keep_directory(who), who)
    items, total = await queries.search(look, q, limit=limit, offset=offset)
    return OrganisationsOut(items=[OrganisationOut.of(item) for item in items], total=total)


@router.get("/organisations/{organisation_id}")
async def one(organisation_id: UUID, look: Look, who: Who) -> OrganisationOut:
    require(access.may_keep_directory(who), who)
    organisation = await look.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    return OrganisationOut.of(organisation)


@router.patch("/organisations/{organisation_id}")
async def change(organisation_id: UUID, body: OrganisationChangeIn, tx: Tx, who: Who) -> OrganisationOut:
    require(access.may_keep_directory(who), who)
    return OrganisationOut.of(await commands.change(tx, organisation_id, body.facts()))
