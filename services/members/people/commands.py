"""Getting to know people, giving them roles, letting them in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from services.members.errors import PersonUnknown, RoleOfSeat
from services.members.people import queries
from services.members.people.model import OPEN_LINKS, Person, PersonChange, RoleGrant, SignIn
from services.members.sessions import commands as sessions
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.chassis.principals import MEMBER, Principal
from shared.chassis.problems import LinkExpired
from shared.chassis.transaction import Transaction
from shared.contracts.members import RetentionDue
from shared.contracts.register import PersonAdded, PersonCorrected

RETENTION = "retention"
NIGHT = time(3, 30)


@dataclass(frozen=True)
class Post:
    """What the holder of a role is called at work, and by whom employed."""

    title: LocalisedText = field(default_factory=LocalisedText)
    organisation: str = ""


NO_POST = Post()


async def know(tx: Transaction, name: str, email: str, language: str, at: datetime) -> Person:
    """Return the person with this address, made known now if nobody has it.

    What is already known stays as it is: an address on a public form proves nothing about its owner.
    """
    person, _is_new = await _know(tx, name, email, language, at)
    return person


async def add(tx: Transaction, name: str, email: str, language: str, at: datetime) -> Person:
    """Make a person known by the coordinator's hand; one who is new gets a letter of it."""
    person, is_new = await _know(tx, name, email, language, at)
    if is_new:
        tx.record(PersonAdded(person_id=person.id))
    return person


async def know_all(
    tx: Transaction, people: Mapping[str, tuple[str, str]], at: datetime
) -> Mapping[str, Person]:
    """Make many people known at once, by address: the name and the language. Return them by address."""
    if not people:
        return {}
    rows = [
        {"id": uuid4(), "name": name, "email": email, "language": language, "version": 1, "known": at}
        for email, (name, language) in sorted(people.items())
    ]
    created = await tx.execute(
        insert(Person).values(rows).on_conflict_do_nothing(index_elements=[Person.email]).returning(Person.id)
    )
    new = set(created.scalars())
    known = await queries.people_by_email(tx, list(people))
    tx.record_all(person.told() for person in known.values() if person.id in new)
    return known


async def change(
    tx: Transaction,
    person_id: UUID,
    *,
    name: str | None,
    language: str | None,
    languages: Collection[str] | None,
    by: UUID | None = None,
) -> Person:
    """Correct what a person is called, written to in and speaks; what is not given stays."""
    person = await queries.known(tx, person_id, lock=True)
    before = {what: getattr(person, what) for what in ("name", "language", "languages")}
    event = person.change(
        name=name or person.name,
        language=language or person.language,
        languages=person.languages if languages is None else languages,
    )
    if event:
        tx.record_all((event, PersonCorrected(person_id=person_id)))
    for what, value in before.items():
        if getattr(person, what) != value:
            note_change(tx, person_id, what, by=by or person_id)
    return person


async def swap_addresses(tx: Transaction, person: Person, other: Person) -> None:
    """Write to a person at the address of an entry of theirs, which keeps the one from before."""
    ours, theirs = person.email, other.email
    # No two may have the same address, not even for a moment.
    for entry, email in ((other, str(other.id)), (person, theirs), (other, ours)):
        entry.email = email
        await tx.flush()


async def rename(tx: Transaction, person: Person, name: str) -> None:
    """Call a person as the instance that told of them now does; nobody here changed it."""
    if event := person.change(name=name, language=person.language, languages=person.languages):
        tx.record(event)
        note_change(tx, person.id, "name", by=None)


def note_change(tx: Transaction, person_id: UUID, what: str, *, by: UUID | None) -> None:
    """Write down that something was changed, and by whom."""
    tx.add(PersonChange(person_id=person_id, what=what, by=by, at=tx.at))


async def grant(
    tx: Transaction,
    person_id: UUID,
    role: str,
    body_id: UUID | None,
    at: datetime,
    *,
    by: UUID | None = None,
    post: Post = NO_POST,
    starts: date | None = None,
    ends: date | None = None,
) -> None:
    """Give a person a role from a day on; giving it again changes at most what the holder is called."""
    await queries.known(tx, person_id)
    given = await tx.execute(
        insert(RoleGrant)
        .values(
            id=uuid4(),
            person_id=person_id,
            role=role,
            body_id=body_id,
            starts=starts or at.astimezone(HELSINKI).date(),
            ends=ends,
            **vars(post),
        )
        .on_conflict_do_nothing()
    )
    if given.rowcount:  # type: ignore[attr-defined]
        note_change(tx, person_id, "role_given", by=by)
    elif post != NO_POST:
        held = await queries.grants(tx, person_id)
        known = next(one for one in held if (one.role, one.body_id, one.ends) == (role, body_id, None))
        known.title, known.organisation = post.title, post.organisation


