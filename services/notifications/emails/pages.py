"""The delivery log for the coordinator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.notifications.access import may_see_letters, may_see_own_letters
from services.notifications.choices import queries as choices
from services.notifications.choices.schemas import ChoicesForm
from services.notifications.emails import commands, queries
from services.notifications.emails.model import Email
from services.notifications.emails.schemas import LettersPage, OwnPage
from services.notifications.letters.model import LETTERS, Letter, Written, language_for
from services.notifications.recipients.model import Recipient
from services.notifications.recipients.queries import recipient_of
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.web import Here, Look, Tx, Who, require, see_other

ON_A_PAGE = 30

router = APIRouter()


def _(message: str) -> str:
    return message


@dataclass(frozen=True, kw_only=True)
class LogPage(Page):
    template = "emails/letters.html"
    letters: Sequence[tuple[Email, Recipient]]
    kinds: Sequence[str]
    asked: Form[LettersPage]
    filtered: bool
    total: int
    waiting: int
    failed: int
    sent: int
    current: int
    last: int
    url: str


@dataclass(frozen=True, kw_only=True)
class LetterPage(Page):
    template = "emails/letter.html"
    email: Email
    recipient: Recipient
    written: Written
    language: str


@dataclass(frozen=True, kw_only=True)
class MinePage(Page):
    template = "emails/mine.html"
    choices: Sequence[Letter]
    chosen: Form[ChoicesForm]
    letters: Sequence[Email]
    total: int
    current: int
    last: int
    url: str


@router.get("/notifications/letters")
async def log(request: Request, asked: Annotated[LettersPage, Query()], look: Look, who: Who) -> Response:
    require(may_see_letters(who), who)
    total = await queries.total(look, asked.letter, asked.state)
    chosen = {"letter": asked.letter or "", "state": asked.state or ""}
    page = LogPage(
        letters=await queries.newest(
            look, asked.letter, asked.state, limit=ON_A_PAGE, offset=(asked.page - 1) * ON_A_PAGE
        ),
        kinds=LETTERS,
        asked=Form(chosen),
        filtered=any(chosen.values()),
        total=total,
        waiting=await queries.total(look, None, "waiting"),
        failed=await queries.total(look, None, "failed"),
        sent=await queries.total(look, None, "sent"),
        current=asked.page,
        last=max(1, -(-total // ON_A_PAGE)),
        url=f"/notifications/letters?{urlencode(chosen)}&page={{page}}",
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/notifications/mine")
async def mine(request: Request, asked: Annotated[OwnPage, Query()], look: Look, who: Who) -> Response:
    require(may_see_own_letters(who), who)
    offset = (asked.page - 1) * ON_A_PAGE
    found, total = await queries.to_person(look, who.person_id, limit=ON_A_PAGE, offset=offset)
    wanted = await choices.of_person(look, who.person_id) if who.person_id else {}
    page = MinePage(
        letters=found,
        choices=list(wanted),
        chosen=Form({"letters": [letter for letter, wants in wanted.items() if wants]}),
        total=total,
        current=asked.page,
        last=max(1, -(-total // ON_A_PAGE)),
        url="/notifications/mine?page={page}",
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/notifications/letters/{letter_id}")
async def one(request: Request, letter_id: UUID, look: Look, who: Who, here: Here) -> Response:
    require(may_see_letters(who), who)
    email = await queries.letter(look, letter_id)
    recipient = await recipient_of(look, email.person_id)
    page = LetterPage(
        email=email,
        recipient=recipient,
        # The coordinator sees the words, not the doors they open: a sign-in link is its owner's alone.
        written=email.write(recipient, here, personal_links=False),
        language=email.language or language_for(recipient.language, here),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/notifications/letters/{letter_id}/retry")
async def retry(request: Request, letter_id: UUID, tx: Tx, who: Who) -> Response:
    require(may_see_letters(who), who)
    await commands.send_again(tx, letter_id, at=tx.at)
    pages: Pages = request.app.state.pages
    said = pages.translator(request, who)(_("The letter is on its way again."))
    return notify(request, see_other(f"/notifications/letters/{letter_id}"), said)
