"""Pages of topics: the list, one topic's story, and the form that brings one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.meetings import access
from services.meetings.comments import commands as comment_commands
from services.meetings.comments import queries as comment_queries
from services.meetings.comments.queries import Said
from services.meetings.comments.schemas import CommentIn
from services.meetings.places.api import Places
from services.meetings.places.model import Municipalities, MunicipalityCode
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import Body
from services.meetings.topics import commands, queries
from services.meetings.topics.model import Conflict, State, Story, Topic
from services.meetings.topics.schemas import ConflictIn, TopicIn, of_topic
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class TopicsPage(Page):
    """The topics of one body, or of all."""

    template = "topics/topics.html"
    bodies: dict[UUID, Body]
    chosen: Body | None
    rows: list[tuple[Story, State]]
    new_href: str
    places: Municipalities
    addressed: list[str]
    municipality: str
    capacities: Mapping[UUID, LocalisedText]
    capacity: UUID | None


@dataclass(frozen=True, kw_only=True)
class TopicPage(Page):
    """A topic's whole story."""

    template = "topics/topic.html"
    story: Story
    state: State
    body: Body
    represents: str
    at: Any
    may_change: bool
    places: Municipalities
    sees_comments: bool
    comments: Sequence[Said]
    comment: Form[CommentIn]
    may_comment: bool
    may_remove: set[UUID]
    sees_conflicts: bool
    conflicts: list[Conflict]
    may_take_back: set[UUID]
    may_note: bool


@dataclass(frozen=True, kw_only=True)
class NewTopicPage(Page):
    """The form that brings a topic."""

    template = "topics/new.html"
    body: Body
    form: Form[TopicIn]
    languages: tuple[str, ...]
    places: Municipalities
    region: str
    capacities: Sequence[tuple[str, LocalisedText]]


@dataclass(frozen=True, kw_only=True)
class EditTopicPage(Page):
    """The form of a topic that no agenda has shown yet."""

    template = "topics/edit.html"
    topic: Topic
    body: Body
    form: Form[TopicIn]
    languages: tuple[str, ...]
    places: Municipalities
    region: str
    capacities: Sequence[tuple[str, LocalisedText]]


@dataclass(frozen=True, kw_only=True)
class RemoveTopicPage(Page):
    """Asks before a topic is removed."""

    template = "topics/remove.html"
    topic: Topic


@dataclass(frozen=True, kw_only=True)
class ConflictPage(Page):
    """The form that notes a conflict of interest: of one's own party, or of any at the table."""

    template = "topics/conflict.html"
    topic: Topic
    parties: Mapping[str, bool]
    own: str
    form: Form[ConflictIn]


