"""Accepting the principle on one's own page, and who has not accepted, for those who lead the body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import WholeBody
from services.members.errors import PersonUnknown
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.pledges import commands, queries
from services.members.pledges.model import Owed, Principle
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class PledgesPage(Page):
    """Who has accepted the principle in a body, and who has not."""

    template = "pledges/pledges.html"
    whole: WholeBody
    principle: Principle
    owed: Sequence[Owed]
    names: Mapping[UUID, Person]


@router.get("/members/bodies/{slug}/pledges")
async def pledges(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_lead(who, whole.body.id), who)
    owed = await queries.owed_in(look, whole, today(look.at))
    page = PledgesPage(
        whole=whole,
        principle=queries.principle(),
        owed=owed,
        names=await people.people(look, [one.person_id for one in owed]),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/members/me/pledges/{seat_id}")
async def accept(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    await commands.accept(tx, seat_id, who.person_id, at=tx.at)
    _ = request.app.state.pages.translator(request, who)
    return notify(request, see_other("/members/me"), _("Thank you, your acceptance is saved."))
