"""The kinds of bodies, as JSON."""

from fastapi import APIRouter

from services.members import access
from services.members.charters import commands as charters
from services.members.charters import queries
from services.members.charters.schemas import Code, KindIn, KindOut
from services.members.kinds import commands
from services.members.kinds.schemas import KindsOut, MoveIn, RenamingIn
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["bodies"])


@router.get("/body-kinds")
async def kinds(look: Look) -> KindsOut:
    """List the kinds of bodies in their order; one with a moment in `ended` is given to no new body."""
    return KindsOut.all(await queries.kinds(look))


@router.post("/body-kinds", status_code=201)
async def add(body: KindIn, tx: Tx, who: Who) -> KindOut:
    """Add a kind of body: no code is needed."""
    require(access.may_set_up_bodies(who), who)
    return KindOut.of(await charters.add_kind(tx, body.slug, body.name.localised()))


@router.put("/body-kinds/{slug}")
async def rename(slug: Code, body: RenamingIn, tx: Tx, who: Who) -> KindOut:
    """Call a kind something else; its code stays."""
    require(access.may_set_up_bodies(who), who)
    return KindOut.of(await commands.rename(tx, slug, body.name.localised(), at=tx.at))


@router.post("/body-kinds/{slug}/move")
async def move(slug: Code, body: MoveIn, tx: Tx, who: Who) -> KindOut:
    """Let a kind change places with the one before it, or after it."""
    require(access.may_set_up_bodies(who), who)
    return KindOut.of(await commands.move(tx, slug, up=body.up))


@router.post("/body-kinds/{slug}/end")
async def end(slug: Code, tx: Tx, who: Who) -> KindOut:
    """Offer a kind no more; bodies that are of the kind stay so."""
    require(access.may_set_up_bodies(who), who)
    return KindOut.of(await commands.end(tx, slug, at=tx.at))


@router.post("/body-kinds/{slug}/reopening")
async def reopen(slug: Code, tx: Tx, who: Who) -> KindOut:
    require(access.may_set_up_bodies(who), who)
    return KindOut.of(await commands.reopen(tx, slug))
