"""The composition of a day as page, CSV and PDF, the coverage report, and one's own name on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Seat
from services.members.bodies.schemas import AskedDay
from services.members.consents import queries as consents
from services.members.documents.model import MEDIA_TYPE, Document, Section
from services.members.rosters import queries
from services.members.rosters.model import Coverage, Line, OfficeLine, Roster
from services.members.seats import commands as seats
from services.members.seats import queries as seats_queries
from services.members.sheets.model import MEDIA, write
from shared.chassis.pages import Page, Pages, format_day, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require, see_other, station_of

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class CompositionPage(Page):
    """Who sat in a body on a day."""

    template = "rosters/composition.html"
    roster: Roster
    own: bool
    shown: bool
    may_seat: bool


@dataclass(frozen=True, kw_only=True)
class CoveragePage(Page):
    """How a body covers the field on a day."""

    template = "rosters/coverage.html"
    roster: Roster
    coverage: Coverage
    municipalities: Sequence[tuple[str, int]]


@router.get("/members/bodies/{slug}/composition")
async def composition(request: Request, slug: Slug, look: Look, who: Who, on: AskedDay = None) -> Response:
    pages: Pages = request.app.state.pages
    found = await queries.roster(look, slug, on or today(look.at), who)
    body_id = found.whole.body.id
    shown = await consents.name_consent(look, who.person_id, body_id) if who.person_id else None
    held = await seats_queries.everyone(look, found.whole)
    page = CompositionPage(
        roster=found,
        own=who.person_id in held,
        shown=shown is not None,
        may_seat=access.may_seat(who, body_id),
    )
    return pages.render(request, page, who=who)


@router.post("/members/bodies/{slug}/own-name")
async def show_own_name(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    """Let one's own name be shown to anyone with the body, or no longer."""
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    body = await bodies.body_by_slug(tx, slug)
    if body is None or who.person_id is None:
        raise NotFound
    allow = (await request.form(max_files=0, max_fields=10)).get("allow") == "1"
    await seats.show_name(tx, who.person_id, body.id, allow=allow, at=tx.at)
    _ = pages.translator(request, who)
    said = _("Your name is shown to everyone.") if allow else _("Your name is shown only to the body.")
    return notify(request, see_other(f"/members/bodies/{slug}/composition"), said)


@router.get("/members/bodies/{slug}/roster.csv")
@router.get("/members/bodies/{slug}/roster.xlsx")
async def roster_sheet(request: Request, slug: Slug, look: Look, who: Who, on: AskedDay = None) -> Response:
    found = await queries.roster(look, slug, on or today(look.at), who)
    words = Words(request, who)
    kind = request.url.path.rpartition(".")[2]
    return file(
        write(kind, found.whole.body.slug, words.sheet(found)), f"{slug}-{found.on}.{kind}", MEDIA[kind]
    )


@router.get("/members/bodies/{slug}/roster.pdf")
async def roster_pdf(request: Request, slug: Slug, look: Look, who: Who, on: AskedDay = None) -> Response:
    found = await queries.roster(look, slug, on or today(look.at), who)
    document = Words(request, who).document(found)
    return file(await run_in_threadpool(document.typeset), f"{slug}-{found.on}.pdf", MEDIA_TYPE)


@router.get("/members/bodies/{slug}/coverage")
async def coverage(request: Request, slug: Slug, look: Look, who: Who, on: AskedDay = None) -> Response:
    pages: Pages = request.app.state.pages
    found = await queries.roster(look, slug, on or today(look.at), who)
    covered = await queries.covered(look, found)
    name = request.state.municipalities.name
    language = language_of(request, who)
    page = CoveragePage(
        roster=found,
        coverage=covered,
        municipalities=[(name(code, language), count) for code, count in covered.municipalities.items()],
    )
    return pages.render(request, page, who=who)


@router.get("/members/bodies/{slug}/coverage.csv")
@router.get("/members/bodies/{slug}/coverage.xlsx")
async def coverage_sheet(request: Request, slug: Slug, look: Look, who: Who, on: AskedDay = None) -> Response:
    found = await queries.roster(look, slug, on or today(look.at), who)
    covered = await queries.covered(look, found)
    words = Words(request, who)
    _, name = words.translate, request.state.municipalities.name
    rows: list[Sequence[Any]] = [[_("Divided by"), _("Group"), _("Seats"), _("Target")]]
    rows += [
        [_("Theme"), theme.name.read(words.language).text, filled, theme.target]
        for theme, filled in covered.themes
    ]
    rows += [[_("Party"), words.party(one.party), one.filled, one.target] for one in covered.parties]
    rows += [[_("Scope"), words.scope(scope), count, ""] for scope, count in covered.scopes.items()]
    rows += [
        [_("Municipality"), name(code, words.language), count, ""]
        for code, count in covered.municipalities.items()
    ]
    if found.names:
        rows += [[_("Language"), language, count, ""] for language, count in covered.languages.items()]
    kind = request.url.path.rpartition(".")[2]
    return file(write(kind, slug, rows), f"{slug}-{found.on}-coverage.{kind}", MEDIA[kind])


