"""The register of consents: who agreed to what, in which words, from when to when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.members import access
from services.members.consents import queries
from services.members.consents.model import Consent, Purpose
from services.members.consents.schemas import ON_A_PAGE, ListQuery
from services.members.people.model import Person
from shared.chassis.pages import Page, Pages
from shared.chassis.web import Look, Who, require

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ConsentsPage(Page):
    """Every consent that was given, the newest first, and the words of each version."""

    template = "consents/register.html"
    purposes: Mapping[str, Purpose]
    given: Sequence[tuple[Consent, Person]]
    total: int
    number: int
    last: int


@router.get("/members/consents")
async def register(request: Request, asked: Annotated[ListQuery, Query()], look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    offset = (asked.page - 1) * ON_A_PAGE
    found, total = await queries.register(look, limit=ON_A_PAGE, offset=offset)
    page = ConsentsPage(
        purposes=queries.purposes(),
        given=found,
        total=total,
        number=asked.page,
        last=max(1, -(-total // ON_A_PAGE)),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)
