"""The area, the founding and the contact of a body, as JSON; a body shows them itself."""

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.charters.schemas import ContactIn, FoundingIn, ScopeIn, ScopeOut
from services.members.particulars import commands
from services.members.places.api import Places
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["bodies"])


@router.get("/bodies/{slug}/scopes")
async def scopes(slug: Slug, look: Look) -> list[ScopeOut]:
    """Tell where a body works and has worked, the earliest first."""
    return [ScopeOut.of(one) for one in (await bodies.whole_by_slug(look, slug)).charter.scopes]


@router.post("/bodies/{slug}/scopes", status_code=201)
async def place(slug: Slug, body: ScopeIn, tx: Tx, who: Who, *, places: Places) -> ScopeOut:
    """Let a body work in a municipality, the region or the country from a day on; the earlier ends then."""
    await _allow(tx, slug, who)
    places.check([body.municipality])
    return ScopeOut.of(await commands.place(tx, slug, body.area(), at=tx.at))


@router.put("/bodies/{slug}/founding", status_code=204)
async def found(slug: Slug, body: FoundingIn, tx: Tx, who: Who) -> None:
    """Write down when, by whom and what for a body was founded."""
    await _allow(tx, slug, who)
    await commands.found(tx, slug, body.beginning(), at=tx.at)


@router.put("/bodies/{slug}/contact", status_code=204)
async def ask(slug: Slug, body: ContactIn, tx: Tx, who: Who) -> None:
    """Write down whom to ask about a body, by title."""
    await _allow(tx, slug, who)
    await commands.ask(tx, slug, body.asking(), at=tx.at)


@router.delete("/bodies/{slug}/contact", status_code=204)
async def ask_nobody(slug: Slug, tx: Tx, who: Who) -> None:
    """Show no contact with the body any more."""
    await _allow(tx, slug, who)
    await commands.ask(tx, slug, None, at=tx.at)


async def _allow(look: Snapshot, slug: str, who: Principal) -> None:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
