"""The edge of HTTP: who asks, of which instance, in which transaction, and what a problem looks like."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, Protocol
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis import principals
from shared.chassis.clock import Clock
from shared.chassis.database import is_outage
from shared.chassis.instance import Instance
from shared.chassis.principals import Principal
from shared.chassis.problems import (
    BadInput,
    Busy,
    CrossSite,
    NotAllowed,
    NotFound,
    Problem,
    SessionStale,
    SignInNeeded,
    TooLarge,
    Unavailable,
    Unreadable,
)
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
    return principals.recognise(station.instance, token, at=station.clock())


def _who(request: Request) -> Principal:
    who = known_before(request)
    if who.stale:
        raise SessionStale
    return who


def _instance(request: Request) -> Instance:
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
        raise SignInNeeded
    raise NotFound if hidden else NotAllowed


def see_other(href: str) -> RedirectResponse:
    """Send the browser on with a GET after a form was taken."""
    return RedirectResponse(href, status_code=303)


def build_app(name: str, *, version: str, render_problem: RenderProblem) -> FastAPI:
    """Return the empty app of one service, with its problems and its OpenAPI document."""
    app = FastAPI(
        title=f"Pöytä: {name}",
        version=version,
        openapi_url=f"/{name}/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={
            "4XX": {"description": "A problem", "content": {PROBLEM_JSON: {"schema": _PROBLEM_SCHEMA}}}
        },
    )

    async def answer(
        request: Request, problem: Problem, fields: list[dict[str, str]] | None = None
    ) -> Response:
        if not wants_page(request):
            return problem_json(problem, fields)
        if isinstance(problem, SignInNeeded):
            here = request.url.path if request.method == "GET" else "/"
            return see_other(f"{SIGN_IN}?next={quote(here)}")
        if isinstance(problem, SessionStale):
            return _to_renewal(request)
        return await render_problem(request, problem)

    @app.exception_handler(Problem)
    async def known(request: Request, problem: Problem) -> Response:
        return await answer(request, problem)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return await answer(request, NotFound())
        response = await answer(request, Unreadable(str(error.detail)))
        response.status_code = error.status_code
        if error.headers:
            response.headers.update(error.headers)
        return response

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        in_path = any(item["loc"][0] == "path" for item in error.errors())
        if in_path:
            return await answer(request, NotFound())
        fields = [
            {"field": ".".join(str(part) for part in item["loc"][1:]), "message": str(item["msg"])}
            for item in error.errors()
        ]
        return await answer(request, BadInput(), fields)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        return await answer(request, Failed())

    _spread_nets(app, answer)
    return app


def _spread_nets(app: FastAPI, answer: Callable[[Request, Problem], Awaitable[Response]]) -> None:
    """Answer what only the database can refuse, and that it is out of reach."""

    # Nets under the schemas: what only the database can refuse is still the sender's to mend.
    @app.exception_handler(DataError)
    async def refused(request: Request, error: DataError) -> Response:
        return await answer(request, BadInput())

    @app.exception_handler(IntegrityError)
    async def conflicting(request: Request, error: IntegrityError) -> Response:
        return await answer(request, Conflict())

    @app.exception_handler(PoolTimeout)
    async def busy(request: Request, error: PoolTimeout) -> Response:
        return await answer(request, Busy())

    @app.exception_handler(OSError)
    @app.exception_handler(DBAPIError)
    async def out_of_reach(request: Request, error: Exception) -> Response:
        if not is_outage(error):
            raise error
        # Its relay looks at the database now, so that readiness tells of the outage at once.
        station_of(request).wake()
        response = await answer(request, Unavailable())
        response.headers["retry-after"] = "5"
        return response


def _to_renewal(request: Request) -> RedirectResponse:
    # 307 keeps the method and the body: a form that was being filled in is sent on by the browser.
    asked = f"{request.url.path}?{request.url.query}".rstrip("?")
    return RedirectResponse(f"{RENEW}?next={quote(asked, safe='')}", status_code=307)


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
    content: dict[str, Any] = {
        "type": problem.type,
        "title": problem.title(),
        "status": problem.status,
    }
    if problem.detail:
        content["detail"] = problem.detail
    if fields:
        content["errors"] = fields
    return JSONResponse(content, status_code=problem.status, media_type=PROBLEM_JSON)


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
                message["headers"] = [
                    *message["headers"],
                    *(
                        (k.encode(), v.encode())
                        for k, v in SECURITY_HEADERS.items()
                        if k.encode() not in sent
                    ),
                ]
            await send(message)

        await self._app(scope, self._limited(receive, most), with_headers)

    def _most(self, path: str) -> int:
        """Return how many bytes a body to this path may have."""
        allowed = (most for pattern, most in self._large_bodies.items() if fnmatchcase(path, pattern))
        return max(allowed, default=self._max_body_bytes)

    def _refusal(self, method: str, headers: dict[str, str], most: int) -> Problem | None:
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return TooLarge()
        if method in ("GET", "HEAD", "OPTIONS"):
            return None
        # Fetch metadata first, the older Origin header otherwise; a client that is no browser sends neither.
        site = headers.get("sec-fetch-site")
        if site is not None:
            return None if site in ("same-origin", "none") else CrossSite()
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            return CrossSite()
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


_PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
