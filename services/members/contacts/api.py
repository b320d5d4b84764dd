"""The contacts of organisations, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.contacts import commands, queries
from services.members.contacts.schemas import RoleContactIn, RoleContactOut, RoleContactsOut
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["organisations"])

HERE = "/organisations/{organisation_id}/contacts"


@router.get(HERE)
async def contacts(organisation_id: UUID, look: Look, who: Who) -> RoleContactsOut:
    require(access.may_keep_directory(who), who)
    found = await queries.of_organisation(look, organisation_id)
    return RoleContactsOut(items=[RoleContactOut.of(one) for one in found])


@router.post(HERE, status_code=201)
async def add(organisation_id: UUID, body: RoleContactIn, tx: Tx, who: Who) -> RoleContactOut:
    require(access.may_keep_directory(who), who)
    return RoleContactOut.of(await commands.add(tx, organisation_id, body.facts(), at=tx.at))


@router.put(HERE + "/{contact_id}")
async def change(
    organisation_id: UUID, contact_id: UUID, body: RoleContactIn, tx: Tx, who: Who
) -> RoleContactOut:
    require(access.may_keep_directory(who), who)
    changed = await commands.change(tx, organisation_id, contact_id, body.facts(), at=tx.at)
    return RoleContactOut.of(changed)


@router.delete(HERE + "/{contact_id}", status_code=204)
async def remove(organisation_id: UUID, contact_id: UUID, tx: Tx, who: Who) -> None:
    require(access.may_keep_directory(who), who)
    await commands.remove(tx, organisation_id, contact_id)
