"""The edge of HTTP: who asks, of which instance, in which transaction, and what a problem looks like."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, Protocol
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis import principals, problems
from shared.chassis.clock import Clock
from shared.chassis.database import is_outage
from shared.chassis.instance import Instance
from shared.chassis.principals import Principal
from shared.chassis.problems import Problem
from shared.chassis.transaction import Snapshot, Transaction, Transactions

PROBLEM_JSON = "application/problem+json"
SIGN_IN = "/members/sign-in"
RENEW = "/members/session"

SECURITY_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
}

_HEADERS = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


class Station(Protocol):
    """One service at work in one instance, as the edge sees it."""

    instance: Instance
    service: str
    transactions: Transactions
    clock: Clock
    desk: Any

    def wake(self) -> None: ...


RenderProblem = Callable[[Request, Problem], Awaitable[Response]]


def station_of(request: Request) -> Station:
    """Return the station the front door chose for this request."""
    station: Station = request.scope["station"]
    return station


async def _begin(request: Request) -> AsyncIterator[Transaction]:
    async with station_of(request).transactions.begin() as tx:
        yield tx


async def _look(request: Request) -> AsyncIterator[Snapshot]:
    async with station_of(request).transactions.look() as snapshot:
        yield snapshot


def known_before(request: Request) -> Principal:
    """Return who asks as the token says it, also when members would have to be asked again."""
    station = station_of(request)
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ") or None
    token = request.cookies.get(principals.COOKIE) or bearer
    who = principals.recognise(station.instance, token, at=station.clock())
    needed = f"{station.service}:{'read' if request.method in ('GET', 'HEAD') else 'write'}"
    if who.scopes is not None and (wants_page(request) or not who.covers(needed)):
        raise problems.InsufficientScope(needed)
    return who


async def _who(request: Request) -> Principal:
    who = known_before(request)
    if who.stale:
        raise problems.SessionStale
    return who


async def _instance(request: Request) -> Instance:
    return station_of(request).instance


# The commit must come before the response leaves; a plain yield dependency would commit after it.
Tx = Annotated[Transaction, Depends(_begin, scope="function")]
Look = Annotated[Snapshot, Depends(_look, scope="function")]
Who = Annotated[Principal, Depends(_who)]
Here = Annotated[Instance, Depends(_instance)]


def require(allowed: bool, who: Principal, *, hidden: bool = True) -> None:
    """Let an allowed one through; ask anyone else to sign in.

    One who has signed in and is not allowed gets NotFound, so that what is private is not even
    confirmed to exist, or NotAllowed when `hidden` is false.
    """
    if allowed:
        return
    if who.person_id is None:
        raise problems.SignInNeeded
    raise problems.NotFound if hidden else problems.NotAllowed


def see_other(href: str) -> RedirectResponse:
    """Send the browser on with a GET after a form was taken."""
    return RedirectResponse(href, status_code=303)


def build_app(name: str, *, version: str, render_problem: RenderProblem) -> FastAPI:
    """Return the empty app of one service, with its problems and its OpenAPI document."""
    schema = {PROBLEM_JSON: {"schema": ProblemOut.model_json_schema()}}
    app = FastAPI(
        title=f"Pöytä: {name}",
        version=version,
        openapi_url=f"/{name}/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={"4XX": {"description": "A problem", "content": schema}},
    )

    async def show(request: Request, problem: Problem, fields: list[dict[str, str]] | None) -> Response:
        if not wants_page(request):
            return problem_json(problem, fields)
        if isinstance(problem, problems.SignInNeeded):
            here = request.url.path if request.method == "GET" else "/"
            return see_other(f"{SIGN_IN}?next={quote(here)}")
        if isinstance(problem, problems.SessionStale):
            return _to_renewal(request)
        return await render_problem(request, problem)

    async def answer(request: Request, error: Exception) -> Response:
        problem = _problem_of(error)
        response = await show(request, problem, _fields_of(error))
        if isinstance(error, HTTPException):
            response.status_code = error.status_code
            response.headers.update(error.headers or {})
        if isinstance(problem, problems.Unavailable):
            # Its relay looks at the database now, so that readiness tells of the outage at once.
            station_of(request).wake()
            response.headers["retry-after"] = "5"
        return response

    async def failed(request: Request, _error: Exception) -> Response:
        return await show(request, Failed(), None)

    for kind in (Problem, HTTPException, RequestValidationError, PoolTimeout, OSError, DBAPIError):
        app.add_exception_handler(kind, answer)
    app.add_exception_handler(Exception, failed)
    return app


def _problem_of(error: Exception) -> Problem:
    """Return what to tell of an error; one that nobody foresaw is raised again and logged as such."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return problems.NotFound() if error.status_code == 404 else problems.Unreadable(str(error.detail))
    if isinstance(error, RequestValidationError):
        astray = any(item["loc"][0] == "path" for item in error.errors())
        return problems.NotFound() if astray else problems.BadInput()
    # Nets under the schemas: what only the database can refuse is still the sender's to mend.
    if isinstance(error, DataError):
        return problems.BadInput()
    if isinstance(error, IntegrityError):
        return Conflict()
    if isinstance(error, PoolTimeout):
        return problems.Busy()
    if is_outage(error):
        return problems.Unavailable()
    raise error


