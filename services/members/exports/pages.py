"""Each list as a file: the same rows as on its page, for the same people."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.applications import queries as applications
from services.members.applications.commands import note_reading
from services.members.applications.model import COMPARISON, LIST
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import ATTENDEE
from services.members.calls import queries as calls
from services.members.evaluations import queries as evaluations
from services.members.evaluations.model import ranked
from services.members.exports.forms import Rows, Words
from services.members.organisations.forms import OptionalSlug
from services.members.people import queries as people
from services.members.places.api import Places
from services.members.records import queries as records
from services.members.representation import queries as representation
from services.members.representation.queries import Asked
from services.members.sheets.api import Kind, as_file
from services.members.sheets.model import MOST_ROWS
from services.members.terms import queries as terms
from shared.chassis.text import OptionalLine, Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.get("/members/people/export")
async def list_of_people(
    request: Request,
    look: Look,
    who: Who,
    *,
    q: OptionalLine = "",
    expertise: OptionalSlug = "",
    kind: Kind = "csv",
) -> Response:
    require(access.may_keep_directory(who), who)
    words = Words.of(request, who)
    _ = words.translate
    found, _total = await records.found(look, q, expertise=expertise, limit=MOST_ROWS, offset=0)
    rows: Rows = [
        [_("Name"), _("E-mail"), _("Language"), _("Known since")],
        *([one.name, one.email, words.code("language", one.language), words.day(one.known)] for one in found),
    ]
    return await as_file(kind, "people", _("People"), rows, at=look.at)


@router.get("/members/bodies/export")
async def list_of_bodies(request: Request, look: Look, who: Who, kind: Kind = "csv") -> Response:
    words, day = Words.of(request, who), today(look.at)
    _ = words.translate
    rows: Rows = [
        [_("Name"), _("Status"), _("Seats"), _("Filled")],
        *(
            [
                words.read(whole.body.name),
                words.code("body", whole.body.state),
                whole.target,
                len(whole.taken(day)),
            ]
            for whole in await bodies.all_whole(look)
        ),
    ]
    return await as_file(kind, "bodies", _("Bodies"), rows, at=look.at)


@router.get("/members/calls/export")
async def list_of_calls(request: Request, look: Look, who: Who, kind: Kind = "csv") -> Response:
    words = Words.of(request, who)
    _ = words.translate
    found, _total = await calls.calls(look, access.runs_calls_of(who), limit=MOST_ROWS)
    rows: Rows = [
        [_("Call"), _("Body"), _("Status"), _("Opens"), _("Deadline")],
        *(
            [
                words.read(one.call.title),
                words.read(one.whole.body.name),
                words.code("call", one.call.state(look.at)),
                words.moment(one.call.opens),
                words.moment(one.call.deadline),
            ]
            for one in found
        ),
    ]
    return await as_file(kind, "calls", _("Calls"), rows, at=look.at)


# Who takes applications out as a file has read them: these GETs write it down, so they take a Tx.
@router.get("/members/calls/{call_id}/applications/export")
async def list_of_applications(
    request: Request, call_id: UUID, tx: Tx, who: Who, kind: Kind = "csv"
) -> Response:
    call = await calls.call(tx, call_id)
    named = await calls.is_selector(tx, call_id, who.person_id)
    require(access.may_evaluate(who, call.body_id, named=named), who)
    note_reading(tx, call, LIST, by=who.person_id)
    words = Words.of(request, who)
    _ = words.translate
    rows: list[Sequence[Any]] = [
        [
            *(_("Organisation"), _("ID number"), _("Works"), _("Theme"), _("Name"), _("E-mail")),
            *(_("Language"), _("Grounds"), _("Deputy"), _("Received"), _("Came by"), _("Withdrawn")),
            _("Outcome"),
        ]
    ]
    for one in await applications.candidacies(tx, call):
        sent = one.application
        if sent.erased:
            continue
        applicant = (one.person.name, one.person.email or "") if one.person else ("", "")
        rows.append(
            [
                *(sent.name, sent.number, words.code("scope", sent.scope), words.read(one.theme.name)),
                *applicant,
                *(words.code("language", sent.language), sent.grounds, sent.deputy_name),
                *(words.moment(sent.received), words.code("channel", sent.channel)),
                *(words.moment(sent.withdrawn), words.code("outcome", sent.outcome)),
            ]
        )
    return await as_file(kind, "applications", _("Applications"), rows, at=tx.at)


@router.get("/members/calls/{call_id}/comparison/export")
async def list_of_comparison(
    request: Request, call_id: UUID, tx: Tx, who: Who, *, places: Places, kind: Kind = "csv"
) -> Response:
    call = await calls.call(tx, call_id)
    named = await calls.is_selector(tx, call_id, who.person_id)
    require(access.may_evaluate(who, call.body_id, named=named), who)
    note_reading(tx, call, COMPARISON, by=who.person_id)
    words = Words.of(request, who)
    _ = words.translate
    criteria = await calls.criteria(tx, call_id)
    rows: list[Sequence[Any]] = [
        [
            *(_("Theme"), _("Organisation"), _("Works"), _("Municipality"), _("Mean")),
            *(words.read(one.words) for one in criteria),
            *(_("Selectors"), _("Selectors left out"), _("Widest difference"), _("Conflicts of interest")),
        ]
    ]
    rows += [
        [
            *(words.read(one.candidacy.theme.name), one.candidacy.application.name),
            words.code("scope", one.candidacy.application.scope),
            places.name(one.municipality, words.language),
            one.mean,
            *(one.mean_of(criterion.position) for criterion in criteria),
            *(one.selectors, one.unheard, one.spread, len(one.conflicts)),
        ]
        for one in ranked(await evaluations.compared(tx, call, who.person_id))
    ]
    return await as_file(kind, "comparison", _("Comparison"), rows, at=tx.at)


@router.get("/members/calls/{call_id}/readings/export")
async def list_of_readings(
    request: Request, call_id: UUID, look: Look, who: Who, kind: Kind = "csv"
) -> Response:
    call = await calls.call(look, call_id)
    require(access.may_run_calls(who, call.body_id), who)
    words = Words.of(request, who)
    _ = words.translate
    found, _total = await applications.readings(look, call_id, limit=MOST_ROWS, offset=0)
    rows: Rows = [
        [_("When"), _("Who"), _("What"), _("Application")],
        *(
            [
                words.moment(one.read.at),
                one.reader,
                words.code("reading", one.read.what),
                one.application,
            ]
            for one in found
        ),
    ]
    return await as_file(kind, "readings", _("Readings"), rows, at=look.at)


@router.get("/members/representation/export")
async def list_of_mandates(request: Request, look: Look, who: Who, kind: Kind = "csv") -> Response:
    words = Words.of(request, who)
    _ = words.translate
    found = await representation.mandates(look, Asked(on=today(look.at), limit=MOST_ROWS))
    rows: Rows = [
        [_("Organ"), _("Works"), _("Task"), _("Represents"), _("Name"), _("From"), _("Until")],
        *(
            [
                *(words.read(one.organ), words.code("level", one.level), words.code("post", one.post)),
                one.represents,
                person.name if one.consents or access.may_keep_mandate(who, one.body_id) else "",
                *(words.day(one.starts), words.day(one.ends)),
            ]
            for one, person in found
        ),
    ]
    return await as_file(kind, "representation", _("Representation"), rows, at=look.at)


@router.get("/members/nominations/export")
async def list_of_nominations(request: Request, look: Look, who: Who, kind: Kind = "csv") -> Response:
    words = Words.of(request, who)
    _ = words.translate
    found = await representation.nominations(look, limit=MOST_ROWS, offset=0)
    rows: Rows = [
        [_("Organ"), _("Names asked"), _("Asked on"), _("Deadline"), _("Status")],
        *(
            [
                *(words.read(one.organ), one.names, words.day(one.asked_on), words.moment(one.deadline)),
                words.code("nomination", one.state(look.at)),
            ]
            for one in found
        ),
    ]
    return await as_file(kind, "nominations", _("Requests for names"), rows, at=look.at)


@router.get("/members/bodies/{slug}/interests/export")
async def list_of_interests(
    request: Request, slug: Slug, look: Look, who: Who, kind: Kind = "csv"
) -> Response:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_lead(who, whole.body.id), who)
    words, day = Words.of(request, who), today(look.at)
    _ = words.translate
    sitting = [seat for seat in whole.composition(day) if seat.kind != ATTENDEE]
    holders = [whole.holder(seat, day) for seat in sitting]
    names, declared = (
        await people.people(look, holders),
        await terms.declarations(look, holders, day.year),
    )
    rows: list[Sequence[Any]] = [[_("Name"), _("Represents"), _("Interests"), _("Declared")]]
    for seat, holder in zip(sitting, holders, strict=True):
        name, said = names.get(holder), declared.get(holder)
        told = (said.words, words.moment(said.declared)) if said else ("", "")
        rows.append([name.name if name else "", seat.represents, *told])
    return await as_file(kind, "interests", _("Interests"), rows, at=look.at)