class Words:
    """A roster in the reader's language."""

    def __init__(self, request: Request, who: Principal) -> None:
        pages: Pages = request.app.state.pages
        self.language = language_of(request, who)
        self.translate = pages.translator(request, who)
        self.publisher = station_of(request).instance.table.read(self.language).text

    def party(self, kind: str) -> str:
        """Return the word of a kind of seat."""
        _ = self.translate
        words = {
            "organisation": _("organisation"),
            "county": _("wellbeing services county"),
            "municipality": _("municipality"),
            "regional_council": _("regional council"),
            "expert": _("expert"),
            "attendee": _("attends"),
            "region": _("region"),
        }
        return str(words[kind])

    def scope(self, scope: str) -> str:
        """Return the word of an organisation's scope."""
        _ = self.translate
        return str({"local": _("local"), "regional": _("regional"), "national": _("national")}[scope])

    def office(self, kind: str) -> str:
        """Return the word of an office."""
        _ = self.translate
        words = {"chair": _("chair"), "vice_chair": _("vice chair"), "secretary": _("secretary")}
        return str(words[kind])

    def titled(self, line: OfficeLine) -> str:
        """Return the title of who holds an office, ready to stand before the organisation."""
        title = line.office.title.read(self.language).text
        return f"{title}, " if title else ""

    def columns(self, roster: Roster) -> list[str]:
        """Return the heads of the columns; a column of names only when there are names."""
        _ = self.translate
        names = [_("Person")] if roster.named else []
        deputies = [_("Deputy")] if roster.whole.body.deputies and roster.named else []
        decisions = [_("Decision")] if roster.decided else []
        return [_("Represents"), _("Theme or party"), *names, *deputies, _("From"), _("Until"), *decisions]

    def cells(self, roster: Roster, line: Line) -> list[str]:
        """Return the cells of a seat."""
        seat: Seat = line.seat
        named = line.theme.name.read(self.language).text if line.theme else self.party(seat.kind)
        names = [line.person.name if line.person else ""] if roster.named else []
        deputies = [line.deputy.name if line.deputy else ""] if self._with_deputies(roster) else []
        days = [format_day(day, self.language) for day in (seat.starts, seat.ends)]
        return [
            seat.represents,
            named,
            *names,
            *deputies,
            *days,
            *([seat.decision] if roster.decided else []),
        ]

    def sheet(self, roster: Roster) -> list[list[str]]:
        """Return the columns and the cells of every seat, with what is said of its vote and requirement."""
        _ = self.translate
        rows = [self.columns(roster), *(self.cells(roster, line) for line in roster.lines)]
        if not roster.ruled:
            return rows
        rules = [roster.whole.rule(line.seat.kind) for line in roster.lines]
        said = [
            [_("yes") if one.voting else _("no"), one.requirement.read(self.language).text] for one in rules
        ]
        return [row + more for row, more in zip(rows, [[_("Vote"), _("Requirement")], *said], strict=True)]

    def rules(self, roster: Roster) -> list[str]:
        """Return what is said of the seats of each party, a line a party."""
        _ = self.translate
        found = [roster.whole.rule(kind) for kind in roster.whole.kinds(roster.on) if roster.ruled]
        return [
            f"{self.party(one.kind)}: {_('votes') if one.voting else _('does not vote')}. "
            + one.requirement.read(self.language).text
            for one in found
        ]

    def document(self, roster: Roster) -> Document:
        """Return the roster as a document."""
        _ = self.translate
        body = roster.whole.body
        on = _("Composition on %(day)s") % {"day": format_day(roster.on, self.language)}
        offices = [
            f"{self.office(line.office.kind)}: {self.titled(line)}{line.office.represents}"
            + (f", {line.person.name}" if line.person else "")
            for line in roster.offices
        ]
        vacancies = [
            f"{one.theme.name.read(self.language).text if one.theme else self.party(one.kind)}: {one.missing}"
            for one in roster.whole.vacancies(roster.on)
        ]
        columns, rules = self.columns(roster), self.rules(roster)
        seats = Section(
            heading=_("Seats") + f" ({len(roster.members)})",
            columns=columns,
            widths=[3, 3, *[2] * (len(columns) - 2)],
            rows=[self.cells(roster, line) for line in roster.members],
        )
        attending = Section(
            heading=_("Attend without being members"),
            columns=columns,
            widths=seats.widths,
            rows=[self.cells(roster, line) for line in roster.attendees],
        )
        return Document(
            title=body.name.read(self.language).text,
            language=self.language,
            publisher=self.publisher,
            lead=[on],
            sections=[
                *([Section(heading=_("Chair and secretaries"), paragraphs=offices)] if offices else []),
                seats,
                *([attending] if roster.attendees else []),
                *([Section(heading=_("Vote and requirement"), paragraphs=rules)] if rules else []),
                *([Section(heading=_("Vacant seats"), paragraphs=vacancies)] if vacancies else []),
            ],
        )

    def _with_deputies(self, roster: Roster) -> bool:
        return roster.whole.body.deputies and roster.named


def file(content: bytes, name: str, media_type: str) -> Response:
    """Return a file to keep."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-cache"}
    return Response(content, media_type=media_type, headers=headers)
