"""People and signing in, as JSON."""

from uuid import UUID

from fastapi import APIRouter, Request

from services.members import access
from services.members.errors import PersonUnknown, RoleNotGiven
from services.members.people import commands, queries
from services.members.people.model import SIGN_IN
from services.members.people.schemas import (
    GrantsOut,
    MeOut,
    PersonChangeIn,
    PersonIn,
    PersonOut,
    SessionOut,
    SignInAsked,
    SignInIn,
    Token,
)
from shared.chassis import links, principals
from shared.chassis.clock import HELSINKI
from shared.chassis.problems import SignInNeeded
from shared.chassis.web import Here, Look, Tx, Who, known_before, require

router = APIRouter(tags=["people"])


@router.post("/sign-ins", status_code=202)
async def ask_for_link(body: SignInIn, tx: Tx) -> SignInAsked:
    """Have a one-time link sent. The answer does not tell whether the address is known."""
    await commands.request_sign_in(tx, body.email, tx.at, body.next)
    return SignInAsked(valid_minutes=int(SIGN_IN.total_seconds() // 60))


@router.post("/sign-ins/{token}")
async def use_link(request: Request, token: Token, tx: Tx, here: Here) -> SessionOut:
    """Use a link up and get a session of twelve hours; its token is renewed every quarter of an hour."""
    content = links.read(here, "sign-in", token, at=tx.at)
    agent = request.headers.get("user-agent", "")
    who, _onward = await commands.use_sign_in(tx, UUID(content["id"]), tx.at, user_agent=agent)
    return SessionOut.of(principals.issue(here, who, at=tx.at), who)


@router.post("/session")
async def renew(request: Request, tx: Tx, here: Here) -> SessionOut:
    """Get a fresh token for a session that goes on, with the roles of today."""
    who = await commands.renew_session(tx, known_before(request), tx.at)
    if who is None:
        raise SignInNeeded
    return SessionOut.of(principals.issue(here, who, at=tx.at), who)


@router.delete("/session", status_code=204)
async def sign_out(request: Request, tx: Tx) -> None:
    """Sign out of the session whose token this is."""
    await commands.end_session(tx, known_before(request), tx.at)


@router.get("/me")
async def me(look: Look, who: Who) -> MeOut:
    """Tell what is known of the one who asks."""
    require(access.may_see_own(who), who)
    person = await queries.known(look, who.person_id)
    today = look.at.astimezone(HELSINKI).date()
    return MeOut.with_roles(person, await queries.roles(look, person.id, today))


@router.patch("/me")
async def change_me(body: PersonChangeIn, tx: Tx, who: Who) -> MeOut:
    """Correct the own name or languages."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    person = await commands.change(tx, who.person_id, **body.model_dump())
    today = tx.at.astimezone(HELSINKI).date()
    return MeOut.with_roles(person, await queries.roles(tx, person.id, today))


@router.post("/people", status_code=201)
async def know(body: PersonIn, tx: Tx, who: Who) -> PersonOut:
    """Make a person known, who gets a letter of it; a known address returns the person it belongs to."""
    require(access.may_keep_directory(who), who)
    return PersonOut.of(await commands.add(tx, body.name, body.email, body.language, tx.at))


@router.patch("/people/{person_id}")
async def correct(person_id: UUID, body: PersonChangeIn, tx: Tx, who: Who) -> PersonOut:
    """Correct somebody's name or languages; the address is confirmed by its owner."""
    require(access.may_keep_directory(who), who)
    person = await commands.change(tx, person_id, **body.model_dump(), by=who.person_id)
    return PersonOut.of(person)


@router.get("/people/{person_id}/roles")
async def roles(person_id: UUID, look: Look, who: Who) -> GrantsOut:
    """Return every role a person holds or has held, the newest first: of a body to its coordinator."""
    every = access.may_see_person(who, person_id)
    require(every or access.may_give_some_role(who), who)
    person = await queries.known(look, person_id)
    held = await queries.grants(look, person.id)
    return GrantsOut.of([one for one in held if every or access.may_give_role(who, one.role, one.body_id)])


@router.post("/people/{person_id}/roles/{grant_id}/end", status_code=204)
async def end_role(person_id: UUID, grant_id: UUID, tx: Tx, who: Who) -> None:
    """End a role that somebody gave; one that came with a seat or an office ends with that."""
    require(access.may_give_some_role(who), who)
    given = await queries.grant(tx, person_id, grant_id)
    if not access.may_give_role(who, given.role, given.body_id):
        raise RoleNotGiven
    await commands.end_role(tx, given, by=who.person_id, at=tx.at)
