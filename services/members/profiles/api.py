"""Telephone, accessibility and expertise, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.consents import queries as consents
from services.members.errors import PersonUnknown
from services.members.people import queries as people
from services.members.profiles import commands
from services.members.profiles.schemas import ProfileIn, ProfileOut, TellIn
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["people"])


@router.get("/me/profile")
async def own(look: Look, who: Who) -> ProfileOut:
    """Return what one has told by consent, and the consents that hold."""
    require(access.may_see_own(who), who)
    return await _out(look, who.person_id)


@router.put("/me/profile")
async def tell(body: ProfileIn, tx: Tx, who: Who) -> ProfileOut:
    """Tell it anew; each part needs its consent, given before or with it (`agreed`)."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    me = who.person_id
    await commands.tell(tx, me, body.told(), by=me, agreed=body.agreed, at=tx.at)
    return await _out(tx, me)


@router.get("/people/{person_id}/profile")
async def of_person(person_id: UUID, look: Look, who: Who) -> ProfileOut:
    """Return what a person has told, for the coordinator."""
    require(access.may_see_person(who, person_id), who)
    return await _out(look, person_id)


@router.put("/people/{person_id}/profile")
async def write_down(person_id: UUID, body: TellIn, tx: Tx, who: Who) -> ProfileOut:
    """Write down what a person has told; the person must have agreed to it themselves."""
    require(access.may_see_person(who, person_id), who)
    await commands.tell(tx, person_id, body.told(), by=who.person_id, at=tx.at)
    return await _out(tx, person_id)


async def _out(look: Snapshot, person_id: UUID | None) -> ProfileOut:
    person = await people.known(look, person_id)
    return ProfileOut.of(await consents.profile(look, person.id), await consents.held(look, person.id))
