"""Looking at two entries, at what is in the way of joining them, and at what points to a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, func, or_, select
from sqlalchemy.orm import aliased

from services.members import access
from services.members.affiliations.model import Affiliation
from services.members.applications.model import Application
from services.members.bodies.model import Body, FormerHolder, Seat
from services.members.calls.model import Call
from services.members.consents import queries as consents
from services.members.consents.model import Consent, NameConsent
from services.members.doubles.model import (
    DeputyOfTheOther,
    OfficesInOneBody,
    RoleInTheWay,
    SamePerson,
    SeatsInOneBody,
)
from services.members.drafts.model import Draft
from services.members.evaluations.model import Score
from services.members.guests.model import Guest
from services.members.matters.model import Matter
from services.members.municipal.model import MunicipalContact
from services.members.news.model import MemberNews
from services.members.organisations.model import Organisation
from services.members.people import queries as people
from services.members.people.model import Person, RoleGrant
from services.members.reports.model import Report
from services.members.representation.model import Candidate, Mandate
from services.members.seats.model import Deputy, Office
from services.members.tables import Table
from services.members.terms.model import InterestDeclaration
from shared.chassis.principals import Principal, Role
from shared.chassis.problems import Problem
from shared.chassis.transaction import Snapshot

FEW = 20
ACTORS = frozenset(
    {"person_id", "by", "undone_by", "moved_by", "noted_by", "proposed_by", "uploaded_by", "verified_by"}
)
"""Columns of people that are no foreign keys, because their rows outlive the person."""
HELD: Mapping[str, Any] = {
    "seats": Seat.person_id,
    "former": FormerHolder.person_id,
    "deputies": Deputy.person_id,
    "offices": Office.person_id,
    "roles": RoleGrant.person_id,
    "guest": Guest.person_id,
    "mandates": Mandate.person_id,
    "candidacies": Candidate.person_id,
    "applications": Application.person_id,
    "drafts": Draft.person_id,
    "scores": Score.person_id,
    "consents": Consent.person_id,
    "names": NameConsent.person_id,
    "declarations": InterestDeclaration.person_id,
    "affiliations": Affiliation.person_id,
    "contacts": Organisation.contact_person_id,
    "municipal": MunicipalContact.person_id,
    "matters": Matter.person_id,
    "reports": Report.person_id,
    "news": MemberNews.person_id,
}
"""What a person has in the register, counted before it passes to the other entry."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two: the facts that are chosen from, and how much there is of what passes over."""

    person: Person
    phone: str
    held: Mapping[str, int]

    def fact(self, name: str) -> str:
        """Return a fact that is chosen."""
        return self.phone if name == "phone" else getattr(self.person, name) or ""


async def side(look: Snapshot, person_id: UUID) -> Side:
    """Return one of the two. Raises PersonUnknown."""
    person = await people.known(look, person_id)
    counts = [
        select(func.count()).where(column == person_id).scalar_subquery().label(name)
        for name, column in HELD.items()
    ]
    (row,) = (await look.execute(select(*counts))).all()
    phone = (await consents.profile(look, person_id)).phone
    return Side(person=person, phone=phone, held=dict(row._mapping))


async def candidates(look: Snapshot, person: Person, words: str) -> Sequence[Person]:
    """Return who may be the same person: those found by these words, or else called much the same."""
    first, *others = person.name.split()
    if words:
        pattern = f"%{_plainly(words)}%"
        alike = or_(Person.name.ilike(pattern), Person.email.ilike(pattern))
    else:
        last = others[-1] if others else first
        alike = Person.name.ilike(f"{_plainly(first)}%") & Person.name.ilike(f"%{_plainly(last)}%")
    query = select(Person).where(Person.id != person.id, alike, *people.standing())
    return await look.all(query.order_by(Person.name, Person.id).limit(FEW))


async def obstacle(
    look: Snapshot, kept: Person, merged: Person, who: Principal, today: date
) -> type[Problem] | None:
    """Return what is in the way of joining two entries, if something is."""
    both = (kept.id, merged.id)
    if kept.id == merged.id:
        return SamePerson
    goes_on = or_(RoleGrant.ends.is_(None), RoleGrant.ends >= today)
    grants = await look.all(select(RoleGrant).where(RoleGrant.person_id.in_(both), goes_on))
    if not access.may_join_people(who, [Role(one.role, one.body_id) for one in grants]):
        return RoleInTheWay
    for table, problem in ((Seat, SeatsInOneBody), (Office, OfficesInOneBody)):
        if await _in_one_body(look, table, both, today):
            return problem
    seat = aliased(Seat)
    beside = select(Deputy.id).join(seat, seat.id == Deputy.seat_id)
    ahead = (Deputy.ends > today, seat.ends > today)
    own = (Deputy.person_id.in_(both), seat.person_id.in_(both), Deputy.person_id != seat.person_id)
    return DeputyOfTheOther if await look.first(beside.where(*own, *ahead).limit(1)) else None


async def hold(look: Snapshot, both: Sequence[UUID]) -> None:
    """Hold the calls and the bodies that either is in: as those who decide of them do, before the people."""
    applied = select(Application.call_id).where(Application.person_id.in_(both))
    seated = select(Seat.body_id).where(Seat.person_id.in_(both))
    for table, ids in ((Call, applied), (Body, seated)):
        await look.execute(select(table.id).where(table.id.in_(ids)).order_by(table.id).with_for_update())


def pointers() -> Sequence[Column[Any]]:
    """Return every column of the service that points to a person."""
    target: Any = Person.__table__.c.id
    return [
        column
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if column.references(target) or (column.name in ACTORS and not column.foreign_keys)
    ]


async def _in_one_body(look: Snapshot, table: Any, both: Sequence[UUID], today: date) -> bool:
    """Tell whether the two hold something in the same body on the same day to come."""
    one, other = aliased(table), aliased(table)
    same = (one.body_id == other.body_id, one.starts <= other.ends, other.starts <= one.ends)
    query = select(one.id).join(other, (one.person_id == both[0]) & (other.person_id == both[1]))
    return bool(await look.first(query.where(*same, one.ends > today, other.ends > today).limit(1)))


def _plainly(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