def _fields_of(error: Exception) -> list[dict[str, str]] | None:
    if not isinstance(error, RequestValidationError):
        return None
    return [
        {"field": ".".join(str(part) for part in item["loc"][1:]), "message": str(item["msg"])}
        for item in error.errors()
    ]


def _to_renewal(request: Request) -> RedirectResponse:
    # 307 keeps the method and the body: a form that was being filled in is sent on by the browser.
    asked = f"{request.url.path}?{request.url.query}".rstrip("?")
    return RedirectResponse(f"{RENEW}?next={quote(asked, safe='')}", status_code=307)


class ProblemOut(BaseModel):
    """A problem as JSON (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    error: str = ""
    errors: list[dict[str, str]] = []


class Failed(Problem):
    """Something went wrong on our side. Try again in a moment."""

    slug = "failed"
    status = 500


class Conflict(Problem):
    """Someone else changed the same thing just now. Look again and try once more."""

    slug = "conflict"
    status = 409


def problem_json(problem: Problem, fields: list[dict[str, str]] | None = None) -> JSONResponse:
    """Return a problem as application/problem+json (RFC 9457)."""
    content: dict[str, Any] = {"type": problem.type, "title": problem.title(), "status": problem.status}
    if problem.detail:
        content["detail"] = problem.detail
    if problem.error:
        content["error"] = problem.error
    if fields:
        content["errors"] = fields
    headers = {"www-authenticate": problem.challenge.format(problem)} if problem.challenge else None
    return JSONResponse(content, problem.status, headers, PROBLEM_JSON)


def wants_page(request: Request) -> bool:
    """Tell whether a person reads the answer: everything outside `/<service>/api/` is pages."""
    parts = request.url.path.split("/")
    return not (len(parts) > 2 and parts[2] in ("api", "openapi.json"))


class Guard:
    """ASGI middleware: refuses cross-site posts and too large bodies, and sends the security headers."""

    def __init__(
        self, app: ASGIApp, *, max_body_bytes: int, large_bodies: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._large_bodies = large_bodies or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        most = self._most(scope["path"])
        if problem := self._refusal(scope["method"], headers, most):
            await problem_json(problem)(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in _HEADERS if h[0] not in sent)]
            await send(message)

        await self._app(scope, self._limited(receive, most), with_headers)

    def _most(self, path: str) -> int:
        """Return how many bytes a body to this path may have."""
        allowed = (most for pattern, most in self._large_bodies.items() if fnmatchcase(path, pattern))
        return max(allowed, default=self._max_body_bytes)

    def _refusal(self, method: str, headers: dict[str, str], most: int) -> Problem | None:
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return problems.TooLarge()
        if method in ("GET", "HEAD", "OPTIONS"):
            return None
        # Fetch metadata first, the older Origin header otherwise; a client that is no browser sends neither.
        site = headers.get("sec-fetch-site")
        if site is not None:
            return None if site in ("same-origin", "none") else problems.CrossSite()
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            return problems.CrossSite()
        return None

    @staticmethod
    def _limited(receive: Receive, most: int) -> Receive:
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
            return message

        return limited
