"""Writing down mandates; asking for names, proposing candidates, choosing and answering."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from services.members import access
from services.members.bodies import commands as bodies_commands
from services.members.bodies import queries as bodies
from services.members.consents.model import NotAgreedYet
from services.members.errors import CandidateUnknown, OneRepresentative
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person
from services.members.representation import queries
from services.members.representation.model import (
    NATIONWIDE,
    OPEN,
    Candidate,
    CandidateKnown,
    Mandate,
    MandateEdition,
    Nomination,
)
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.chassis.principals import COORDINATOR, Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.seats import MandateEnding, NamesDue

REMINDED_BEFORE = timedelta(days=2)
"""How long before the time for candidates ends those who have proposed nobody are reminded."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Someone who could be named, and how the proposal came."""

    person_id: UUID
    represents: str
    grounds: str
    channel: str
    proposed_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Someone who could be named, as it was written in the form."""

    name: str
    email: str
    language: str
    represents: str
    grounds: str


async def give_mandate(
    tx: Transaction, person: Person, facts: Mapping[str, Any], *, named_by: str | None
) -> Mandate:
    """Write down that someone represents the organisations in an organ, named by one of our bodies or not.

    Raises NotForGroup when a national group could not take them so.
    """
    body = await bodies.body_by_slug(tx, named_by) if named_by else None
    if named_by and body is None:
        raise NotFound
    mandate = Mandate(
        id=uuid4(), version=1, person_id=person.id, body_id=body.id if body else None, consents=False, **facts
    )
    tell(tx, mandate, person)
    tx.add(mandate)
    await _begin(tx, mandate)
    await tx.flush()
    return mandate


async def follow(tx: Transaction, person_id: UUID) -> None:
    """Let national know what someone it was told of is called now, as long as the mandate lasts."""
    found = await queries.told_to_national(tx, person_id, bodies_commands.today(tx.at))
    person = await tx.get(Person, person_id) if found else None
    for mandate in found:
        # Who was erased meanwhile is not named any more.
        if person and person.erased is None:
            mandate.version += 1
            tx.record(mandate.named(person))


def show_name(tx: Transaction, mandate: Mandate, *, shown: bool, at: datetime) -> None:
    """Show or hide the name of who has a mandate, by their own word, and keep how it was before."""
    if mandate.consents != shown:
        tx.add(MandateEdition.of(mandate, by=mandate.person_id, at=at))
        mandate.version += 1
    if shown:
        mandate.show(at)
    else:
        mandate.hide()


async def notice_ending(tx: Transaction, due: MandateEnding, *, at: datetime) -> None:
    """Have the representative and the coordinators told that a mandate ends, if it still does then."""
    mandate = await tx.get(Mandate, due.mandate_id)
    if mandate is None or mandate.ends != due.ends:
        return
    held_by = mandate.body_id or mandate.id
    told = {
        mandate.person_id,
        *await people_queries.holders(tx, COORDINATOR, held_by, bodies_commands.today(at)),
    }
    for person_id in sorted(told):
        tx.record(mandate.noticed(person_id, "ending"))


def tell(tx: Transaction, mandate: Mandate, person: Person) -> None:
    """Let everyone know of a national mandate, and national of who has one in its own groups and agrees.

    So much of a person leaves the region, and no more. Raises NotForGroup.
    """
    if mandate.national_group:
        told = mandate.named(person)
        if mandate.agreed:
            tx.record(told)
    if mandate.level == NATIONWIDE:
        tx.record(mandate.told())


async def set_notice(tx: Transaction, mandate: Mandate) -> None:
    """Set the timer of the notice before the end anew."""
    await tx.take_back(f"mandate/{mandate.id}")
    due = datetime.combine(mandate.ends - queries.SOON, bodies_commands.NOTICED_AT, HELSINKI)
    if due > tx.at:
        tx.record(
            MandateEnding(mandate_id=mandate.id, ends=mandate.ends), due=due, key=f"mandate/{mandate.id}"
        )


async def ask(tx: Transaction, body_id: UUID, facts: Mapping[str, Any], *, at: datetime) -> Nomination:
    """Write down that another organ asks a body for names, and have the body told.

    Raises GroupRequestIncomplete when a national group could not seat whom it asks for.
    """
    await bodies.body(tx, body_id)
    nomination = Nomination(
        id=uuid4(), body_id=body_id, answer=LocalisedText(), others_named=0, on_own=False, version=1, **facts
    )
    nomination.check_group()
    tx.add(nomination)
    tx.record(nomination.asked())
    await tx.flush()
    await _tell_body(tx, nomination, at=at)
    return nomination


async def remind(tx: Transaction, due: NamesDue, *, at: datetime) -> None:
    """Have those of the body told again who have proposed nobody, if candidates are still taken."""
    nomination = await queries.nomination(tx, due.nomination_id)
    if nomination.state(at) != OPEN or nomination.candidates_until != due.candidates_until:
        return
    found = await queries.candidates(tx, nomination.id)
    done = {candidate.proposed_by for candidate, _ in found} | {person.id for _, person in found}
    for person_id in await queries.concerned(tx, nomination.body_id, bodies_commands.today(at)):
        if person_id not in done:
            tx.record(nomination.told(person_id, again=True))


async def take(
    tx: Transaction, nomination: Nomination, offer: Offer, *, by: Principal, at: datetime
) -> tuple[Candidate, Person]:
    """Take a proposal as the coordinator's, a member's or one of the open form, and have the candidate told.

    Raises CandidatesClosed before anything is kept of a late one, NominationDone or CandidateKnown.
    """
    by_coordinator = access.may_seat(by, nomination.body_id)
    member = access.may_see_names(by, nomination.body_id)
    if not by_coordinator:
        nomination.check_candidates(at)
    person = await people.know(tx, offer.name, offer.email, offer.language, at)
    proposal = Proposal(
        person_id=person.id,
        represents=offer.represents,
        grounds=offer.grounds,
        channel="coordinator" if by_coordinator else "member" if member else "form",
        proposed_by=by.person_id,
    )
    candidate = await propose(tx, nomination.id, proposal, by_coordinator=by_coordinator, at=at)
    tx.record(nomination.proposed(person.id))
    return candidate, person


async def propose(
    tx: Transaction, nomination_id: UUID, proposal: Proposal, *, by_coordinator: bool, at: datetime
) -> Candidate:
    """Propose someone, also one who took the name back. The coordinator may do so until the answer leaves.

    Raises CandidatesClosed, NominationDone or CandidateKnown.
    """
    nomination = await queries.nomination(tx, nomination_id, lock=True)
    if by_coordinator:
        nomination.check_undone()
    else:
        nomination.check_candidates(at)
    candidate = Candidate(
        id=uuid4(),
        nomination_id=nomination_id,
        received=at,
        consents=False,
        chosen=False,
        named=False,
        **vars(proposal),
    )
    try:
        async with tx.attempt():
            tx.add(candidate)
            await tx.flush()
    except IntegrityError as error:
        known = await queries.candidate_of(tx, nomination_id, proposal.person_id)
        if known.withdrawn is None:
            raise CandidateKnown from error
        known.stand_again(at)
        for name, value in vars(proposal).items():
            setattr(known, name, value)
        return known
    return candidate


async def answer(
    tx: Transaction,
    nomination_id: UUID,
    chosen: Collection[UUID],
    words: LocalisedText,
    *,
    at: datetime,
    deputy: UUID | None = None,
) -> Nomination:
    """Choose the names and answer; to a national group, `deputy` tells which of two is the deputy.

    Raises NominationDone, NoNames, TooManyNames, CandidateUnknown, OneRepresentative or NotAgreedYet.
    """
    nomination = await queries.nomination(tx, nomination_id, lock=True)
    found = [pair for pair in await queries.candidates(tx, nomination_id) if not pair[0].withdrawn]
    candidates = {one.id: one for one, _ in found}
    if deputy is not None:
        chosen = {*chosen, deputy}
    if not set(chosen) <= set(candidates):
        raise CandidateUnknown
    event = nomination.reply(words, len(set(chosen)), at=at)
    for candidate in candidates.values():
        candidate.chosen = candidate.id in chosen
    tx.record(event)
    if nomination.national_group:
        await _name(tx, nomination, [pair for pair in found if pair[0].chosen], deputy, at=at)
    standings: dict[UUID, bool | None] = {one.person_id: one.chosen for one in candidates.values()}
    for person_id in await queries.concerned(tx, nomination.body_id, bodies_commands.today(at)):
        standings.setdefault(person_id, None)
    for person_id, is_chosen in standings.items():
        tx.record(nomination.given(person_id, event.names, is_chosen=is_chosen))
    return nomination


async def note_naming(
    tx: Transaction, nomination_id: UUID, named: Collection[UUID], *, on: date, others: int, by: UUID | None
) -> Nomination:
    """Write down whom the organ named; with a term they get mandates, which a correction by `by` follows.

    Each of them hears of it, of a correction only who was named by it or no longer is.

    Raises NominationNotAnswered, or CandidateUnknown for one who was not in the answer.
    """
    nomination = await queries.nomination(tx, nomination_id, lock=True)
    first = nomination.named_on is None
    nomination.note_naming(on, others)
    chosen = {one.id: one for one, _ in await queries.candidates(tx, nomination_id) if one.chosen}
    if not set(named) <= set(chosen):
        raise CandidateUnknown
    for candidate in chosen.values():
        before, candidate.named = candidate.named, candidate.id in named
        if not candidate.withdrawn and (first or candidate.named != before):
            tx.record(nomination.closed(candidate.person_id, "named" if candidate.named else "not_named"))
    if nomination.term_starts and nomination.term_ends and not nomination.national_group:
        await _follow(tx, nomination, chosen.values(), nomination.term_ends, by)
    return nomination


async def cancel(tx: Transaction, nomination_id: UUID, *, at: datetime) -> Nomination:
    """Call a request off and have candidates, members and coordinators told. Raises NominationDone."""
    nomination = await queries.nomination(tx, nomination_id, lock=True)
    tx.record(nomination.cancel(at))
    candidates = await queries.candidates(tx, nomination_id)
    known = {one.person_id for one, _ in candidates if not one.withdrawn}
    known |= set(await queries.concerned(tx, nomination.body_id, bodies_commands.today(at)))
    for person_id in sorted(known):
        tx.record(nomination.closed(person_id, "cancelled"))
    return nomination


async def move(
    tx: Transaction, nomination_id: UUID, *, deadline: datetime, candidates_until: datetime, at: datetime
) -> Nomination:
    """Give a request other times and have the body told anew. Raises NominationDone."""
    nomination = await queries.nomination(tx, nomination_id, lock=True)
    nomination.move(deadline, candidates_until)
    tx.record(nomination.asked())
    await _tell_body(tx, nomination, at=at)
    return nomination


async def _tell_body(tx: Transaction, nomination: Nomination, *, at: datetime) -> None:
    """Have the body told while candidates are taken, and set the timer of the reminder."""
    await tx.take_back(f"names/{nomination.id}")
    if nomination.state(at) != OPEN:
        return
    for person_id in await queries.concerned(tx, nomination.body_id, bodies_commands.today(at)):
        tx.record(nomination.told(person_id))
    day = (nomination.candidates_until - REMINDED_BEFORE).astimezone(HELSINKI).date()
    due = datetime.combine(day, bodies_commands.NOTICED_AT, HELSINKI)
    if due > at:
        again = NamesDue(nomination_id=nomination.id, candidates_until=nomination.candidates_until)
        tx.record(again, due=due, key=f"names/{nomination.id}")


async def _name(
    tx: Transaction,
    nomination: Nomination,
    chosen: Sequence[tuple[Candidate, Person]],
    deputy: UUID | None,
    *,
    at: datetime,
) -> None:
    """Name those who were chosen to the national group that asked: the answer is the naming."""
    if sum(candidate.id != deputy for candidate, _ in chosen) != 1:
        raise OneRepresentative
    if not all(candidate.consents for candidate, _ in chosen):
        raise NotAgreedYet
    nomination.note_naming(bodies_commands.today(at), 0)
    for candidate, person in chosen:
        candidate.named = True
        post = "deputy" if candidate.id == deputy else "member"
        mandate = _mandate(nomination, candidate, post=post)
        tell(tx, mandate, person)
        tx.add(mandate)
        await _begin(tx, mandate)


async def _begin(tx: Transaction, mandate: Mandate) -> None:
    """Have the representative told, and set the timer of the notice before the end."""
    if mandate.ends >= bodies_commands.today(tx.at):
        tx.record(mandate.noticed(mandate.person_id, "given"))
    await set_notice(tx, mandate)


async def _follow(
    tx: Transaction, nomination: Nomination, chosen: Iterable[Candidate], ends: date, by: UUID | None
) -> None:
    """Give mandates to those who were named; a correction keeps what was written before."""
    given = {one.person_id: one for one in await queries.mandates_of(tx, nomination.id)}
    for candidate in chosen:
        mandate = given.get(candidate.person_id)
        if mandate is None:
            if not candidate.named:
                continue
            mandate = _mandate(nomination, candidate, post="member")
            tx.add(mandate)
            await _begin(tx, mandate)
        elif candidate.named != mandate.void:
            continue
        else:
            tx.add(MandateEdition.of(mandate, by=by, at=tx.at))
            if candidate.named:
                mandate.revive(ends)
                await _begin(tx, mandate)
            else:
                mandate.make_void()
                await tx.take_back(f"mandate/{mandate.id}")
        if mandate.level == NATIONWIDE:
            tx.record(mandate.told())


def _mandate(nomination: Nomination, candidate: Candidate, *, post: str) -> Mandate:
    return Mandate(
        id=uuid4(),
        body_id=nomination.body_id,
        nomination_id=nomination.id,
        organ=nomination.organ,
        level=nomination.level,
        post=post,
        represents=candidate.represents,
        person_id=candidate.person_id,
        consents=candidate.consents,
        consented=candidate.consented,
        text_version=candidate.text_version,
        agreed=candidate.consented if nomination.national_group else None,
        starts=nomination.term_starts,
        ends=nomination.term_ends,
        national_group=nomination.national_group,
        version=1,
    )
