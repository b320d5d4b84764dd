"""There to the employer's sign-in, and back from it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import StringConstraints
from starlette.responses import Response

from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.pages import set_session
from services.members.people.schemas import LocalPath
from services.members.staff import queries
from services.members.staff.model import SignInRefused, StaffUnknown
from shared.chassis import links
from shared.chassis.web import Here, Tx, see_other, station_of

COOKIE = "staff"
PATH = "/members/staff"
MINUTES = 10

router = APIRouter()

Said = Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[\x21-\x7e]*$")]


async def _address(
    request: Request, here: Here, code: Said = "", state: Said = ""
) -> tuple[str, dict[str, Any]]:
    """Ask the provider who came back, before a transaction begins."""
    provider = queries.provider_of(here)
    at = station_of(request).clock()
    kept = links.read(here, COOKIE, request.cookies.get(COOKIE, ""), at=at)
    if not code or state != kept["state"]:
        raise SignInRefused
    claims = await queries.finish(provider, f"{here.base_url}{PATH}/callback", code, kept)
    return provider.address(claims), kept


Proven = Annotated[tuple[str, dict[str, Any]], Depends(_address)]


@router.get(PATH)
async def leave(request: Request, here: Here, next: LocalPath = "") -> Response:  # noqa: A002
    url, kept = await queries.set_out(queries.provider_of(here), f"{here.base_url}{PATH}/callback")
    response = see_other(url)
    response.set_cookie(
        COOKIE,
        links.sign(here, COOKIE, kept | {"next": next}),
        max_age=MINUTES * 60,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=here.base_url.startswith("https://"),
    )
    return response


@router.get(f"{PATH}/callback")
async def come_back(request: Request, proven: Proven, tx: Tx, here: Here) -> Response:
    address, kept = proven
    person = await people_queries.person_by_email(tx, address)
    if person is None:
        raise StaffUnknown
    who = await people.begin_session(tx, person.id, tx.at, user_agent=request.headers.get("user-agent", ""))
    response = see_other(kept["next"] or "/members/me")
    set_session(response, here, who, at=tx.at)
    response.delete_cookie(COOKIE, path=PATH)
    return response
