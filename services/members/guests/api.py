"""Inviting a guest, for machines."""

from fastapi import APIRouter

from services.members import access
from services.members.guests import commands
from services.members.guests.schemas import GuestIn, GuestOut, Token, item_of
from shared.chassis.web import Here, Tx, Who, require

router = APIRouter(tags=["guests"])


@router.post("/guests/{token}", status_code=201)
async def ask(token: Token, body: GuestIn, tx: Tx, who: Who, here: Here) -> GuestOut:
    """Invite a person to one item of a meeting; meetings gives the token with the item."""
    item = item_of(here, token, tx.at)
    require(access.may_lead(who, item.body_id), who)
    guest = await commands.ask(tx, item, body, at=tx.at)
    return GuestOut(
        guest_id=guest.id,
        person_id=guest.person_id,
        agenda_item_id=guest.item_id,
        represents=guest.represents,
        starts=guest.starts,
        ends=guest.ends,
    )
