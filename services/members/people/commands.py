"""Getting to know people, giving them roles, letting them in."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from services.members.errors import PersonUnknown
from services.members.people import queries
from services.members.people.model import OPEN_LINKS, Person, RoleGrant, SignIn
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import MEMBER, Principal
from shared.chassis.problems import LinkExpired
from shared.chassis.transaction import Transaction


async def know(tx: Transaction, name: str, email: str, language: str, at: datetime) -> Person:
    """Return the person with this address, made known now if nobody has it.

    What is already known stays as it is: an address on a public form proves nothing about its owner.
    """
    created = await tx.execute(
        insert(Person)
        .values(id=uuid4(), name=name, email=email, language=language, version=1, known=at)
        .on_conflict_do_nothing(index_elements=[Person.email])
    )
    person = await queries.person_by_email(tx, email)
    if person is None:
        raise PersonUnknown
    if created.rowcount:  # type: ignore[attr-defined]
        tx.record(person.told())
    return person


async def change(tx: Transaction, person_id: UUID, *, name: str | None, language: str | None) -> Person:
    """Correct what a person is called and written to in; what is not given stays."""
    person = await tx.get(Person, person_id, lock=True)
    if person is None:
        raise PersonUnknown
    if event := person.change(name=name or person.name, language=language or person.language):
        tx.record(event)
    return person


async def grant(tx: Transaction, person_id: UUID, role: str, body_id: UUID | None, at: datetime) -> None:
    """Give a person a role from today on; giving it twice changes nothing."""
    if await tx.get(Person, person_id) is None:
        raise PersonUnknown
    await tx.execute(
        insert(RoleGrant)
        .values(
            id=uuid4(),
            person_id=person_id,
            role=role,
            body_id=body_id,
            starts=at.astimezone(HELSINKI).date(),
        )
        .on_conflict_do_nothing()
    )


def grant_with_seat(
    tx: Transaction, person_id: UUID, body_id: UUID, seat_id: UUID, *, starts: date, ends: date
) -> None:
    """Make the holder of a seat a member of the body for as long as the seat is held."""
    tx.add(
        RoleGrant(
            person_id=person_id, role=MEMBER, body_id=body_id, starts=starts, ends=ends, seat_id=seat_id
        )
    )


async def end_with_seat(tx: Transaction, seat_id: UUID, ends: date) -> None:
    """End the role that came with a seat."""
    if given := await queries.grant_of_seat(tx, seat_id):
        given.ends = ends


async def request_sign_in(tx: Transaction, email: str, at: datetime, onward: str = "") -> None:
    """Have a one-time link sent, if the address is known and has not asked too often.

    The caller learns nothing either way: addresses cannot be tried out.
    """
    person = await queries.person_by_email(tx, email)
    if person is None or await queries.open_links(tx, person.id, at) >= OPEN_LINKS:
        return
    sign_in, event = SignIn.request(person, onward, at)
    tx.add(sign_in)
    tx.record(event)


async def use_sign_in(tx: Transaction, sign_in_id: UUID, at: datetime) -> tuple[Principal, str]:
    """Use a link up; return who has signed in, with today's roles, and where to go.

    Raises LinkExpired when the link was used before or is too old.
    """
    sign_in = await tx.get(SignIn, sign_in_id, lock=True)
    if sign_in is None:
        raise LinkExpired
    sign_in.use(at)
    return await principal(tx, sign_in.person_id, at), sign_in.onward


async def principal(tx: Transaction, person_id: UUID, at: datetime) -> Principal:
    """Return a person as the one who asks, with the roles of today."""
    person = await tx.get(Person, person_id)
    if person is None:
        raise PersonUnknown
    today = at.astimezone(HELSINKI).date()
    held = await queries.roles(tx, person_id, today)
    return Principal(person_id=person.id, name=person.name, language=person.language, roles=held)
