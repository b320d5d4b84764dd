"""Access keys and the tokens they give, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from services.members import access
from services.members.keys import commands, queries
from services.members.keys.schemas import KeyIn, KeyMadeOut, KeysOut, RevocationIn, TokenIn, TokenOut
from services.members.people import queries as people
from shared.chassis import principals
from shared.chassis.web import Here, Look, Tx, Who, require

router = APIRouter(tags=["keys"])


@router.get("/me/keys")
async def standing(look: Look, who: Who) -> KeysOut:
    """Return the access keys of the one who asks, the newest first."""
    require(access.may_change_way_in(who), who, hidden=False)
    person = await people.known(look, who.person_id)
    return KeysOut.of(await queries.standing(look, person.id, look.at))


@router.post("/me/keys", status_code=201)
async def make(body: KeyIn, response: Response, tx: Tx, who: Who) -> KeyMadeOut:
    """Make an access key for a program. The key is in this answer and never again."""
    require(access.may_change_way_in(who), who, hidden=False)
    person = await people.known(tx, who.person_id)
    key, words = await commands.make(tx, person.id, body, at=tx.at)
    response.headers["cache-control"] = "no-store"
    return KeyMadeOut.with_words(key, words)


@router.delete("/me/keys/{key_id}", status_code=204)
async def end(key_id: UUID, tx: Tx, who: Who) -> None:
    """End an access key: no token is given for it any more."""
    require(access.may_change_way_in(who), who, hidden=False)
    person = await people.known(tx, who.person_id)
    await commands.end(tx, key_id, person_id=person.id, at=tx.at)


@router.post("/token")
async def exchange(
    body: Annotated[TokenIn, Form()], request: Request, response: Response, tx: Tx, here: Here
) -> TokenOut:
    """Get a token of a quarter of an hour for an access key (OAuth 2.0, client credentials)."""
    key = body.key(request.headers.get("authorization", ""))
    who = await commands.exchange(tx, key, body.scope, at=tx.at)
    response.headers["cache-control"] = "no-store"
    return TokenOut.of(principals.issue(here, who, at=tx.at), who.scopes)


@router.post("/token/revocation")
async def revoke(body: Annotated[RevocationIn, Form()], tx: Tx) -> None:
    """End the access key that is shown (OAuth 2.0 token revocation); an unknown one is answered alike."""
    await commands.revoke(tx, body.token, at=tx.at)
