"""Looking up declarations of interests."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.members.bodies.model import Term
from services.members.terms.model import InterestDeclaration
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def declarations(look: Snapshot, people: Sequence[UUID], year: int) -> dict[UUID, InterestDeclaration]:
    """Return what each of these people has declared for a year, the newest version."""
    found = await look.all(
        select(InterestDeclaration)
        .where(InterestDeclaration.person_id.in_(people), InterestDeclaration.year == year)
        .order_by(InterestDeclaration.version)
    )
    return {one.person_id: one for one in found}


async def term(look: Snapshot, term_id: UUID) -> Term:
    """Return a term of office. Raises NotFound."""
    found = await look.get(Term, term_id)
    if found is None:
        raise NotFound
    return found


async def own(look: Snapshot, person_id: UUID) -> Sequence[InterestDeclaration]:
    """Return what a person has declared, the newest first."""
    return await look.all(
        select(InterestDeclaration)
        .where(InterestDeclaration.person_id == person_id)
        .order_by(InterestDeclaration.year.desc(), InterestDeclaration.version.desc())
        .limit(100)
    )
