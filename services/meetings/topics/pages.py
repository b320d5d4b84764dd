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
from services.meetings.topics.model import State, Story
from services.meetings.topics.schemas import TopicIn
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
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


@dataclass(frozen=True, kw_only=True)
class NewTopicPage(Page):
    """The form that brings a topic."""

    template = "topics/new.html"
    body: Body
    form: Form[TopicIn]
    languages: tuple[str, ...]


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
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)
