"""Taking back the invitation of a guest. The form that invites one is on a page of members."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.meetings import access
from services.meetings.calendar import queries as calendar
from services.meetings.guests import commands
from shared.chassis.pages import notify
from shared.chassis.web import Tx, Who, require, see_other

router = APIRouter()


@router.post("/meetings/{meeting_id}/guests/{invitation_id}/withdraw")
async def withdraw(request: Request, meeting_id: UUID, invitation_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_convene_somewhere(who), who)
    require(access.may_convene(who, (await calendar.meeting(tx, meeting_id)).body_id), who)
    await commands.withdraw(tx, meeting_id, invitation_id, at=tx.at)
    translate = request.app.state.pages.translator(request, who)
    return notify(request, see_other(f"/meetings/{meeting_id}"), translate("The invitation was withdrawn."))
