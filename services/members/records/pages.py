"""What is known of a person as a page to read and print, and the people a coordinator can look up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.members import access
from services.members.applications.commands import note_readings
from services.members.consents import queries as consents
from services.members.keywords import queries as keywords
from services.members.keywords.model import EXPERTISE, Keyword
from services.members.people import queries as known
from services.members.people.model import Person, language_names
from services.members.places.api import Places
from services.members.places.model import Municipalities
from services.members.records import queries
from services.members.records.queries import Record
from services.members.records.schemas import ON_A_PAGE, PeopleQuery
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, language_of
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class RecordPage(Page):
    """Everything that is known of a person."""

    template = "records/record.html"
    record: Record
    purposes: dict[str, LocalisedText]
    people: Mapping[UUID, Person]
    """Who has changed the facts, for the coordinator; one who is erased has no name."""
    own: bool
    tags: Sequence[Keyword]
    """The person's tags of expertise; none while they are not in use."""
    languages: Sequence[tuple[str, str]]
    """Those the person speaks besides the language of letters, in the reader's words."""
    places: Municipalities


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """The people the region knows, a page at a time."""

    template = "records/people.html"
    people: Sequence[Person]
    total: int
    asked: Form[PeopleQuery]
    tags: Sequence[Keyword]
    """The tags of expertise; none while they are not in use."""
    current: int
    last: int
    url: str


@router.get("/members/me/record")
async def own(request: Request, look: Look, who: Who, places: Places) -> Response:
    require(access.may_see_own(who), who)
    pages: Pages = request.app.state.pages
    record = await queries.record(look, who.person_id)
    page = RecordPage(
        record=record,
        purposes=_purposes(),
        people={},
        own=True,
        tags=await keywords.expertise(look, record.profile.expertise),
        languages=language_names(record.person.languages, language_of(request, who)),
        places=places,
    )
    return pages.render(request, page, who=who)


@router.get("/members/people")
async def people(request: Request, asked: Annotated[PeopleQuery, Query()], look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    offset = (asked.page - 1) * ON_A_PAGE
    found, total = await queries.found(
        look, asked.q, expertise=asked.expertise, limit=ON_A_PAGE, offset=offset
    )
    page = PeoplePage(
        people=found,
        total=total,
        asked=Form({"q": asked.q, "expertise": asked.expertise}),
        tags=(await keywords.lists(look))[EXPERTISE] if await keywords.expertise_on(look) else (),
        current=asked.page,
        last=max(1, -(-total // ON_A_PAGE)),
        url=f"/members/people?{urlencode({'q': asked.q, 'expertise': asked.expertise})}&page={{page}}",
    )
    return pages.render(request, page, who=who)


# A GET that writes: who reads somebody's applications here is written down too, so it takes a Tx.
@router.get("/members/people/{person_id}")
async def person(request: Request, person_id: UUID, tx: Tx, who: Who, places: Places) -> Response:
    require(access.may_see_person(who, person_id), who)
    if (entry := await tx.get(Person, person_id)) and entry.merged_into_id:
        return see_other(f"/members/people/{entry.merged_into_id}")
    pages: Pages = request.app.state.pages
    record = await queries.record(tx, person_id)
    note_readings(tx, record.applications, of=person_id, by=who.person_id)
    changers = [one.by for one in record.changes if one.by]
    page = RecordPage(
        record=record,
        purposes=_purposes(),
        people=await known.people(tx, changers),
        own=person_id == who.person_id,
        tags=await keywords.expertise(tx, record.profile.expertise),
        languages=language_names(record.person.languages, language_of(request, who)),
        places=places,
    )
    return pages.render(request, page, who=who)


def _purposes() -> dict[str, LocalisedText]:
    return {slug: purpose.title for slug, purpose in consents.purposes().items()}
