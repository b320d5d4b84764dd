"""Who works in which organisation, and giving roles, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.affiliations import queries
from services.members.affiliations.schemas import AffiliationIn, AffiliationOut, AffiliationsOut, LastDayIn
from services.members.organisations import queries as organisations
from services.members.people import queries as people
from services.members.people.schemas import RoleIn
from services.members.register import commands
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["people"])

HERE = "/people/{person_id}/organisations"


@router.get(HERE)
async def of_person(person_id: UUID, look: Look, who: Who) -> AffiliationsOut:
    """Return a person's roles in organisations, now and before."""
    require(access.may_see_person(who, person_id), who)
    person = await people.known(look, person_id)
    found = await organisations.of_person(look, person.id)
    return AffiliationsOut(items=[AffiliationOut.of(one, other.name) for one, other in found])


@router.post(HERE, status_code=201)
async def add(person_id: UUID, body: AffiliationIn, tx: Tx, who: Who) -> AffiliationOut:
    """Link a person to an organisation in a role, from a day on."""
    require(access.may_keep_directory(who), who)
    added, organisation = await commands.affiliate(tx, person_id, body, by=who.person_id)
    return AffiliationOut.of(added, organisation.name)


@router.post(HERE + "/{affiliation_id}/end", status_code=204)
async def end(person_id: UUID, affiliation_id: UUID, body: LastDayIn, tx: Tx, who: Who) -> None:
    """End a role in an organisation; it stays in the history."""
    require(access.may_keep_directory(who), who)
    await commands.end_affiliation(tx, person_id, affiliation_id, on=body.on, by=who.person_id)


@router.get("/organisations/{organisation_id}/people")
async def of_organisation(organisation_id: UUID, look: Look, who: Who) -> AffiliationsOut:
    """Return who works or has worked in an organisation."""
    require(access.may_keep_directory(who), who)
    found = await queries.of_organisation(look, organisation_id)
    return AffiliationsOut(items=[AffiliationOut.of(one, person.name) for one, person in found])


@router.post("/people/{person_id}/roles", status_code=204)
async def give_role(person_id: UUID, body: RoleIn, tx: Tx, who: Who) -> None:
    """Give a person a role from today on; who did not hold it gets a letter."""
    require(access.may_give_some_role(who), who)
    await commands.give_role(tx, person_id, body, by=who, at=tx.at)
