"""Pages that reach people: convene, move, cancel; and the answer to an invitation, without an account."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from services.meetings import access
from services.meetings.calendar import queries as calendar
from services.meetings.calendar.forms import blank_rows, of_agenda, of_occasion
from services.meetings.calendar.model import AgendaItem, Meeting
from services.meetings.calendar.schemas import AgendaForm, MoveForm
from services.meetings.invitations import commands, queries
from services.meetings.invitations.model import Answer, Invitation
from services.meetings.invitations.schemas import RsvpIn
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.queries import Seated
from services.meetings.topics import queries as topics
from services.meetings.topics.model import Topic
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Here, Look, Tx, Who, require, see_other

Token = Annotated[str, Path(max_length=500)]

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ConvenePage(Page):
    """Says who will be invited, before it happens."""

    template = "invitations/convene.html"
    meeting: Meeting
    agenda: Sequence[AgendaItem]
    roster: Sequence[Seated]
    languages: list[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class MovePage(Page):
    """The form of a move, and how many people will hear of it."""

    template = "invitations/move.html"
    meeting: Meeting
    invited: int
    form: Form[MoveForm]
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgendaPage(Page):
    """The agenda of a convened meeting, and how many people will hear that it changed."""

    template = "invitations/agenda.html"
    meeting: Meeting
    invited: int
    form: Form[AgendaForm]
    rows: list[int]
    open_topics: list[Topic]
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CancelPage(Page):
    """Says who will be told that the meeting is off, before it happens."""

    template = "invitations/cancel.html"
    meeting: Meeting
    invited: int


@dataclass(frozen=True, kw_only=True)
class RsvpPage(Page):
    """An invitation with its answer."""

    template = "invitations/rsvp.html"
    token: str
    meeting: Meeting
    agenda: Sequence[AgendaItem]
    invitation: Invitation
    form: Form[RsvpIn]
    state: str


@router.get("/meetings/{meeting_id}/convene")
async def ask_to_convene(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    meeting = await _own_meeting(look, meeting_id, who)
    day = meeting.starts.astimezone(HELSINKI).date()
    roster = await rosters.roster_on(look, meeting.body_id, day)
    counts = Counter(one.language for one in roster if one.language)
    page = ConvenePage(
        meeting=meeting,
        agenda=await calendar.agenda(look, meeting_id),
        roster=roster,
        languages=counts.most_common(),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/meetings/{meeting_id}/convene")
async def convene(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    await _own_meeting(tx, meeting_id, who)
    _meeting, invited = await commands.convene(tx, meeting_id, at=tx.at)
    translate = request.app.state.pages.translator(request, who)
    said = translate("The meeting was convened. Invitations on their way: {count}.").format(count=invited)
    return notify(request, see_other(f"/meetings/{meeting_id}"), said)


@router.get("/meetings/{meeting_id}/move")
async def ask_to_move(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    meeting = await _own_meeting(look, meeting_id, who)
    meeting.require_to_come(look.at)
    form = Form[MoveForm](of_occasion(meeting))
    return await _move_page(request, look, who, meeting, form, status=200)


@router.post("/meetings/{meeting_id}/move")
async def move(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    meeting = await _own_meeting(tx, meeting_id, who)
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, MoveForm, translate=translate)
    moved = await form.submit(tx, lambda data: commands.move(tx, meeting_id, data, at=tx.at))
    if moved is None:
        return await _move_page(request, tx, who, meeting, form, status=422)
    said = translate("The meeting was moved. Messages on their way: {count}.").format(count=moved[1])
    return notify(request, see_other(f"/meetings/{meeting_id}"), said)


@router.get("/meetings/{meeting_id}/agenda")
async def ask_to_change_agenda(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    meeting = await _own_meeting(look, meeting_id, who)
    meeting.require_to_come(look.at)
    form = Form[AgendaForm](of_agenda(meeting, await calendar.agenda(look, meeting_id)))
    return await _agenda_page(request, look, who, meeting, form, status=200)


@router.post("/meetings/{meeting_id}/agenda")
async def change_agenda(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    meeting = await _own_meeting(tx, meeting_id, who)
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, AgendaForm, translate=translate, lists=("topics",))
    changed = await form.submit(
        tx, lambda data: commands.change_agenda(tx, meeting_id, data, ticked=data.topics, at=tx.at)
    )
    if changed is None:
        return await _agenda_page(request, tx, who, meeting, form, status=422)
    said = translate("The agenda was changed. Messages on their way: {count}.").format(count=changed[1])
    return notify(request, see_other(f"/meetings/{meeting_id}"), said)


@router.get("/meetings/{meeting_id}/cancel")
async def ask_to_cancel(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    meeting = await _own_meeting(look, meeting_id, who)
    meeting.require_to_come(look.at)
    page = CancelPage(meeting=meeting, invited=len(await queries.standing(look, meeting_id)))
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/meetings/{meeting_id}/cancel")
async def cancel(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    await _own_meeting(tx, meeting_id, who)
    _meeting, told = await commands.cancel(tx, meeting_id, at=tx.at)
    translate = request.app.state.pages.translator(request, who)
    said = translate("The meeting was cancelled. Messages on their way: {count}.").format(count=told)
    return notify(request, see_other(f"/meetings/{meeting_id}"), said)


@router.get("/meetings/rsvp/{token}")
async def ask(
    request: Request, token: Token, look: Look, here: Here, who: Who, *, answer: Answer | None = None
) -> Response:
    invitation = await queries.of_link(look, token)
    form = Form[RsvpIn]({"answer": answer or invitation.answer or ""})
    return await _rsvp_page(request, look, token, invitation, who=who, form=form)


@router.post("/meetings/rsvp/{token}")
async def answer(request: Request, token: Token, tx: Tx, here: Here, who: Who) -> Response:
    invitation = await queries.of_link(tx, token)
    reader = await _reader(tx, invitation, who)
    translate = request.app.state.pages.translator(request, reader)
    form = await forms.read(request, RsvpIn, translate=translate)
    answered = await form.submit(tx, lambda data: commands.answer(tx, invitation.id, data.answer, at=tx.at))
    if answered is None:
        return await _rsvp_page(request, tx, token, invitation, who=who, form=form)
    said = translate("Thank you, your answer arrived.")
    return notify(request, see_other(f"/meetings/rsvp/{token}"), said)


async def _own_meeting(look: Snapshot, meeting_id: UUID, who: Principal) -> Meeting:
    require(access.may_convene_somewhere(who), who)
    meeting = await calendar.meeting(look, meeting_id)
    require(access.may_convene(who, meeting.body_id), who)
    return meeting


async def _move_page(
    request: Request,
    look: Snapshot,
    who: Principal,
    meeting: Meeting,
    form: Form[MoveForm],
    *,
    status: int,
) -> Response:
    page = MovePage(
        meeting=meeting,
        invited=len(await queries.standing(look, meeting.id)),
        form=form,
        languages=look.instance.languages,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=status)


async def _agenda_page(
    request: Request, look: Snapshot, who: Principal, meeting: Meeting, form: Form[AgendaForm], *, status: int
) -> Response:
    stories = await topics.stories(look, meeting.body_id)
    page = AgendaPage(
        meeting=meeting,
        invited=len(await queries.standing(look, meeting.id)),
        form=form,
        rows=blank_rows(form),
        open_topics=[story.topic for story in stories if story.state(look.at) == "open"],
        languages=look.instance.languages,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=status)


async def _reader(look: Snapshot, invitation: Invitation, who: Principal) -> Principal:
    """Return the reader with the invited person's language, when nobody has signed in."""
    people = await rosters.people(look, [invitation.person_id])
    invited = people.get(invitation.person_id)
    return replace(who, language=who.language or (invited.language if invited else ""))


async def _rsvp_page(
    request: Request,
    look: Snapshot,
    token: str,
    invitation: Invitation,
    *,
    who: Principal,
    form: Form[RsvpIn],
) -> Response:
    meeting = await calendar.meeting(look, invitation.meeting_id)
    page = RsvpPage(
        token=token,
        meeting=meeting,
        agenda=invitation.part_of(await calendar.agenda(look, meeting.id)),
        invitation=invitation,
        form=form,
        state="withdrawn" if invitation.withdrawn_at else meeting.state(look.at),
    )
    reader = await _reader(look, invitation, who)
    status = 422 if form.errors else 200
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=reader, status=status)
