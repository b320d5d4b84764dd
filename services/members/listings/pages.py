"""The lists of working together as files: the same rows as on their pages, for the same people."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.advisers import queries as advisers
from services.members.advisers.model import check_national
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Theme
from services.members.consents import queries as consents
from services.members.directory import queries as directory
from services.members.errors import PersonUnknown
from services.members.exports.forms import Rows, Words
from services.members.figures import queries as figures
from services.members.initiatives import queries as initiatives
from services.members.initiatives.model import PUBLIC, standing
from services.members.keywords import queries as keywords
from services.members.matters import queries as matters
from services.members.municipal import queries as municipal
from services.members.people import queries as people
from services.members.places.api import Places
from services.members.places.model import Regions
from services.members.pledges import queries as pledges
from services.members.renewals import queries as renewals
from services.members.renewals.model import Renewal, to_ask
from services.members.sheets.api import Kind, as_file
from services.members.sheets.model import MOST_ROWS
from shared.chassis.localised import LocalisedText
from shared.chassis.text import Slug
from shared.chassis.web import Here, Look, Who, require

router = APIRouter()


@router.get("/members/directory/export")
async def list_of_fellows(
    request: Request, look: Look, who: Who, *, places: Places, kind: Kind = "csv"
) -> Response:
    require(access.may_see_fellows(who), who)
    words = Words.of(request, who)
    _ = words.translate
    lists = await keywords.lists(look, ended=True)
    names = {(group, word.slug): word.name for group, listed in lists.items() for word in listed}

    def tags(group: str, slugs: list[str]) -> str:
        return ", ".join(words.read(names.get((group, slug), LocalisedText(fi=slug))) for slug in slugs)

    rows: list[list[str]] = [
        [
            *(_("Organisation"), _("Seat"), _("Themes"), _("Field of activity"), _("Home municipality")),
            *(_("Contact"), _("E-mail"), _("Representatives")),
        ]
    ]
    for entry in await directory.entries(look, today(look.at)):
        one = entry.organisation
        seats = [f"{words.read(body.name)}{_in_brackets(words, theme)}" for body, theme in entry.seats]
        rows.append(
            [
                *(entry.name, ", ".join(seats)),
                *((tags("theme", one.themes), tags("activity", one.activities)) if one else ("", "")),
                places.name(one.municipality, words.language) if one else "",
                *(one.contact_role if one else "", entry.email),
                "; ".join(f"{person.name}, {person.email}" for person in entry.people),
            ]
        )
    return await as_file(kind, "directory", _("Organisations at the table"), rows, at=look.at)


@router.get("/members/matters/export")
async def list_of_matters(request: Request, look: Look, who: Who, kind: Kind = "csv") -> Response:
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    words = Words.of(request, who)
    _ = words.translate
    found = await matters.for_person(look, who.person_id, today(look.at), limit=MOST_ROWS)
    rows: Rows = [
        [_("Matter"), _("Organisation"), _("Body"), _("Theme"), _("Sent"), _("Answered"), _("made a topic")],
        *(
            [
                *(one.matter.title, one.matter.organisation, words.read(one.body.name)),
                *(words.read(one.theme.name), words.moment(one.matter.sent)),
                *(words.moment(one.matter.answered), words.moment(one.matter.brought)),
            ]
            for one in found
        ),
    ]
    return await as_file(kind, "matters", _("Matters"), rows, at=look.at)


@router.get("/members/initiatives/export")
async def list_of_initiatives(request: Request, look: Look, who: Who, kind: Kind = "csv") -> Response:
    words = Words.of(request, who)
    _ = words.translate
    found = [
        (one, standing(one.nomination, one.candidate), access.may_lead(who, one.nomination.body_id))
        for one in await initiatives.initiatives(look)
    ]
    rows: Rows = [
        [_("Organ"), _("Represents"), _("Status"), _("Sent")],
        *(
            [
                words.read(one.nomination.organ),
                one.candidate.represents if one.candidate and (leads or not one.candidate.withdrawn) else "",
                *(words.code("initiative", state), words.day(one.nomination.answered)),
            ]
            for one, state, leads in found
            if state in PUBLIC or leads
        ),
    ]
    return await as_file(kind, "proposals", _("Proposals of our own"), rows, at=look.at)


@router.get("/members/bodies/{slug}/renewals/export")
async def list_of_renewals(
    request: Request, slug: Slug, look: Look, who: Who, kind: Kind = "csv"
) -> Response:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    words = Words.of(request, who)
    _ = words.translate
    seats, said = to_ask(whole), await renewals.said(look, whole)
    names = await people.people(look, [seat.person_id for seat in seats])
    rows: Rows = [
        [_("Represents"), _("Name"), _("Available"), _("Asked on"), _("Answer by"), _("Answered on")],
        *(
            [
                *(seat.represents, names[seat.person_id].name if seat.person_id in names else ""),
                *_answer(words, said.get(seat.id)),
            ]
            for seat in seats
        ),
    ]
    return await as_file(kind, "next-term", _("Next term"), rows, at=look.at)


@router.get("/members/bodies/{slug}/pledges/export")
async def list_of_pledges(request: Request, slug: Slug, look: Look, who: Who, kind: Kind = "csv") -> Response:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_lead(who, whole.body.id), who)
    words = Words.of(request, who)
    _ = words.translate
    owed = await pledges.owed_in(look, whole, today(look.at))
    names = await people.people(look, [one.person_id for one in owed])
    rows: Rows = [
        [_("Name"), _("Represents"), _("Deputy"), _("Accepted"), _("Version of the words")],
        *(
            [
                *(names[one.person_id].name, one.seat.represents, _("yes") if one.is_deputy else _("no")),
                words.moment(one.accepted),
                one.pledge.text_version if one.pledge and one.accepted else "",
            ]
            for one in owed
        ),
    ]
    return await as_file(kind, "principle", _("The principle"), rows, at=look.at)


@router.get("/members/consents/export")
async def list_of_consents(request: Request, look: Look, who: Who, kind: Kind = "csv") -> Response:
    require(access.may_keep_directory(who), who)
    words, purposes = Words.of(request, who), consents.purposes()
    _ = words.translate
    found, _total = await consents.register(look, limit=MOST_ROWS, offset=0)
    rows: Rows = [
        [_("Name"), _("Purpose"), _("Version of the words"), _("Given"), _("Withdrawn")],
        *(
            [
                person.name,
                words.read(purposes[one.purpose].title) if one.purpose in purposes else one.purpose,
                *(one.text_version, words.moment(one.given), words.moment(one.withdrawn)),
            ]
            for one, person in found
        ),
    ]
    return await as_file(kind, "consents", _("Consents"), rows, at=look.at)


@router.get("/members/municipalities/export")
async def list_of_municipal_contacts(
    request: Request, look: Look, who: Who, *, places: Places, kind: Kind = "csv"
) -> Response:
    require(access.may_keep_directory(who), who)
    words = Words.of(request, who)
    _ = words.translate
    rows: Rows = [
        [_("Municipality"), _("Role"), _("Name"), _("E-mail"), _("Language"), _("From")],
        *(
            [
                *(places.name(one.municipality, words.language), one.role, person.name, person.email),
                *(words.code("language", person.language), words.day(one.since)),
            ]
            for one, person in await municipal.contacts(look)
        ),
    ]
    return await as_file(kind, "municipalities", _("Municipalities"), rows, at=look.at)


@router.get("/members/organisations/figures/export")
async def list_of_figures(request: Request, look: Look, who: Who, kind: Kind = "csv") -> Response:
    require(access.may_keep_directory(who), who)
    words = Words.of(request, who)
    _ = words.translate
    rows: Rows = [
        [_("Figure"), _("In all"), _("Organisations that have told it"), _("Told to everyone")],
        *(
            [
                *(words.code("figure", one.name), one.total, one.organisations),
                _("yes") if one.is_public else _("no"),
            ]
            for one in await figures.sums(look)
        ),
    ]
    return await as_file(kind, "figures", _("Key figures"), rows, at=look.at)


@router.get("/members/support/export")
async def list_of_support(
    request: Request, look: Look, who: Who, *, here: Here, kind: Kind = "csv"
) -> Response:
    check_national(here)
    words, named = Words.of(request, who), access.may_keep_directory(who)
    _ = words.translate
    regions: Regions = request.state.regions

    def said(slugs: Iterable[str]) -> str:
        return ", ".join(words.read(regions.name(slug)) for slug in slugs)

    rows: Rows = [
        [
            *(_("Task"), _("Regions"), _("Name"), _("E-mail"), _("From"), _("Until")),
            *([_("Not let in by")] if named else []),
        ],
        *(
            [
                words.read(one.title),
                said(one.regions),
                *((person.name, person.email) if named or one.shown else ("", "")),
                *(words.day(one.starts), words.day(one.ends)),
                *([said(filter(one.declined_by, one.regions))] if named else []),
            ]
            for one, person in await advisers.everyone(look, today(look.at))
        ),
    ]
    return await as_file(kind, "support", _("National support"), rows, at=look.at)


def _in_brackets(words: Words, theme: Theme | None) -> str:
    return f" ({words.read(theme.name)})" if theme else ""


def _answer(words: Words, said: Renewal | None) -> tuple[str, str, str, str]:
    """Return whether someone is available, and when they were asked, are to answer and have answered."""
    if said is None:
        return "", "", "", ""
    _ = words.translate
    available = "" if said.available is None else _("yes") if said.available else _("no")
    return available, words.day(said.asked), words.day(said.answer_by), words.day(said.answered)