async def end_role(tx: Transaction, given: RoleGrant, *, by: UUID | None, at: datetime) -> None:
    """End a role that somebody gave; today is no more a day of it. Raises RoleOfSeat."""
    if given.seat_id is not None:
        raise RoleOfSeat
    given.ends = max(at.astimezone(HELSINKI).date() - timedelta(days=1), given.starts - timedelta(days=1))
    note_change(tx, given.person_id, "role_ended", by=by)


def grant_with_seat(
    tx: Transaction,
    person_id: UUID,
    body_id: UUID,
    seat_id: UUID,
    *,
    starts: date,
    ends: date,
    role: str = MEMBER,
) -> None:
    """Give the holder of a seat, an office or a deputy's place its role for as long as it is held."""
    tx.add(
        RoleGrant(person_id=person_id, role=role, body_id=body_id, starts=starts, ends=ends, seat_id=seat_id)
    )


async def grant_with_seats(tx: Transaction, seats: Select[UUID, UUID, UUID, date, date]) -> None:
    """Give the holders of many seats the member's role in one statement.

    `seats` asks for the person, the body, the seat, the first and the last day.
    """
    given = ("id", "role", "person_id", "body_id", "seat_id", "starts", "ends")
    held = select(func.gen_random_uuid(), literal(MEMBER), seats.subquery())
    await tx.execute(insert(RoleGrant).from_select(given, held))


async def end_with_seat(tx: Transaction, seat_id: UUID, ends: date) -> None:
    """End the role that came with a seat, an office or a deputy's place."""
    if given := await queries.grant_of_seat(tx, seat_id):
        given.ends = ends


async def hand_on_with_seat(tx: Transaction, seat_id: UUID, former_id: UUID, ends: date) -> None:
    """End the role that came with a seat whose holder changes; it stays as that of the former holder."""
    if given := await queries.grant_of_seat(tx, seat_id):
        given.seat_id, given.ends = former_id, ends
        await tx.flush()


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


async def use_sign_in(
    tx: Transaction, sign_in_id: UUID, at: datetime, *, user_agent: str = ""
) -> tuple[Principal, str]:
    """Use a link up and begin a session; return who has signed in, with today's roles, and where to go.

    Raises LinkExpired when the link was used before or is too old.
    """
    sign_in = await tx.get(SignIn, sign_in_id, lock=True)
    if sign_in is None:
        raise LinkExpired
    sign_in.use(at)
    return await begin_session(tx, sign_in.person_id, at, user_agent=user_agent), sign_in.onward


async def begin_session(tx: Transaction, person_id: UUID, at: datetime, *, user_agent: str) -> Principal:
    """Sign a person in on a device; one who was about to be forgotten stays."""
    (await queries.known(tx, person_id, lock=True)).see(at.astimezone(HELSINKI).date())
    who = await principal(tx, person_id, at)
    await keep_time(tx, at)
    return replace(who, session=sessions.start(tx, person_id, user_agent, at).id)


async def keep_time(tx: Transaction, at: datetime) -> None:
    """Let what has been kept as long as it may be forgotten next night; once begun, it goes on by itself."""
    night = datetime.combine(at.astimezone(HELSINKI).date() + timedelta(days=1), NIGHT, HELSINKI)
    await tx.take_back(RETENTION)
    tx.record(RetentionDue(), due=night, key=RETENTION)


async def renew_session(tx: Transaction, who: Principal, at: datetime) -> Principal | None:
    """Return the one who asks with the roles of today, or None when the session has ended."""
    session = await sessions.renew(tx, who.session, at)
    if session is None:
        return None
    return replace(await principal(tx, session.person_id, at), session=session.id)


async def end_session(tx: Transaction, who: Principal, at: datetime) -> None:
    """Sign the one who asks out of this device."""
    if who.session and who.person_id:
        await sessions.end(tx, who.session, person_id=who.person_id, at=at)


async def principal(tx: Transaction, person_id: UUID, at: datetime) -> Principal:
    """Return a person as the one who asks, with the roles of today."""
    person = await queries.known(tx, person_id)
    today = at.astimezone(HELSINKI).date()
    held = await queries.roles(tx, person_id, today)
    return Principal(person_id=person.id, name=person.name, language=person.language, roles=held)


async def _know(tx: Transaction, name: str, email: str, language: str, at: datetime) -> tuple[Person, bool]:
    created = await tx.execute(
        insert(Person)
        .values(id=uuid4(), name=name, email=email, language=language, version=1, known=at)
        .on_conflict_do_nothing(index_elements=[Person.email])
    )
    person = await queries.person_by_email(tx, email)
    if person is None:
        raise PersonUnknown
    is_new = bool(created.rowcount)  # type: ignore[attr-defined]
    if is_new:
        tx.record(person.told())
    return person, is_new
