"""Pages that prepare a meeting, and calendars to subscribe to. Reading pages are in `minutes`."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.meetings import access
from services.meetings.calendar import commands, queries
from services.meetings.calendar.forms import blank_rows, of_draft, suggestion
from services.meetings.calendar.model import Meeting
from services.meetings.calendar.schemas import CALENDAR, MeetingChangeIn, MeetingForm, published
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import Body
from services.meetings.topics import queries as topics
from services.meetings.topics.model import Topic
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Here, Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class MeetingFormPage(Page):
    """The form of a draft: new when `meeting` is None."""

    template = "calendar/edit.html"
    body: Body
    meeting: Meeting | None
    form: Form[MeetingForm]
    rows: list[int]
    open_topics: list[Topic]
    languages: tuple[str, ...]
    action: str


@router.get("/meetings/new")
async def new(request: Request, look: Look, who: Who, body: Annotated[UUID, Query()]) -> Response:
    require(access.may_convene(who, body), who)
    found = await rosters.body(look, body)
    form = Form[MeetingForm](await suggestion(look, found))
    return await _form_page(request, look, who, found, meeting=None, form=form, status=200)


@router.post("/meetings/new")
async def draft(request: Request, tx: Tx, who: Who, body: Annotated[UUID, Query()]) -> Response:
    require(access.may_convene(who, body), who)
    found = await rosters.body(tx, body)
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, MeetingForm, translate=translate, lists=("topics",))
    meeting = await form.submit(
        tx,
        lambda data: commands.draft(tx, data.model_copy(update={"body_id": body}), ticked=data.topics),
    )
    if meeting is None:
        return await _form_page(request, tx, who, found, meeting=None, form=form, status=422)
    return notify(
        request,
        see_other(f"/meetings/{meeting.id}"),
        translate("The draft is kept. Nobody has been invited yet."),
    )


@router.get("/meetings/{meeting_id}/edit")
async def edit(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    meeting = await _own_meeting(look, meeting_id, who)
    form = Form[MeetingForm](of_draft(meeting, await queries.agenda(look, meeting_id)))
    body = await rosters.body(look, meeting.body_id)
    return await _form_page(request, look, who, body, meeting=meeting, form=form, status=200)


@router.post("/meetings/{meeting_id}/edit")
async def rewrite(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    meeting = await _own_meeting(tx, meeting_id, who)
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, MeetingForm, translate=translate, lists=("topics",))
    done = await form.submit(
        tx,
        lambda data: commands.rewrite(
            tx, meeting_id, MeetingChangeIn.model_construct(**dict(data)), ticked=data.topics
        ),
    )
    if done is None:
        body = await rosters.body(tx, meeting.body_id)
        return await _form_page(request, tx, who, body, meeting=meeting, form=form, status=422)
    return notify(request, see_other(f"/meetings/{meeting_id}"), translate("The changes are kept."))


@router.get("/meetings/calendar.ics")
async def every_meeting(look: Look, here: Here) -> Response:
    """All convened meetings, to subscribe to."""
    found = [meeting for meeting in await queries.meetings(look) if meeting.convened_at is not None]
    agendas = await queries.agendas(look, [meeting.id for meeting in found])
    calendar = published([(m, agendas[m.id]) for m in found], instance=here, at=look.at)
    return Response(calendar, media_type=CALENDAR)


@router.get("/meetings/{meeting_id}/calendar.ics")
async def one_meeting(meeting_id: UUID, look: Look, here: Here) -> Response:
    """One convened meeting, to add to a calendar."""
    meeting = await queries.meeting(look, meeting_id)
    if meeting.convened_at is None:
        raise NotFound
    agenda = await queries.agenda(look, meeting_id)
    calendar = published([(meeting, agenda)], instance=here, at=look.at)
    return Response(calendar, media_type=CALENDAR)


async def _own_meeting(look: Snapshot, meeting_id: UUID, who: Principal) -> Meeting:
    require(access.may_convene_somewhere(who), who)
    meeting = await queries.meeting(look, meeting_id)
    require(access.may_convene(who, meeting.body_id), who)
    return meeting


async def _form_page(
    request: Request,
    look: Snapshot,
    who: Principal,
    body: Body,
    *,
    meeting: Meeting | None,
    form: Form[MeetingForm],
    status: int,
) -> Response:
    stories = await topics.stories(look, body.id)
    page = MeetingFormPage(
        body=body,
        meeting=meeting,
        form=form,
        rows=blank_rows(form),
        open_topics=[story.topic for story in stories if story.state(look.at) == "open"],
        languages=look.instance.languages,
        action=f"/meetings/{meeting.id}/edit" if meeting else f"/meetings/new?body={body.id}",
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=status)
