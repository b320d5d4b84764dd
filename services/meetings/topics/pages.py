"""Pages of topics: the list, one topic's story, and the form that brings one."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.meetings import access
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import Body
from services.meetings.topics import commands, queries
from services.meetings.topics.model import State, Story, Topic
from services.meetings.topics.schemas import TopicIn, of_topic
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
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


@dataclass(frozen=True, kw_only=True)
class NewTopicPage(Page):
    """The form that brings a topic."""

    template = "topics/new.html"
    body: Body
    form: Form[TopicIn]
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EditTopicPage(Page):
    """The form of a topic that no agenda has shown yet."""

    template = "topics/edit.html"
    topic: Topic
    body: Body
    form: Form[TopicIn]
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RemoveTopicPage(Page):
    """Asks before a topic is removed."""

    template = "topics/remove.html"
    topic: Topic


@router.get("/meetings/topics")
async def topics(request: Request, look: Look, who: Who, body: UUID | None = None) -> Response:
    bodies = {one.id: one for one in await rosters.bodies(look)}
    chosen = await rosters.body(look, body) if body else None
    mine = [one for one in ([chosen] if chosen else bodies.values()) if access.may_bring_topic(who, one.id)]
    page = TopicsPage(
        bodies=bodies,
        chosen=chosen,
        rows=[(story, story.state(look.at)) for story in await queries.stories(look, body)],
        new_href=f"/meetings/topics/new?body={mine[0].id}" if mine else "",
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/meetings/topics/new")
async def new(request: Request, look: Look, who: Who, body: Annotated[UUID, Query()]) -> Response:
    require(access.may_bring_topic(who, body), who)
    page = NewTopicPage(
        body=await rosters.body(look, body),
        form=Form({"body_id": str(body)}),
        languages=look.instance.languages,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/meetings/topics/new")
async def bring(request: Request, tx: Tx, who: Who, body: Annotated[UUID, Query()]) -> Response:
    require(access.may_bring_topic(who, body), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, TopicIn, translate=translate)
    topic = await form.submit(
        tx,
        lambda data: commands.bring(
            tx, data.model_copy(update={"body_id": body}), by=who.person_id, at=tx.at
        ),
    )
    if topic is None:
        page = NewTopicPage(body=await rosters.body(tx, body), form=form, languages=tx.instance.languages)
        return pages.render(request, page, who=who, status=422)
    return notify(
        request, see_other(f"/meetings/topics/{topic.id}"), translate("The topic was brought to the table.")
    )


@router.get("/meetings/topics/{topic_id}")
async def topic(request: Request, topic_id: UUID, look: Look, who: Who) -> Response:
    story = await queries.story(look, topic_id)
    brought = story.topic
    received_on = brought.received.astimezone(HELSINKI).date()
    page = TopicPage(
        story=story,
        state=story.state(look.at),
        body=await rosters.body(look, brought.body_id),
        represents=await rosters.represented_by(look, brought.body_id, brought.brought_by, received_on),
        at=look.at,
        may_change=not story.chapters
        and access.may_change_topic(who, brought.body_id, brought_by=brought.brought_by),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/meetings/topics/{topic_id}/edit")
async def edit(request: Request, topic_id: UUID, look: Look, who: Who) -> Response:
    topic = await _own_topic(look, topic_id, who)
    return await _edit_page(request, look, who, topic, Form[TopicIn](of_topic(topic)), status=200)


@router.post("/meetings/topics/{topic_id}/edit")
async def rewrite(request: Request, topic_id: UUID, tx: Tx, who: Who) -> Response:
    topic = await _own_topic(tx, topic_id, who)
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, TopicIn, translate=translate)
    if await form.submit(tx, lambda data: commands.rewrite(tx, topic_id, data)) is None:
        return await _edit_page(request, tx, who, topic, form, status=422)
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


async def _own_topic(look: Snapshot, topic_id: UUID, who: Principal) -> Topic:
    topic = (await queries.story(look, topic_id)).topic
    require(access.may_change_topic(who, topic.body_id, brought_by=topic.brought_by), who)
    return topic


async def _edit_page(
    request: Request, look: Snapshot, who: Principal, topic: Topic, form: Form[TopicIn], *, status: int
) -> Response:
    page = EditTopicPage(
        topic=topic,
        body=await rosters.body(look, topic.body_id),
        form=form,
        languages=look.instance.languages,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=status)
