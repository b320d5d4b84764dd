"""The principle, as JSON: one's own acceptance, and who has not accepted yet."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.errors import PersonUnknown
from services.members.pledges import commands, queries
from services.members.pledges.schemas import PledgesOut
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["cooperation"])


@router.get("/me/pledges")
async def own(look: Look, who: Who) -> PledgesOut:
    """Return the words, and the seats for which one accepts them."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    return PledgesOut.of(queries.principle(), await queries.owed_by(look, who.person_id, today(look.at)))


@router.put("/me/pledges/{seat_id}", status_code=204)
async def accept(seat_id: UUID, tx: Tx, who: Who) -> None:
    """Accept the principle for a seat, in today's words."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    await commands.accept(tx, seat_id, who.person_id, at=tx.at)


@router.get("/bodies/{slug}/pledges")
async def of_body(slug: Slug, look: Look, who: Who) -> PledgesOut:
    """Tell who has accepted in a body and who has not: for its leaders."""
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_lead(who, whole.body.id), who)
    return PledgesOut.of(queries.principle(), await queries.owed_in(look, whole, today(look.at)))
