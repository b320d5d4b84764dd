"""Putting the register together: seats in our own groups, and mandates that regions told of."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from services.national.instances.queries import instances
from services.national.picture.model import Body, Mandate
from services.national.representatives.model import KINDS, GroupSeat, Line
from shared.chassis.instance import NATIONAL
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Snapshot


async def register(look: Snapshot, on: date, *, past: bool) -> list[Line]:
    """Return who is represented where, by organ and organisation: from a day on, or before it."""
    names = {instance.slug: instance.name for instance in await instances(look)}
    lines = [*await _seats(look, on, names, past=past), *await _mandates(look, on, names, past=past)]
    return sorted(lines, key=lambda line: (line.organ.read("fi").text, line.represents, line.starts))


async def _seats(look: Snapshot, on: date, names: dict[str, LocalisedText], *, past: bool) -> Sequence[Line]:
    time = GroupSeat.ends < on if past else GroupSeat.ends >= on
    rows = await look.execute(
        select(GroupSeat, Body)
        .join(Body, Body.body_id == GroupSeat.body_id)
        .where(Body.instance == NATIONAL, GroupSeat.kind.in_(KINDS), GroupSeat.starts <= GroupSeat.ends, time)
    )
    return [
        Line(
            organ=row.Body.name,
            slug=row.Body.slug,
            post="member",
            represents=row.GroupSeat.represents,
            region=_region(names, row.GroupSeat.region),
            starts=row.GroupSeat.starts,
            ends=row.GroupSeat.ends,
        )
        for row in rows
    ]


async def _mandates(
    look: Snapshot, on: date, names: dict[str, LocalisedText], *, past: bool
) -> Sequence[Line]:
    time = Mandate.ends < on if past else Mandate.ends >= on
    found = await look.all(select(Mandate).where(Mandate.starts <= Mandate.ends, time))
    own = {body.slug: body.name for body in await look.all(select(Body).where(Body.instance == NATIONAL))}
    # A member of a group of ours has a seat there, which says the same; a deputy has none.
    return [
        Line(
            organ=own.get(one.group_slug or "") or one.organ,
            slug=one.group_slug if one.group_slug in own else None,
            post=one.post,
            represents=one.represents,
            region=_region(names, one.instance),
            starts=one.starts,
            ends=one.ends,
        )
        for one in found
        if not (one.group_slug and one.post == "member")
    ]


def _region(names: dict[str, LocalisedText], slug: str | None) -> LocalisedText | None:
    return names.get(slug) or LocalisedText(fi=slug) if slug else None
