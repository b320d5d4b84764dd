"""The page of a meeting, and the pages that record who came and what was concluded."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.meetings import access
from services.meetings.calendar import queries as calendar
from services.meetings.calendar.model import AgendaItem, Meeting, State
from services.meetings.errors import MemoIsPublished
from services.meetings.guests import queries as guests
from services.meetings.guests.schemas import guest_links
from services.meetings.invitations import queries as invitations
from services.meetings.invitations.model import Invitation
from services.meetings.invitations.queries import Invited
from services.meetings.minutes import commands, queries
from services.meetings.minutes.forms import of_memo, of_publication, of_statuses
from services.meetings.minutes.model import (
    SMALLEST_SHOWN,
    STATUSES_OF_MODE,
    Edition,
    Figures,
    MemoItem,
    Said,
    Status,
    first_published,
)
from services.meetings.minutes.schemas import AttendanceForm, MemoForm, PublicationIn
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import Body
from services.meetings.topics import queries as topics
from services.meetings.topics.model import Conflict
from shared.chassis import forms, links
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class MeetingPage(Page):
    """One meeting: facts, agenda, memo, and for those who prepare it the answers."""

    template = "minutes/meeting.html"
    is_public = True
    meeting: Meeting
    state: State
    body: Body
    parent: Body | None
    agenda: Sequence[AgendaItem]
    remote_link: str
    own_invitation: Invitation | None
    rsvp_href: str
    convener: bool
    answers: Sequence[Invited]
    conflicts: Mapping[UUID, Sequence[Conflict]]
    guests: Mapping[UUID, Sequence[Invited]]
    guest_links: Mapping[UUID, str]
    sells: Set[str]
    memo: Edition | None
    memo_items: Mapping[UUID, Said]
    published_on: Mapping[str, datetime]
    languages: tuple[str, ...]
    figures: Figures | None
    editions: Sequence[Edition]


@dataclass(frozen=True, kw_only=True)
class MemoPage(Page):
    """The memo as it is being written."""

    template = "minutes/memo.html"
    meeting: Meeting
    agenda: Sequence[AgendaItem]
    form: Form[MemoForm]
    conflicts: Mapping[UUID, Sequence[Conflict]]
    languages: tuple[str, ...]
    decision_power: bool
    capacities: Sequence[tuple[str, LocalisedText]]
    version: int
    begun: bool


@dataclass(frozen=True, kw_only=True)
class RemoveMemoPage(Page):
    """Asks before the draft of a memo is thrown away."""

    template = "minutes/remove.html"
    meeting: Meeting


@dataclass(frozen=True, kw_only=True)
class PublishPage(Page):
    """Says what will be published in which languages, before it happens."""

    template = "minutes/publish.html"
    meeting: Meeting
    form: Form[PublicationIn]
    whole: list[str]
    missing: list[str]
    version: int
    invited: int


@dataclass(frozen=True, kw_only=True)
class AttendancePage(Page):
    """The form that records who came."""

    template = "minutes/attendance.html"
    meeting: Meeting
    invited: Sequence[Invited]
    agenda: Sequence[AgendaItem]
    sells: Set[str]
    statuses: tuple[Status, ...]
    form: Form[AttendanceForm]
    version: int


@router.get("/meetings/{meeting_id}")
async def meeting(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    found = await calendar.meeting(look, meeting_id)
    convener = access.may_convene(who, found.body_id)
    if found.convened_at is None and not convener:
        raise NotFound
    agenda = await calendar.agenda(look, meeting_id)
    own = await invitations.of_person(look, meeting_id, who.person_id)
    editions = await queries.editions(look, meeting_id)
    ahead = found.ends > look.at and found.cancelled_at is None
    token = links.sign(look.instance, "rsvp", {"id": str(own.id)}) if own else ""
    body = await rosters.body(look, found.body_id)
    page = MeetingPage(
        meeting=found,
        state=found.state(look.at),
        body=body,
        parent=await look.get(Body, body.parent_id) if body.parent_id else None,
        agenda=agenda,
        remote_link=found.remote_link if ahead and access.may_see_roster(who, found.body_id) else "",
        own_invitation=own,
        rsvp_href=f"/meetings/rsvp/{token}" if token else "",
        convener=convener,
        answers=await invitations.invited(look, meeting_id) if convener else (),
        conflicts=await topics.conflicts(look, [item.topic_id for item in agenda if item.topic_id])
        if access.may_see_conflicts(who, found.body_id)
        else {},
        guests=await guests.of_items(look, meeting_id) if access.may_see_roster(who, found.body_id) else {},
        guest_links=guest_links(look.instance, found, agenda, language_of(request, who))
        if convener and found.starts > look.at and found.cancelled_at is None
        else {},
        sells=await _sellers(look, found) if convener else frozenset(),
        memo=editions[0] if editions else None,
        memo_items=editions[0].said() if editions else {},
        published_on=first_published(editions),
        languages=look.instance.languages,
        figures=await _public_figures(look, meeting_id),
        editions=editions,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/meetings/{meeting_id}/attendance")
async def attendance(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    found = await _kept_meeting(look, meeting_id, who)
    found.require_held(look.at)
    form = Form[AttendanceForm](of_statuses(await queries.expected_statuses(look, meeting_id)))
    return await _attendance_page(request, look, who, found, form)


@router.post("/meetings/{meeting_id}/attendance")
async def record_attendance(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    found = await _kept_meeting(tx, meeting_id, who)
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, AttendanceForm, translate=translate)
    done = await form.submit(
        tx, lambda data: commands.record_attendance(tx, meeting_id, data.entries, at=tx.at)
    )
    if done is None:
        return await _attendance_page(request, tx, who, found, form)
    return notify(request, see_other(f"/meetings/{meeting_id}"), translate("The attendance was recorded."))


@router.get("/meetings/{meeting_id}/memo")
async def memo(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    found = await _kept_meeting(look, meeting_id, who)
    written = await queries.memo(look, meeting_id)
    items = await queries.memo_items(look, meeting_id)
    stood_aside = _lines(request.app.state.pages, await _conflicts_of_items(look, meeting_id))
    form = Form[MemoForm](of_memo(written, items, stood_aside))
    return await _memo_page(request, look, who, found, form, status=200)


@router.post("/meetings/{meeting_id}/memo")
async def write_memo(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    found = await _kept_meeting(tx, meeting_id, who)
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, MemoForm, translate=translate)
    kept = await form.submit(tx, lambda data: commands.write_memo(tx, meeting_id, data, at=tx.at))
    if kept is None:
        return await _memo_page(request, tx, who, found, form, status=422)
    if form.value("next") == "publish":
        return see_other(f"/meetings/{meeting_id}/memo/publish")
    said = translate("The draft of the memo is kept. It is not public yet.")
    return notify(request, see_other(f"/meetings/{meeting_id}/memo"), said)


@router.get("/meetings/{meeting_id}/memo/remove")
async def ask_to_remove(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    found = await _kept_meeting(look, meeting_id, who)
    written = await queries.memo(look, meeting_id)
    if written is None:
        raise NotFound
    if written.version:
        raise MemoIsPublished
    pages: Pages = request.app.state.pages
    return pages.render(request, RemoveMemoPage(meeting=found), who=who)


@router.post("/meetings/{meeting_id}/memo/remove")
async def remove_memo(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    await _kept_meeting(tx, meeting_id, who)
    await commands.remove_memo(tx, meeting_id)
    translate = request.app.state.pages.translator(request, who)
    return notify(request, see_other(f"/meetings/{meeting_id}"), translate("The draft was removed."))


@router.get("/meetings/{meeting_id}/memo/publish")
async def ask_to_publish(request: Request, meeting_id: UUID, look: Look, who: Who) -> Response:
    found = await _kept_meeting(look, meeting_id, who)
    form = Form[PublicationIn](of_publication(await queries.editions(look, meeting_id), look.at))
    return await _publish_page(request, look, who, found, form, status=200)


@router.post("/meetings/{meeting_id}/memo/publish")
async def publish(request: Request, meeting_id: UUID, tx: Tx, who: Who) -> Response:
    found = await _kept_meeting(tx, meeting_id, who)
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, PublicationIn, translate=translate)
    edition = await form.submit(
        tx, lambda data: commands.publish_memo(tx, meeting_id, data.translation_due, at=tx.at)
    )
    if edition is None:
        return await _publish_page(request, tx, who, found, form, status=422)
    return notify(request, see_other(f"/meetings/{meeting_id}"), translate("The memo was published."))


async def _kept_meeting(look: Snapshot, meeting_id: UUID, who: Principal) -> Meeting:
    require(access.may_convene_somewhere(who), who)
    found = await calendar.meeting(look, meeting_id)
    require(access.may_write_memo(who, found.body_id), who)
    return found


async def _sellers(look: Snapshot, found: Meeting) -> Set[str]:
    """Return the organisations at the table on the day of a meeting that sell services to the county."""
    parties = await rosters.parties(look, found.body_id, found.starts.astimezone(HELSINKI).date())
    return {name for name, sells in parties.items() if sells}


async def _attendance_page(
    request: Request, look: Snapshot, who: Principal, found: Meeting, form: Form[AttendanceForm]
) -> Response:
    record = await queries.attendance_list(look, found.id)
    page = AttendancePage(
        meeting=found,
        invited=await invitations.invited(look, found.id),
        agenda=await calendar.agenda(look, found.id),
        sells=await _sellers(look, found),
        statuses=STATUSES_OF_MODE[found.mode],
        form=form,
        version=record.version if record else 0,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=422 if form.errors else 200)


async def _memo_page(
    request: Request, look: Snapshot, who: Principal, found: Meeting, form: Form[MemoForm], *, status: int
) -> Response:
    written = await queries.memo(look, found.id)
    body = await rosters.body(look, found.body_id)
    capacities = body.capacity_choices()
    if written and written.capacity_id and str(written.capacity_id) not in dict(capacities):
        capacities.append((str(written.capacity_id), written.capacity))
    page = MemoPage(
        meeting=found,
        agenda=await calendar.agenda(look, found.id),
        conflicts=await _conflicts_of_items(look, found.id),
        form=form,
        languages=look.instance.languages,
        decision_power=body.decision_power,
        capacities=capacities,
        version=written.version if written else 0,
        begun=written is not None,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=status)


async def _conflicts_of_items(look: Snapshot, meeting_id: UUID) -> dict[UUID, Sequence[Conflict]]:
    """Return who took no part in which item of an agenda."""
    topic_of = {item.id: item.topic_id for item in await calendar.agenda(look, meeting_id) if item.topic_id}
    noted = await topics.conflicts(look, topic_of.values())
    return {item_id: noted[topic_id] for item_id, topic_id in topic_of.items() if topic_id in noted}


def _lines(pages: Pages, noted: Mapping[UUID, Sequence[Conflict]]) -> dict[UUID, LocalisedText]:
    """Return the line of the memo for each of these items, in every language."""
    lines: dict[UUID, LocalisedText] = {}
    for item_id, conflicts in noted.items():
        words = {}
        for language, catalogue in pages.catalogues.items():
            translate = catalogue.gettext
            line = translate(
                "{name} did not take part in this item because of a conflict of interest: {reason}"
            )
            words[language] = "\n".join(line.format(name=c.represents, reason=c.reason) for c in conflicts)
        lines[item_id] = LocalisedText.of(words)
    return lines


async def _publish_page(
    request: Request,
    look: Snapshot,
    who: Principal,
    found: Meeting,
    form: Form[PublicationIn],
    *,
    status: int,
) -> Response:
    written = await queries.memo(look, found.id)
    items: Sequence[MemoItem] = await queries.memo_items(look, found.id)
    languages = look.instance.languages
    whole = written.whole_languages(items, languages) if written else []
    page = PublishPage(
        meeting=found,
        form=form,
        whole=whole,
        missing=[language for language in languages if language not in whole],
        version=written.version + 1 if written else 1,
        invited=len(await invitations.standing(look, found.id)),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=status)


async def _public_figures(look: Snapshot, meeting_id: UUID) -> Figures | None:
    """Return the figures of a meeting when they are large enough to be told to anyone."""
    figures = await queries.figures(look, meeting_id)
    return figures if figures.present >= SMALLEST_SHOWN else None