@router.get("/meetings/topics")
async def topics(
    request: Request,
    look: Look,
    who: Who,
    places: Places,
    *,
    body: Annotated[UUID | None, Query()] = None,
    municipality: Annotated[MunicipalityCode | Literal[""], Query()] = "",
    capacity: Annotated[UUID | Literal[""], Query()] = "",
) -> Response:
    bodies = {one.id: one for one in await rosters.bodies(look)}
    chosen = await rosters.body(look, body) if body else None
    found = await queries.stories(look, body, municipality, capacity or None)
    mine = [one for one in ([chosen] if chosen else bodies.values()) if access.may_bring_topic(who, one.id)]
    page = TopicsPage(
        bodies=bodies,
        chosen=chosen,
        rows=[(story, story.state(look.at)) for story in found],
        new_href=f"/meetings/topics/new?body={mine[0].id}" if mine else "",
        places=places,
        addressed=sorted(await queries.municipalities(look)),
        municipality=municipality,
        capacities=await queries.capacities(look),
        capacity=capacity or None,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/meetings/topics/new")
async def new(
    request: Request, look: Look, who: Who, places: Places, body: Annotated[UUID, Query()]
) -> Response:
    require(access.may_bring_topic(who, body), who)
    page = await _new_page(look, body, Form({"body_id": str(body)}), places)
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/meetings/topics/draft")
async def draft(
    request: Request, look: Look, who: Who, places: Places, body: Annotated[UUID, Query()]
) -> Response:
    """Open the form with words from elsewhere: posted, so that they stand in no address and no log."""
    require(access.may_bring_topic(who, body), who)
    form: Form[TopicIn] = Form(await request.form(max_files=0, max_fields=50))
    pages: Pages = request.app.state.pages
    return pages.render(request, await _new_page(look, body, form, places), who=who)


@router.post("/meetings/topics/new")
async def bring(
    request: Request, tx: Tx, who: Who, places: Places, body: Annotated[UUID, Query()]
) -> Response:
    require(access.may_bring_topic(who, body), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, TopicIn, translate=translate, lists=("municipalities",))
    topic = await form.submit(
        tx,
        lambda data: commands.bring(
            tx, data.model_copy(update={"body_id": body}), places, by=who.person_id, at=tx.at
        ),
    )
    if topic is None:
        page = await _new_page(tx, body, form, places)
        return pages.render(request, page, who=who, status=422)
    return notify(
        request, see_other(f"/meetings/topics/{topic.id}"), translate("The topic was brought to the table.")
    )


@router.get("/meetings/topics/{topic_id}")
async def topic(request: Request, topic_id: UUID, look: Look, who: Who, places: Places) -> Response:
    page = await _topic_page(look, topic_id, who, places, Form[CommentIn]())
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/meetings/topics/{topic_id}/comments")
async def comment(request: Request, topic_id: UUID, tx: Tx, who: Who, places: Places) -> Response:
    require(access.may_bring_topic_somewhere(who), who)
    body_id = (await queries.story(tx, topic_id)).topic.body_id
    require(access.may_comment(who, body_id), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, CommentIn, translate=translate)
    said = await form.submit(
        tx,
        lambda data: comment_commands.comment(tx, topic_id, body_id, data.text, by=who.person_id, at=tx.at),
    )
    if said is None:
        page = await _topic_page(tx, topic_id, who, places, form)
        return pages.render(request, page, who=who, status=422)
    href = f"/meetings/topics/{topic_id}#comments"
    return notify(request, see_other(href), translate("The comment is there for the table to read."))


@router.post("/meetings/topics/{topic_id}/comments/{comment_id}/remove")
async def remove_comment(request: Request, topic_id: UUID, comment_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_bring_topic_somewhere(who), who)
    body_id = (await queries.story(tx, topic_id)).topic.body_id
    said = await comment_queries.comment(tx, topic_id, comment_id)
    require(access.may_remove_comment(who, body_id, written_by=said.person_id), who)
    await comment_commands.remove(tx, topic_id, comment_id)
    translate = request.app.state.pages.translator(request, who)
    href = f"/meetings/topics/{topic_id}#comments"
    return notify(request, see_other(href), translate("The comment was removed."))


@router.get("/meetings/topics/{topic_id}/edit")
async def edit(request: Request, topic_id: UUID, look: Look, who: Who, places: Places) -> Response:
    topic = await _own_topic(look, topic_id, who)
    page = await _edit_page(look, topic, Form[TopicIn](of_topic(topic)), places)
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/meetings/topics/{topic_id}/edit")
async def rewrite(request: Request, topic_id: UUID, tx: Tx, who: Who, places: Places) -> Response:
    topic = await _own_topic(tx, topic_id, who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, TopicIn, translate=translate, lists=("municipalities",))
    if await form.submit(tx, lambda data: commands.rewrite(tx, topic_id, data, places)) is None:
        page = await _edit_page(tx, topic, form, places)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/meetings/topics/{topic_id}"), translate("The changes are kept."))


@router.get("/meetings/topics/{topic_id}/remove")
async def ask_to_remove(request: Request, topic_id: UUID, look: Look, who: Who) -> Response:
    topic = await _own_topic(look, topic_id, who)
    pages: Pages = request.app.state.pages
    return pages.render(request, RemoveTopicPage(topic=topic), who=who)


@router.post("/meetings/topics/{topic_id}/remove")
async def remove(request: Request, topic_id: UUID, tx: Tx, who: Who) -> Response:
    await _own_topic(tx, topic_id, who)
    topic = await commands.remove(tx, topic_id)
    translate = request.app.state.pages.translator(request, who)
    href = f"/meetings/topics?body={topic.body_id}"
    return notify(request, see_other(href), translate("The topic was removed."))


@router.get("/meetings/topics/{topic_id}/conflicts/new")
async def ask_for_conflict(request: Request, topic_id: UUID, look: Look, who: Who) -> Response:
    page = await _conflict_page(look, topic_id, who, Form[ConflictIn]())
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/meetings/topics/{topic_id}/conflicts/new")
async def note_conflict(request: Request, topic_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, ConflictIn, translate=translate)
    page = await _conflict_page(tx, topic_id, who, form)
    require(form.data is None or form.data.represents in page.parties, who)
    noted = await form.submit(
        tx, lambda data: commands.note_conflict(tx, page.topic, data, by=who.person_id, at=tx.at)
    )
    if noted is None:
        return pages.render(request, page, who=who, status=422)
    said = translate("The conflict of interest was noted.")
    return notify(request, see_other(f"/meetings/topics/{topic_id}"), said)


@router.post("/meetings/topics/{topic_id}/conflicts/{conflict_id}/remove")
async def take_back_conflict(
    request: Request, topic_id: UUID, conflict_id: UUID, tx: Tx, who: Who
) -> Response:
    require(access.may_bring_topic_somewhere(who), who)
    topic = (await queries.story(tx, topic_id)).topic
    noted = await queries.conflict(tx, topic_id, conflict_id)
    require(access.may_note_conflict(who, topic.body_id, own=noted.noted_by == who.person_id), who)
    await commands.take_back_conflict(tx, topic_id, conflict_id)
    translate = request.app.state.pages.translator(request, who)
    said = translate("The conflict of interest was taken back.")
    return notify(request, see_other(f"/meetings/topics/{topic_id}"), said)


async def _own_topic(look: Snapshot, topic_id: UUID, who: Principal) -> Topic:
    topic = (await queries.story(look, topic_id)).topic
    require(access.may_change_topic(who, topic.body_id, brought_by=topic.brought_by), who)
    return topic


async def _new_page(
    look: Snapshot, body_id: UUID, form: Form[TopicIn], places: Municipalities
) -> NewTopicPage:
    body = await rosters.body(look, body_id)
    return NewTopicPage(
        body=body,
        form=form,
        languages=look.instance.languages,
        places=places,
        region=look.instance.slug,
        capacities=body.capacity_choices(),
    )


async def _edit_page(
    look: Snapshot, topic: Topic, form: Form[TopicIn], places: Municipalities
) -> EditTopicPage:
    body = await rosters.body(look, topic.body_id)
    held = body.capacity_choices()
    if topic.capacity_id and str(topic.capacity_id) not in dict(held):
        held.append((str(topic.capacity_id), topic.capacity))
    return EditTopicPage(
        topic=topic,
        body=body,
        form=form,
        languages=look.instance.languages,
        places=places,
        region=look.instance.slug,
        capacities=held,
    )


async def _topic_page(
    look: Snapshot, topic_id: UUID, who: Principal, places: Municipalities, form: Form[CommentIn]
) -> TopicPage:
    story = await queries.story(look, topic_id)
    brought = story.topic
    body_id = brought.body_id
    received_on = brought.received.astimezone(HELSINKI).date()
    at_table = access.may_see_conflicts(who, body_id)
    conflicts = (await queries.conflicts(look, [topic_id])).get(topic_id, []) if at_table else []
    comments = await comment_queries.of_topic(look, topic_id) if at_table else ()
    return TopicPage(
        story=story,
        state=story.state(look.at),
        body=await rosters.body(look, body_id),
        represents=await rosters.represented_by(look, body_id, brought.brought_by, received_on),
        at=look.at,
        may_change=not story.chapters
        and access.may_change_topic(who, body_id, brought_by=brought.brought_by),
        places=places,
        sees_comments=access.may_see_comments(who, body_id),
        comments=comments,
        comment=form,
        may_comment=access.may_comment(who, body_id),
        may_remove={
            one.comment.id
            for one in comments
            if access.may_remove_comment(who, body_id, written_by=one.comment.person_id)
        },
        sees_conflicts=at_table,
        conflicts=conflicts,
        may_take_back={
            one.id
            for one in conflicts
            if access.may_note_conflict(who, body_id, own=one.noted_by == who.person_id)
        },
        may_note=access.may_note_conflict(who, body_id, own=bool(await _own_party(look, brought, who))),
    )


async def _own_party(look: Snapshot, topic: Topic, who: Principal) -> str:
    """Return what one represents in the body of a topic today, or nothing."""
    today = look.at.astimezone(HELSINKI).date()
    return await rosters.represented_by(look, topic.body_id, who.person_id, today) if who.person_id else ""


async def _conflict_page(
    look: Snapshot, topic_id: UUID, who: Principal, form: Form[ConflictIn]
) -> ConflictPage:
    require(access.may_bring_topic_somewhere(who), who)
    topic = (await queries.story(look, topic_id)).topic
    own = await _own_party(look, topic, who)
    require(access.may_note_conflict(who, topic.body_id, own=bool(own)), who)
    parties = await rosters.parties(look, topic.body_id, look.at.astimezone(HELSINKI).date())
    if not access.may_convene(who, topic.body_id):
        parties = {own: parties.get(own, False)}
    return ConflictPage(topic=topic, parties=parties, own=own, form=form)
