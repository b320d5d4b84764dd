"""Saying what became of an organisation, and changing many entries at once."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from services.members.entries import queries
from services.members.entries.schemas import (
    MOST_NAMED,
    ChangeIn,
    FoundIn,
    FoundOut,
    ManyIn,
    ManyOut,
    StatusIn,
)
from services.members.keywords import commands as keywords
from services.members.organisations import commands as organisations
from services.members.organisations.model import DISSOLVED, Organisation
from services.members.organisations.queries import Wanted
from services.members.places.model import Municipalities
from shared.chassis.problems import Problem
from shared.chassis.transaction import Snapshot, Transaction


class SuccessorUnknown(Problem):
    """No other organisation of the directory has this number or name."""

    slug = "members/successor-unknown"
    status = 409
    field: ClassVar[str] = "successor"


class TooManyFound(Problem):
    """The filters find more than 10,000 organisations. Narrow them down and change a part at a time."""

    slug = "members/too-many-found"
    status = 409


class ListChanged(Problem):
    """The list has changed since you looked at it. Look at what will change once more."""

    slug = "members/list-changed"
    status = 409


async def set_status(
    tx: Transaction, organisation_id: UUID, said: StatusIn, *, by: UUID | None
) -> Organisation:
    """Say that an organisation works, is passive, or was dissolved. Raises SuccessorUnknown."""
    organisation = await organisations.locked(tx, organisation_id)
    successor_id = None
    if said.successor and said.status == DISSOLVED:
        successor = await queries.named(tx, said.successor)
        if successor is None or successor.id == organisation_id:
            raise SuccessorUnknown
        successor_id = successor.id
    values = {"status": said.status, "dissolved_on": said.dissolved_on, "successor_id": successor_id}
    await organisations.amend(tx, organisation, values, by=by)
    return organisation


async def count(look: Snapshot, said: ManyIn, *, by: UUID | None, at: datetime) -> ManyOut:
    """Tell how many entries a change would touch, without making it."""
    found = await queries.chosen(look, said.ids)
    touched = [one for one in found if _values(one, said, by=by, at=at)]
    return ManyOut(chosen=len(found), changed=len(touched))


async def change_many(
    tx: Transaction, said: ManyIn, places: Municipalities, *, by: UUID | None, at: datetime
) -> ManyOut:
    """Change several entries in the same way; those that are so already are left alone."""
    places.check([said.municipality])
    if said.what == "add_theme" and said.theme:
        await keywords.check(tx, {"theme": [said.theme]})
    found = await queries.chosen(tx, said.ids, lock=True)
    return await _amend(tx, found, said, by=by, at=at)


async def look_at_found(
    look: Snapshot, wanted: Wanted, said: ChangeIn, *, by: UUID | None, at: datetime
) -> FoundOut:
    """Tell what a change of everything that is wanted would touch. Raises TooManyFound."""
    found = await _found(look, wanted)
    touched = [one for one in found if _values(one, said, by=by, at=at)]
    names = [one.name for one in touched[:MOST_NAMED]]
    return FoundOut(chosen=len(found), changed=len(touched), names=names, seen=_digest(touched))


async def change_found(
    tx: Transaction,
    wanted: Wanted,
    said: FoundIn,
    places: Municipalities,
    *,
    by: UUID | None,
    at: datetime,
) -> ManyOut:
    """Change everything that is wanted, if that is what was looked at.

    Raises TooManyFound, or ListChanged when others would be touched than the preview said.
    """
    places.check([said.municipality])
    if said.what == "add_theme" and said.theme:
        await keywords.check(tx, {"theme": [said.theme]})
    held = await queries.chosen(tx, [one.id for one in await _found(tx, wanted)], lock=True)
    # Looked up once more: what someone else was changing may not be wanted any longer.
    still = {one.id for one in await _found(tx, wanted)}
    found = [one for one in held if one.id in still]
    if _digest([one for one in found if _values(one, said, by=by, at=at)]) != said.seen:
        raise ListChanged
    return await _amend(tx, found, said, by=by, at=at)


async def _found(look: Snapshot, wanted: Wanted) -> Sequence[Organisation]:
    found = await queries.found(look, wanted)
    if len(found) > queries.MOST_FOUND:
        raise TooManyFound
    return found


async def _amend(
    tx: Transaction, found: Sequence[Organisation], said: ChangeIn, *, by: UUID | None, at: datetime
) -> ManyOut:
    touched = [(one, values) for one in found if (values := _values(one, said, by=by, at=at))]
    await organisations.amend_all(tx, touched, by=by)
    return ManyOut(chosen=len(found), changed=len(touched))


def _digest(touched: Sequence[Organisation]) -> str:
    return sha256("".join(sorted(str(one.id) for one in touched)).encode()).hexdigest()


def _values(one: Organisation, said: ChangeIn, *, by: UUID | None, at: datetime) -> dict[str, Any]:
    """Return what a change does to an entry; nothing when it is so already."""
    if said.what == "add_theme":
        return {} if said.theme in one.themes else {"themes": [*one.themes, said.theme]}
    if said.what == "remove_theme":
        rest = [theme for theme in one.themes if theme != said.theme]
        return {} if said.theme not in one.themes else {"themes": rest}
    if said.what == "municipality":
        return {} if one.municipality == said.municipality else {"municipality": said.municipality}
    if said.what == "status":
        same = one.status == said.status or one.status == DISSOLVED
        return {} if same else {"status": said.status}
    return {"verified": at, "verified_by": by}
