"""Signing in and out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.members.people import commands
from services.members.people.schemas import LocalPath, ReturnPath, SignInIn, Token
from shared.chassis import forms, links, principals
from shared.chassis.forms import Form
from shared.chassis.instance import Instance
from shared.chassis.pages import Page, Pages
from shared.chassis.principals import Principal
from shared.chassis.web import Here, Look, Tx, Who, known_before, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """The form that asks for an address."""

    template = "people/sign_in.html"
    form: Form[SignInIn]
    next: str
    staff: bool


@dataclass(frozen=True, kw_only=True)
class LinkSentPage(Page):
    """What happens next, the same for every address."""

    template = "people/link_sent.html"


@dataclass(frozen=True, kw_only=True)
class UseLinkPage(Page):
    """One button: programs that look through letters follow links but press nothing."""

    template = "people/use_link.html"
    token: str


@router.get("/members/sign-in")
async def sign_in(request: Request, who: Who, here: Here, next: LocalPath = "") -> Response:  # noqa: A002
    page = SignInPage(form=Form({"next": next}), next=next, staff=bool(here.staff_sign_in))
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/members/sign-in")
async def ask_for_link(request: Request, tx: Tx, who: Who, here: Here) -> Response:
    pages: Pages = request.app.state.pages
    form = await forms.read(request, SignInIn, translate=pages.translator(request, who))
    await form.submit(tx, lambda data: commands.request_sign_in(tx, data.email, tx.at, data.next))
    if form.errors:
        page = SignInPage(form=form, next=form.value("next"), staff=bool(here.staff_sign_in))
        return pages.render(request, page, who=who, status=422)
    return pages.render(request, LinkSentPage(), who=who)


@router.get("/members/sign-in/{token}")
async def show_link(request: Request, token: Token, look: Look, who: Who, here: Here) -> Response:
    links.read(here, "sign-in", token, at=look.at)
    pages: Pages = request.app.state.pages
    return pages.render(request, UseLinkPage(token=token), who=who)


@router.post("/members/sign-in/{token}")
async def use_link(request: Request, token: Token, tx: Tx, here: Here) -> Response:
    content = links.read(here, "sign-in", token, at=tx.at)
    agent = request.headers.get("user-agent", "")
    who, onward = await commands.use_sign_in(tx, UUID(content["id"]), tx.at, user_agent=agent)
    response = see_other(onward or "/members/me")
    set_session(response, here, who, at=tx.at)
    return response


@router.get("/members/session")
@router.post("/members/session")
async def renew(request: Request, tx: Tx, here: Here, next: ReturnPath = "") -> Response:  # noqa: A002
    # The browser was sent here with a token that is too old, and goes on with what it was about to do.
    response = RedirectResponse(next or "/members/me", status_code=307)
    who = await commands.renew_session(tx, known_before(request), tx.at)
    if who:
        set_session(response, here, who, at=tx.at)
    else:
        response.delete_cookie(principals.COOKIE)
    return response


@router.post("/members/sign-out")
async def sign_out(request: Request, tx: Tx) -> Response:
    await commands.end_session(tx, known_before(request), tx.at)
    response = see_other("/")
    response.delete_cookie(principals.COOKIE)
    return response


def set_session(response: Response, here: Instance, who: Principal, *, at: datetime) -> None:
    """Give the browser the session cookie of a person."""
    response.set_cookie(
        principals.COOKIE,
        principals.issue(here, who, at=at),
        max_age=int(principals.SESSION.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=here.base_url.startswith("https://"),
    )
