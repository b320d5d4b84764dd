"""The pages of the mailbox: a list, newest first, and one mail with its calendar."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

_NAME = re.compile(r"[0-9T]+-[0-9a-f]+")
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]")
_SHOWN = 200
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Mail:
    """A stored mail as a reader sees it."""

    name: str
    sender: str
    recipients: str
    subject: str
    sent: str
    text: str
    calendar: str | None


def read(file: Path) -> Mail:
    """Read a stored mail; a part that is not there is empty."""
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    return Mail(
        name=file.stem,
        sender=str(message["From"] or ""),
        recipients=str(message["To"] or message["X-Envelope-To"] or ""),
        subject=str(message["Subject"] or "(no subject)"),
        sent=str(message["Date"] or ""),
        text=_part(message, "text/plain") or "",
        calendar=_part(message, "text/calendar"),
    )


def stored(directory: Path, to: str = "") -> list[Mail]:
    """Return the newest mails, of one recipient when `to` is given (any part of the address)."""
    newest = sorted(directory.glob("*.eml"), reverse=True)
    if not to:
        return [read(file) for file in newest[:_SHOWN]]
    found = []
    for file in newest:
        mail = read(file)
        if to.casefold() in mail.recipients.casefold():
            found.append(mail)
        if len(found) == _SHOWN:
            break
    return found


def build(directory: Path) -> Starlette:
    """Return the web application over the mails of a folder."""
    pages = _Pages(directory)
    return Starlette(
        routes=[
            Route("/", pages.inbox),
            Route("/mailbox.css", pages.style),
            Route("/mails/{name}", pages.mail),
            Route("/mails/{name}/invitation.ics", pages.calendar),
        ],
        exception_handlers={404: pages.missing},
    )


class _Pages:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._templates = Environment(
            loader=PackageLoader("poyta.embedded"), autoescape=True, undefined=StrictUndefined
        )

    def inbox(self, request: Request) -> Response:
        to = request.query_params.get("to", "").strip()
        return self._page("inbox.html", mails=stored(self._directory, to), to=to, most=_SHOWN)

    def mail(self, request: Request) -> Response:
        mail = self._find(request)
        return self._page("mail.html", mail=mail, text=_linked(mail.text))

    def calendar(self, request: Request) -> Response:
        calendar = self._find(request).calendar
        if calendar is None:
            raise HTTPException(404)
        return Response(calendar, media_type="text/calendar", headers=_HEADERS)

    def style(self, request: Request) -> Response:
        return Response(
            self._templates.get_template("mailbox.css").render(), media_type="text/css", headers=_HEADERS
        )

    def missing(self, request: Request, error: Exception) -> Response:
        return self._page("missing.html", status=404)

    def _find(self, request: Request) -> Mail:
        name = request.path_params["name"]
        file = self._directory / f"{name}.eml"
        if not _NAME.fullmatch(name) or not file.exists():
            raise HTTPException(404)
        return read(file)

    def _page(self, template: str, status: int = 200, **context: object) -> Response:
        html = self._templates.get_template(template).render(context)
        return HTMLResponse(html, status, headers=_HEADERS)


def _part(message: EmailMessage, kind: str) -> str | None:
    for part in message.walk():
        if part.get_content_type() == kind:
            raw = part.get_payload(decode=True)
            return _decoded(raw if isinstance(raw, bytes) else b"", part.get_content_charset("utf-8"))
    return None


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, errors="replace")
    except LookupError:
        return raw.decode(errors="replace")


def _linked(text: str) -> Markup:
    """Return the text as HTML in which addresses of pages can be followed."""
    whole, last = Markup(), 0
    for link in _LINK.finditer(text):
        whole += escape(text[last : link.start()])
        whole += Markup('<a href="{0}">{0}</a>').format(link.group())
        last = link.end()
    return whole + escape(text[last:])
