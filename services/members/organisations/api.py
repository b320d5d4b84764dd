"""The directory of organisations, as JSON."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.members import access
from services.members.keywords.queries import expertise_on
from services.members.organisations import commands, queries
from services.members.organisations.forms import Chosen
from services.members.organisations.model import Numbers, Organisation
from services.members.organisations.queries import Likeness
from services.members.organisations.schemas import (
    Municipality,
    Number,
    OrganisationChangeIn,
    OrganisationIn,
    OrganisationOut,
    OrganisationsOut,
    RegistrationIn,
    RegistrationOut,
)
from services.members.places.api import Places
from shared.chassis.problems import NotFound
from shared.chassis.text import EmailAddress, Line
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["organisations"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.post("/organisations", status_code=201)
async def register(body: OrganisationIn, tx: Tx, who: Who, places: Places) -> OrganisationOut:
    require(access.may_keep_directory(who), who)
    registered = await commands.register(tx, body.facts(), places, by=who.person_id, at=tx.at)
    return (await _shown(tx, [registered]))[0]


@router.post("/organisations/registrations", status_code=201)
async def register_itself(body: RegistrationIn, tx: Tx, places: Places) -> RegistrationOut:
    """Anyone may register an organisation; it is not verified before a coordinator has looked at it."""
    registered = await commands.register_itself(tx, body.facts(), places, at=tx.at)
    return RegistrationOut(organisation_id=registered.id, verified=False)


@router.get("/organisations")
async def search(
    look: Look, who: Who, filters: Chosen, limit: Limit = 50, offset: Offset = 0
) -> OrganisationsOut:
    require(access.may_keep_directory(who), who)
    found = await queries.search(look, filters.wanted, limit=limit, offset=offset)
    items = await _shown(look, found.items)
    return OrganisationsOut(items=items, total=found.total, more=found.more, near=found.near)


@router.get("/organisations/alike")
async def alike(
    look: Look,
    who: Who,
    *,
    name: Line,
    number: Number | None = None,
    municipality: Municipality | None = None,
    email: EmailAddress | None = None,
) -> OrganisationsOut:
    """Tell which organisations may be the same, before one more is registered."""
    require(access.may_keep_directory(who), who)
    items = await queries.alike(look, Likeness(name, Numbers.of(number), municipality, email))
    return OrganisationsOut(items=await _shown(look, items), total=len(items))


@router.get("/organisations/{organisation_id}")
async def one(organisation_id: UUID, look: Look, who: Who) -> OrganisationOut:
    require(access.may_keep_directory(who), who)
    organisation = await look.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    return (await _shown(look, [organisation]))[0]


@router.patch("/organisations/{organisation_id}")
async def change(
    organisation_id: UUID, body: OrganisationChangeIn, tx: Tx, who: Who, places: Places
) -> OrganisationOut:
    require(access.may_keep_directory(who), who)
    changed = await commands.change(tx, organisation_id, body.facts(), places, by=who.person_id)
    return (await _shown(tx, [changed]))[0]


@router.post("/organisations/{organisation_id}/verification")
async def verify(organisation_id: UUID, tx: Tx, who: Who) -> OrganisationOut:
    require(access.may_keep_directory(who), who)
    verified = await commands.verify(tx, organisation_id, by=who.person_id, at=tx.at)
    return (await _shown(tx, [verified]))[0]


async def _shown(look: Snapshot, organisations: Sequence[Organisation]) -> list[OrganisationOut]:
    expertise = await expertise_on(look)
    return [OrganisationOut.of(one, expertise=expertise) for one in organisations]
