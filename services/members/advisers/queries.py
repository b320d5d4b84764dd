"""Looking up the people of the support organisation."""

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from services.members.advisers.model import Adviser, AdviserUnknown
from services.members.people.model import Person
from shared.chassis.transaction import Snapshot


async def everyone(look: Snapshot, on: date) -> list[tuple[Adviser, Person]]:
    """Return who works there on a day or later, national staff first."""
    rows = await look.execute(
        select(Adviser, Person)
        .join(Person, Person.id == Adviser.person_id)
        .where(or_(Adviser.ends.is_(None), Adviser.ends >= on))
        .order_by(Adviser.kind.desc(), Person.name, Adviser.id)
    )
    return [(row.Adviser, row.Person) for row in rows]


async def adviser(look: Snapshot, adviser_id: UUID, *, lock: bool = False) -> Adviser:
    """Return one of them. Raises AdviserUnknown."""
    found = await look.get(Adviser, adviser_id, lock=lock)
    if found is None:
        raise AdviserUnknown
    return found
