"""Moving to another address, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.addresses import commands, queries
from services.members.addresses.schemas import AddressAsked, AddressIn
from services.members.people import queries as people
from services.members.people.schemas import Token
from shared.chassis.web import Tx, Who, require

router = APIRouter(tags=["people"])


@router.post("/me/address", status_code=202)
async def ask(body: AddressIn, tx: Tx, who: Who) -> AddressAsked:
    """Have a link sent to another address; the present one holds until the link is used."""
    require(access.may_change_way_in(who), who, hidden=False)
    person = await people.known(tx, who.person_id)
    asked = await commands.ask(tx, person.id, body.email, by=who.person_id, at=tx.at)
    return AddressAsked(until=asked.awaited_until)


@router.delete("/me/address", status_code=204)
async def give_up(tx: Tx, who: Who) -> None:
    """Keep the present address; the link that was sent opens nothing any more."""
    require(access.may_see_own(who), who)
    person = await people.known(tx, who.person_id)
    await commands.give_up(tx, person.id)


@router.post("/people/{person_id}/address", status_code=202)
async def ask_for(person_id: UUID, body: AddressIn, tx: Tx, who: Who) -> AddressAsked:
    """Have a link sent to another address of someone who has lost the present one."""
    require(access.may_keep_directory(who), who)
    require(access.may_change_way_in(who), who, hidden=False)
    asked = await commands.ask(tx, person_id, body.email, by=who.person_id, at=tx.at)
    return AddressAsked(until=asked.awaited_until)


@router.post("/addresses/{token}", status_code=204)
async def confirm(token: Token, tx: Tx) -> None:
    """Use up the link that was sent to the new address; letters go there from now on."""
    await commands.confirm(tx, queries.id_of_link(tx, token), at=tx.at)
