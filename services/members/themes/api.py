"""What a body is made of, as JSON."""

from datetime import date

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.schemas import BodyOut, CompositionOut, SeatKind
from services.members.themes import commands
from services.members.themes.schemas import NewThemeIn, SeatRuleIn, ShapeIn, ThemeChangeIn
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Tx, Who, require

router = APIRouter(tags=["bodies"])


@router.post("/bodies/{slug}/themes", status_code=201)
async def add(slug: Slug, body: NewThemeIn, tx: Tx, who: Who) -> BodyOut:
    await _allow(tx, slug, who)
    await commands.add(tx, slug, body.slug, body.facts(), place=body.place, at=tx.at)
    return await _out(tx, slug, today(tx.at))


@router.put("/bodies/{slug}/themes/{theme}")
async def change(slug: Slug, theme: Slug, body: ThemeChangeIn, *, tx: Tx, who: Who) -> BodyOut:
    """Change a theme, its aim and its place; a retired one keeps the seats it had."""
    await _allow(tx, slug, who)
    await commands.change(tx, slug, theme, body.facts(), place=body.place, at=tx.at)
    return await _out(tx, slug, today(tx.at))


@router.put("/bodies/{slug}/shape")
async def shape(slug: Slug, body: ShapeIn, tx: Tx, who: Who) -> BodyOut:
    await _allow(tx, slug, who)
    await commands.shape(
        tx, slug, grouping=body.grouping, parent=body.parent, parties=body.parties(), at=tx.at
    )
    return await _out(tx, slug, today(tx.at))


@router.put("/bodies/{slug}/parties/{kind}")
async def rule(slug: Slug, kind: SeatKind, body: SeatRuleIn, *, tx: Tx, who: Who) -> CompositionOut:
    """Say whether the seats of a party vote and who may sit there; past days keep what was said then."""
    await _allow(tx, slug, who)
    words = body.requirement.localised()
    whole = await commands.rule(tx, slug, kind, voting=body.voting, requirement=words, at=tx.at)
    return CompositionOut.of(whole, today(tx.at), await bodies.named(tx, whole, who))


async def _allow(look: Snapshot, slug: str, who: Principal) -> None:
    require(access.may_seat(who, (await bodies.whole_by_slug(look, slug)).body.id), who)


async def _out(look: Snapshot, slug: str, on: date) -> BodyOut:
    parents = {body.id: body.slug for body in await bodies.bodies(look)}
    return BodyOut.of(await bodies.whole_by_slug(look, slug), on, parents)
