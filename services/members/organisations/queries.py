"""Finding organisations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from services.members.organisations.model import Numbers, Organisation
from shared.chassis.transaction import Snapshot


async def same(look: Snapshot, name: str, numbers: Numbers) -> Organisation | None:
    """Return the organisation with one of these numbers; without a number, the one of this name."""
    if numbers.business_id:
        return await look.first(select(Organisation).where(Organisation.business_id == numbers.business_id))
    if numbers.register_number:
        query = select(Organisation).where(Organisation.register_number == numbers.register_number)
        return await look.first(query)
    return await look.first(
        select(Organisation)
        .where(func.lower(Organisation.name) == name.lower())
        .order_by(Organisation.business_id, Organisation.register_number, Organisation.id)
        .limit(1)
    )


async def search(
    look: Snapshot, words: str, *, limit: int, offset: int
) -> tuple[Sequence[Organisation], int]:
    """Return a page of the organisations whose name or number has these words, and how many there are."""
    found = _matching(words)
    total = await look.first(select(func.count()).select_from(found.subquery()))
    items = await look.all(found.order_by(Organisation.name, Organisation.id).limit(limit).offset(offset))
    return items, total or 0


async def organisations(look: Snapshot, ids: Sequence[UUID]) -> dict[UUID, Organisation]:
    """Return these organisations by id."""
    found = await look.all(select(Organisation).where(Organisation.id.in_(ids)))
    return {organisation.id: organisation for organisation in found}


def _matching(words: str) -> Select[Organisation]:
    query = select(Organisation)
    for word in words.split():
        query = query.where(
            or_(
                Organisation.name.icontains(word, autoescape=True),
                Organisation.business_id.icontains(word, autoescape=True),
                Organisation.register_number.icontains(word, autoescape=True),
            )
        )
    return query
