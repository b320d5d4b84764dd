"""The page of a theme, the form that sends a matter, and the page where it is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies.commands import today
from services.members.consents import queries as consents
from services.members.errors import PersonUnknown
from services.members.matters import commands, queries
from services.members.matters.queries import Sent
from services.members.matters.schemas import AnswerIn, MatterIn
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.people.schemas import Token
from services.members.reports import queries as themes
from services.members.reports.model import Report
from services.members.reports.queries import ThemeOfBody
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()
ON_A_PAGE = 100
REPORTS = 50


@dataclass(frozen=True, kw_only=True)
class ThemePage(Page):
    """A theme of a body: who speaks for its organisations, how to reach them, what they have reported."""

    template = "matters/theme.html"
    about: ThemeOfBody
    names: Mapping[UUID, Person]
    reports: Sequence[Report]
    may_report: bool


@dataclass(frozen=True, kw_only=True)
class SendPage(Page):
    """The form that sends a matter."""

    template = "matters/send.html"
    about: ThemeOfBody
    form: Form[MatterIn]


@dataclass(frozen=True, kw_only=True)
class SentPage(Page):
    """What became of a matter, for the one who sent it."""

    template = "matters/sent.html"
    sent: Sent


@dataclass(frozen=True, kw_only=True)
class MattersPage(Page):
    """The matters of the themes one speaks for."""

    template = "matters/list.html"
    matters: Sequence[Sent]


@dataclass(frozen=True, kw_only=True)
class MatterPage(Page):
    """A matter for those who answer it."""

    template = "matters/matter.html"
    sent: Sent
    sender: Person | None
    language: str
    """In which of the region's languages a topic made of it begins."""
    form: Form[AnswerIn]


@router.get("/members/bodies/{slug}/themes/{theme}")
async def theme(request: Request, slug: Slug, theme: Slug, look: Look, who: Who) -> Response:
    about = await themes.theme_of_body(look, slug, theme, today(look.at))
    page = ThemePage(
        about=about,
        names=await _names(look, about, who),
        reports=await themes.of_theme(look, about.theme.id, limit=REPORTS),
        may_report=access.may_speak(who, about.representatives),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/members/bodies/{slug}/themes/{theme}/matters/new")
async def show_send(request: Request, slug: Slug, theme: Slug, look: Look, who: Who) -> Response:
    about = await themes.theme_of_body(look, slug, theme, today(look.at))
    pages: Pages = request.app.state.pages
    return pages.render(request, SendPage(about=about, form=Form(await _known(look, who))), who=who)


@router.post("/members/bodies/{slug}/themes/{theme}/matters/new")
async def send(request: Request, slug: Slug, theme: Slug, tx: Tx, who: Who) -> Response:
    about = await themes.theme_of_body(tx, slug, theme, today(tx.at))
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, MatterIn, translate=_)
    matter = await form.submit(tx, lambda data: commands.send(tx, about, data, at=tx.at))
    if matter is None:
        return pages.render(request, SendPage(about=about, form=form), who=who, status=422)
    where = see_other(f"/members/sent-matters/{queries.link(tx, matter)}")
    return notify(request, where, _("Thank you, the matter is sent."))


@router.get("/members/sent-matters/{token}")
async def sent(request: Request, token: Token, look: Look, who: Who) -> Response:
    page = SentPage(sent=await queries.of_link(look, token))
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/members/matters")
async def matters(request: Request, look: Look, who: Who) -> Response:
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    found = await queries.for_person(look, who.person_id, today(look.at), limit=ON_A_PAGE)
    pages: Pages = request.app.state.pages
    return pages.render(request, MattersPage(matters=found), who=who)


@router.get("/members/matters/{matter_id}")
async def matter(request: Request, matter_id: UUID, look: Look, who: Who) -> Response:
    found = await queries.sent(look, matter_id)
    await _require_answering(look, found, who)
    pages: Pages = request.app.state.pages
    return pages.render(request, await _matter_page(look, found, Form()), who=who)


@router.post("/members/matters/{matter_id}")
async def answer(request: Request, matter_id: UUID, tx: Tx, who: Who) -> Response:
    found = await queries.sent(tx, matter_id)
    await _require_answering(tx, found, who)
    by = who.person_id
    if by is None:
        raise PersonUnknown
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, AnswerIn, translate=_)
    done = await form.submit(tx, lambda data: commands.answer(tx, matter_id, data.answer, by=by, at=tx.at))
    if done is None:
        return pages.render(request, await _matter_page(tx, found, form), who=who, status=422)
    said = _("The answer is sent to the organisation.")
    return notify(request, see_other(f"/members/matters/{matter_id}"), said)


async def _require_answering(look: Snapshot, found: Sent, who: Principal) -> None:
    about = await queries.about(look, found, today(look.at))
    require(access.may_answer(who, found.body.id, about.representatives), who)


async def _matter_page(look: Snapshot, found: Sent, form: Form[AnswerIn]) -> MatterPage:
    sender = found.matter.person_id
    known = await people.people(look, [sender]) if sender else {}
    languages = look.instance.languages
    return MatterPage(
        sent=found,
        sender=known.get(sender) if sender else None,
        language=found.matter.language if found.matter.language in languages else languages[0],
        form=form,
    )


async def _names(look: Snapshot, about: ThemeOfBody, who: Principal) -> Mapping[UUID, Person]:
    """Return the names to be shown: all at the table see them, others those that agreed to it."""
    ids = {one.person_id for one in about.representatives}
    if not access.may_see_names(who, about.whole.body.id):
        agreed = await consents.consenting(look, about.whole.body.id)
        ids = set() if about.theme.protected else ids & agreed
    return await people.people(look, sorted(ids))


async def _known(look: Snapshot, who: Principal) -> dict[str, str]:
    """Return what is known of someone who has signed in, for the form."""
    if who.person_id is None:
        return {"language": look.instance.languages[0]}
    person = await people.known(look, who.person_id)
    organisation = await queries.organisation_of(look, person.id)
    facts = {"name": person.name, "email": person.email or "", "language": person.language}
    if organisation:
        facts |= {"organisation": organisation.name, "number": organisation.number}
    return facts
