"""The contacts of municipalities, as JSON, for the coordinator."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.municipal import commands, queries
from services.members.municipal.schemas import ContactIn, ContactOut, ContactsOut
from services.members.places.api import Places
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["cooperation"])


@router.get("/municipal-contacts")
async def contacts(look: Look, who: Who) -> ContactsOut:
    """Return whom the table tells of what concerns a municipality."""
    require(access.may_keep_directory(who), who)
    return ContactsOut.all(await queries.contacts(look))


@router.post("/municipal-contacts", status_code=201)
async def name(body: ContactIn, tx: Tx, who: Who, places: Places) -> ContactOut:
    """Name a contact: from now on the public news and the municipality's topics come by letter."""
    require(access.may_keep_directory(who), who)
    return ContactOut.of(await commands.name(tx, body, places, at=tx.at))


@router.delete("/municipal-contacts/{contact_id}", status_code=204)
async def end(contact_id: UUID, tx: Tx, who: Who) -> None:
    """End a contact: no more letters for the municipality."""
    require(access.may_keep_directory(who), who)
    await commands.end(tx, await queries.contact(tx, contact_id), at=tx.at)
