"""Looking up delegates and the regions' places."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.members import access
from services.members.bodies.model import DAY, REGION, WholeBody
from services.members.consents import queries as consents
from services.members.delegates.model import DEPUTY, Delegate, RegionLine, seat_of
from services.members.people import queries as people
from services.members.people.model import PersonChange, RoleGrant
from services.members.places.model import Regions
from services.members.seats import queries as seats
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot


async def delegate(look: Snapshot, region: str, mandate_id: UUID) -> Delegate | None:
    """Return a delegate, held by the transaction."""
    query = select(Delegate).where(Delegate.region == region, Delegate.mandate_id == mandate_id)
    return await look.first(query.with_for_update())


async def of_group(look: Snapshot, slug: str, on: date) -> Sequence[Delegate]:
    """Return whom the regions named to a group and whose time has not passed: members first."""
    query = select(Delegate).where(Delegate.body_slug == slug, Delegate.ends >= on)
    return await look.all(query.order_by(Delegate.post.desc(), Delegate.starts, Delegate.region))


async def lines(
    look: Snapshot, whole: WholeBody, regions: Regions, on: date, who: Principal
) -> list[RegionLine]:
    """Return every region with whom it has named on a day; names as in the group's roster."""
    everyone = access.may_see_names(who, whole.body.id)
    consenting = set() if everyone else await consents.consenting(look, whole.body.id)
    held = {slug: seat_of(whole, slug, on) for slug in _slugs(whole, regions)}
    beside = {one.seat_id: one for one in await seats.deputies_of_body(look, whole.body.id) if one.ends >= on}
    named = {one.deputy_id: one for one in await of_group(look, whole.body.slug, on) if one.post == DEPUTY}
    ids = {whole.holder(seat, on) for seat in held.values() if seat}
    ids |= {one.person_id for one in beside.values()}
    known = await people.people(look, list(ids if everyone else ids & consenting))
    found = []
    for slug, seat in held.items():
        deputy = beside.get(seat.id) if seat else None
        found.append(
            RegionLine(
                slug=slug,
                name=regions.name(slug),
                seat=seat,
                person=known.get(whole.holder(seat, on)) if seat else None,
                deputy=named.get(deputy.id) if deputy else None,
                deputy_person=known.get(deputy.person_id) if deputy else None,
            )
        )
    return found


async def held_otherwise(look: Snapshot, person_id: UUID, today: date) -> bool:
    """Tell whether someone has a role of their own in national, by no region's word."""
    query = select(RoleGrant).where(RoleGrant.person_id == person_id)
    grants = await look.all(query)
    # A place that was given up before its first day ends the day before it.
    return any(one.ends is None or one.ends > max(today, one.starts - DAY) for one in grants)


async def known_by_region_alone(look: Snapshot, delegate: Delegate) -> bool:
    """Tell whether what a delegate is called is the region's to say.

    Not when another region named them too, when they have a role of their own here, or when the name was
    corrected here by somebody.
    """
    person_id = delegate.person_id
    elsewhere = select(Delegate).where(Delegate.person_id == person_id, Delegate.region != delegate.region)
    own_role = select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.seat_id.is_(None))
    corrected = select(PersonChange).where(
        PersonChange.person_id == person_id, PersonChange.what == "name", PersonChange.by.is_not(None)
    )
    return not any([await look.first(query) for query in (elsewhere, own_role, corrected)])


def _slugs(whole: WholeBody, regions: Regions) -> list[str]:
    seated = {seat.region for seat in whole.seats if seat.kind == REGION and seat.region}
    return [*regions, *sorted(seated - set(regions))]
