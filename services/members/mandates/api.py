"""Correcting and ending mandates, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.mandates import commands, queries
from services.members.mandates.schemas import CorrectIn, EditionsOut, NameIn
from services.members.people import queries as people
from services.members.representation.model import Mandate
from services.members.representation.schemas import MandateOut
from services.members.seats.schemas import LastDayIn
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["representation"])


@router.put("/mandates/{mandate_id}")
async def correct(mandate_id: UUID, body: CorrectIn, tx: Tx, who: Who) -> MandateOut:
    """Correct a mandate; what was written before is kept, and the representative gets a letter."""
    await _own(tx, mandate_id, who)
    mandate = await commands.correct(tx, mandate_id, body.facts(), by=who.person_id, at=tx.at)
    return MandateOut.of(mandate, await people.known(tx, mandate.person_id), named=True)


@router.get("/mandates/{mandate_id}/editions")
async def editions(mandate_id: UUID, look: Look, who: Who) -> EditionsOut:
    """Return what a mandate was before, the newest first."""
    mandate = await _own(look, mandate_id, who)
    return EditionsOut.every(await queries.editions(look, mandate.id))


@router.put("/me/mandates/{mandate_id}/name", status_code=204)
async def show(mandate_id: UUID, body: NameIn, tx: Tx, who: Who) -> None:
    """Show or hide one's own name with a mandate; in a national group the first yes lets national know."""
    require(access.may_take_name_back(who, (await queries.mandate(tx, mandate_id)).person_id), who)
    await commands.show(tx, mandate_id, shown=body.shown, at=tx.at)


@router.post("/mandates/{mandate_id}/end", status_code=204)
async def end(mandate_id: UUID, body: LastDayIn, tx: Tx, who: Who) -> None:
    await _own(tx, mandate_id, who)
    await commands.end(tx, mandate_id, on=body.on, by=who.person_id, at=tx.at)


async def _own(look: Snapshot, mandate_id: UUID, who: Principal) -> Mandate:
    mandate = await queries.mandate(look, mandate_id)
    require(access.may_keep_mandate(who, mandate.body_id), who)
    return mandate
