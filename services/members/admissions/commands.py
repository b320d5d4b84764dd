"""Taking in whom national proposes, letting them in or not, and following what national says of them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.members.addresses import commands as addresses
from services.members.admissions.schemas import LetInIn, Proposed, Withdrawn
from services.members.advisers import commands as advisers
from services.members.advisers import queries
from services.members.advisers.model import AdviserLetIn, AdviserNotMoved, ProposedAdviser
from services.members.bodies.commands import today
from services.members.bodies.model import DAY
from services.members.erasures import commands as erasures
from services.members.erasures import queries as erasures_queries
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person, RoleGrant
from services.members.people.schemas import RoleIn, TitleWords
from services.members.register import commands as register
from services.members.representation import commands as representation
from shared.chassis.principals import COORDINATOR, Principal
from shared.chassis.transaction import Transaction


async def take_in(tx: Transaction, told: Proposed) -> None:
    """Write down whom national proposes, or what it now says of them; an older word changes nothing.

    What takes away holds at once: an earlier last day ends the role of who was let in. What gives waits.
    """
    known = await queries.known_proposed(tx, told.adviser_id)
    if known is None:
        known = ProposedAdviser(id=told.adviser_id, withdrawn=False, longer=False, **told.facts())
        tx.add(known)
        await tx.flush()
        await _offer(tx, known)
        return
    if known.version >= told.version:
        return
    known.version = told.version
    if known.withdrawn and known.declined:
        return
    is_let_in = known.person_id is not None and known.grant_id is not None
    person = await people_queries.known(tx, known.person_id, lock=True) if is_let_in else None
    again, before, moved = known.withdrawn, known.name, known.moved(person, tx.at)
    known.withdrawn = False
    for name, value in told.facts().items():
        setattr(known, name, value)
    if again:
        await _offer(tx, known)
    if person is not None:
        await _follow(tx, known, person, before)
        if known.moved(person, tx.at) and not moved and known.offered(today(tx.at)):
            await _notice(tx, known, "moved", today(tx.at))


async def withdraw(tx: Transaction, told: Withdrawn, *, at: datetime) -> None:
    """End the role of an adviser whom national has withdrawn; erase one whom national has erased.

    Whom the table knows otherwise too, by a seat or a role of its own, stays known.
    """
    known = await queries.known_proposed(tx, told.adviser_id)
    if known is None:
        # So that a proposal that national made before and that comes after proposes nobody.
        tx.add(ProposedAdviser(id=told.adviser_id, withdrawn=True, longer=False, **told.facts()))
        return
    if known.version >= told.version:
        return
    person_id, had_declined = known.person_id, known.declined is not None
    if given := await _given_role(tx, known):
        await _end(tx, known, given, told.ends)
    known.version = told.version
    if told.erased:
        known.forget()
    else:
        known.close()
    if had_declined and known.declined is None:
        tx.record(known.answered(at))
    await tx.flush()
    if person_id and told.erased and not await erasures_queries.has_task(tx, person_id, at):
        await erasures.erase(tx, person_id, by=None, at=at)


async def let_in(
    tx: Transaction, adviser_id: UUID, data: LetInIn, *, by: Principal, at: datetime
) -> ProposedAdviser:
    """Give an adviser a role as long as national proposes them; who is new gets to know by letter.

    Raises AdviserUnknown, AdviserNotProposed, AdviserLetIn or RoleNotGiven.
    """
    day, proposed = today(at), await queries.proposed(tx, adviser_id, lock=True)
    proposed.check_offered(day)
    given = await _given_role(tx, proposed)
    if given and _goes_on(given, day) and not proposed.longer:
        raise AdviserLetIn
    person = await _person(tx, proposed, given, at)
    role = RoleIn(
        role=data.role,
        body_id=data.body_id,
        title=TitleWords(**proposed.title.to_dict()),
        organisation=proposed.employer.read(tx.instance.languages[0]).text,
        starts=max(day, proposed.starts),
        ends=proposed.ends,
    )
    await register.give_role(tx, person.id, role, by=by, at=at)
    had_declined = proposed.declined is not None
    proposed.let_in(await _given(tx, person.id, role))
    if had_declined:
        tx.record(proposed.answered(at))
    await tx.flush()
    return proposed


async def decline(tx: Transaction, adviser_id: UUID, *, at: datetime) -> ProposedAdviser:
    """Say no to an adviser and let national know; they can be let in later after all.

    Raises AdviserUnknown or AdviserLetIn.
    """
    proposed = await queries.proposed(tx, adviser_id, lock=True)
    proposed.decline(today(at), at)
    tx.record(proposed.answered(at))
    return proposed


async def move(tx: Transaction, adviser_id: UUID, *, by: UUID | None, at: datetime) -> ProposedAdviser:
    """Have a link sent to the address national now tells; until it is used the present one holds.

    Raises AdviserNotMoved, AddressSame or AddressAskedOften.
    """
    proposed = await queries.proposed(tx, adviser_id, lock=True)
    found = await queries.here(tx, proposed)
    if found.person is None or not found.moved:
        raise AdviserNotMoved
    await addresses.ask(tx, found.person.id, proposed.email, by=by, at=at)
    return proposed


async def tell_again(tx: Transaction, person_id: UUID) -> None:
    """Tell whoever was told of a person by name what they are called now."""
    await representation.follow(tx, person_id)
    await advisers.follow(tx, person_id)


async def _follow(tx: Transaction, known: ProposedAdviser, person: Person, before: str) -> None:
    """Correct the name when it is still the one national had told; what gives waits for a click."""
    if person.name == before != known.name:
        await people.rename(tx, person, known.name)
    given = await _given_role(tx, known)
    if given and known.ends and (given.ends is None or known.ends < given.ends):
        await _end(tx, known, given, known.ends)
    longer = bool(given and given.ends and (known.ends is None or known.ends > given.ends))
    if longer and not known.longer:
        await _offer(tx, known)
    known.longer = longer


async def _end(tx: Transaction, known: ProposedAdviser, given: RoleGrant, ends: date) -> None:
    day = today(tx.at)
    if given.ends is not None and given.ends <= max(ends, day - DAY):
        return
    if ends < day:
        await people.end_role(tx, given, by=None, at=tx.at)
    else:
        given.ends = max(ends, given.starts - DAY)
    await _notice(tx, known, "ended", max(ends, day - DAY))


async def _offer(tx: Transaction, known: ProposedAdviser) -> None:
    """Have the coordinators told of whom they can let in; of a time that has passed nothing is said."""
    if known.offered(today(tx.at)):
        await _notice(tx, known, "proposed", known.starts)


async def _notice(
    tx: Transaction, known: ProposedAdviser, what: Literal["proposed", "moved", "ended"], on: date
) -> None:
    for person_id in await people_queries.holders(tx, COORDINATOR, known.id, today(tx.at)):
        tx.record(known.noticed(person_id, what, on))


async def _person(
    tx: Transaction, proposed: ProposedAdviser, given: RoleGrant | None, at: datetime
) -> Person:
    """Return who is to be let in; one who was before gives up the role that ends too early."""
    if proposed.person_id is None:
        return await people.know(tx, proposed.name, proposed.email, proposed.language, at)
    if given and _goes_on(given, today(at)):
        await people.end_role(tx, given, by=None, at=at)
        await tx.flush()
    return await people_queries.known(tx, proposed.person_id)


def _goes_on(given: RoleGrant, day: date) -> bool:
    return given.ends is None or given.ends >= day


async def _given_role(tx: Transaction, known: ProposedAdviser) -> RoleGrant | None:
    """Return the role that somebody was let in with, held by the transaction."""
    if known.person_id is None or known.grant_id is None:
        return None
    return await people_queries.grant(tx, known.person_id, known.grant_id)


async def _given(tx: Transaction, person_id: UUID, role: RoleIn) -> RoleGrant:
    """Return the role that was just given, or that the person held already."""
    held = [
        one
        for one in await people_queries.grants(tx, person_id)
        if one.seat_id is None and one.covers(role.role, role.body_id, role.starts or one.starts)
    ]
    return next((one for one in held if one.ends == role.ends), held[0])
