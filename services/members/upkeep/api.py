"""Templates and who keeps a body, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.schemas import Day
from services.members.charters import queries as charters_queries
from services.members.charters.model import Capacity, Partner, Relation
from services.members.charters.schemas import (
    CapacityIn,
    CapacityOut,
    EndIn,
    PartnerIn,
    PartnerOut,
)
from services.members.upkeep import commands
from services.members.upkeep.model import templates
from services.members.upkeep.schemas import (
    EditionOut,
    EditionsOut,
    KeepingOut,
    RelationIn,
    RelationOut,
    TemplateOut,
    TemplatesOut,
)
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["bodies"])


@router.get("/body-templates")
async def body_templates() -> TemplatesOut:
    """List what bodies of other regions look like, to set up one's own from."""
    items = [TemplateOut.of(template) for template in templates().values()]
    return TemplatesOut(items=items, total=len(items))


@router.get("/bodies/{slug}/keeping")
async def keeping(slug: Slug, look: Look, on: Day | None = None) -> KeepingOut:
    """Tell who keeps a body: on a day, or ever when no day is given."""
    charter = (await bodies.whole_by_slug(look, slug)).charter
    return KeepingOut(
        partners=[PartnerOut.of(one) for one in (charter.partners_on(on) if on else charter.partners)],
        capacities=[CapacityOut.of(one) for one in (charter.capacities_on(on) if on else charter.capacities)],
        relations=[RelationOut.of(one) for one in (charter.relations_on(on) if on else charter.relations)],
    )


@router.post("/bodies/{slug}/partners", status_code=201)
async def keep(slug: Slug, body: PartnerIn, tx: Tx, who: Who) -> PartnerOut:
    """Let an organisation convene, coordinate or keep a body from a day on; the earlier one ends then."""
    await _allow(tx, slug, who)
    return PartnerOut.of(await commands.keep(tx, slug, body.keeping(), at=tx.at))


@router.post("/bodies/{slug}/partners/{partner_id}/end", status_code=204)
async def end_partner(slug: Slug, partner_id: UUID, body: EndIn, tx: Tx, who: Who) -> None:
    await _allow(tx, slug, who)
    await commands.end(tx, slug, Partner, partner_id, on=body.on, at=tx.at)


@router.post("/bodies/{slug}/capacities", status_code=201)
async def stand(slug: Slug, body: CapacityIn, tx: Tx, who: Who) -> CapacityOut:
    """Write down what a body is for another organisation or programme."""
    await _allow(tx, slug, who)
    return CapacityOut.of(await commands.stand(tx, slug, body.standing(), at=tx.at))


@router.post("/bodies/{slug}/capacities/{capacity_id}/end", status_code=204)
async def end_capacity(slug: Slug, capacity_id: UUID, body: EndIn, tx: Tx, who: Who) -> None:
    await _allow(tx, slug, who)
    await commands.end(tx, slug, Capacity, capacity_id, on=body.on, at=tx.at)


@router.post("/bodies/{slug}/relations", status_code=201)
async def relate(slug: Slug, body: RelationIn, tx: Tx, who: Who) -> RelationOut:
    """Write down that a body elects another, reports to it or owns its series."""
    await _allow(tx, slug, who)
    relation = await commands.relate(tx, slug, body.kind, body.other, starts=body.starts, at=tx.at)
    return RelationOut.of(relation)


@router.post("/bodies/{slug}/relations/{relation_id}/end", status_code=204)
async def end_relation(slug: Slug, relation_id: UUID, body: EndIn, tx: Tx, who: Who) -> None:
    await _allow(tx, slug, who)
    await commands.end(tx, slug, Relation, relation_id, on=body.on, at=tx.at)


@router.get("/bodies/{slug}/editions")
async def editions(slug: Slug, look: Look, who: Who) -> EditionsOut:
    """Tell what has been known of a body, the newest first."""
    whole = await bodies.whole_by_slug(look, slug)
    items = [EditionOut.of(one) for one in await charters_queries.editions(look, whole.body.id)]
    return EditionsOut(items=items, total=len(items))


async def _allow(look: Snapshot, slug: str, who: Principal) -> None:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
