"""Proposing a representative without being asked: writing, changing, sending, and what was answered."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.errors import NoNames
from services.members.initiatives import queries
from services.members.initiatives.model import rewrite
from services.members.people import commands as people
from services.members.representation import commands as representation
from services.members.representation import queries as representation_queries
from services.members.representation.commands import Offer, Proposal
from services.members.representation.model import Nomination
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction


async def write(
    tx: Transaction, body_id: UUID, facts: Mapping[str, Any], offer: Offer, *, by: UUID | None, at: datetime
) -> Nomination:
    """Write down whom a body proposes to an outside organ; nobody is told before it is sent."""
    await bodies.body(tx, body_id)
    written = {"asked_on": today(at), "deadline": at, "candidates_until": at, "names": 1, "others_named": 0}
    nomination = Nomination(
        id=uuid4(), body_id=body_id, open_form=False, on_own=True, version=1, **written, **facts
    )
    tx.add(nomination)
    await tx.flush()
    proposal = await _offered(tx, offer, by, at)
    await representation.propose(tx, nomination.id, proposal, by_coordinator=True, at=at)
    return nomination


async def change(
    tx: Transaction,
    initiative_id: UUID,
    facts: Mapping[str, Any],
    offer: Offer,
    *,
    by: UUID | None,
    at: datetime,
) -> Nomination:
    """Write a proposal anew before it is sent; who was in it before and is not any more is forgotten.

    Raises NominationDone.
    """
    found = await queries.initiative(tx, initiative_id, lock=True)
    rewrite(found.nomination, facts)
    proposal, candidate = await _offered(tx, offer, by, at), found.candidate
    if candidate and candidate.withdrawn is None and candidate.person_id == proposal.person_id:
        candidate.represents, candidate.grounds = proposal.represents, proposal.grounds
        return found.nomination
    if candidate and candidate.person_id != proposal.person_id:
        await tx.delete(candidate)
        await tx.flush()
    await representation.propose(tx, initiative_id, proposal, by_coordinator=True, at=at)
    return found.nomination


async def send(tx: Transaction, initiative_id: UUID, *, at: datetime) -> Nomination:
    """Note that the proposal has been sent, and have the one who is proposed, the body and the region told.

    Raises NominationDone, or NoNames when the name was taken back.
    """
    found = await queries.initiative(tx, initiative_id, lock=True)
    nomination, candidate = found.nomination, found.candidate
    if candidate is None or candidate.withdrawn:
        raise NoNames
    tx.record(nomination.reply(LocalisedText(), 1, at=at))
    candidate.chosen = True
    concerned = await representation_queries.concerned(tx, nomination.body_id, today(at))
    tx.record(nomination.given(candidate.person_id, 1, is_chosen=True))
    for person_id in concerned:
        if person_id != candidate.person_id:
            tx.record(nomination.given(person_id, 1, is_chosen=None))
    return nomination


async def note_answer(
    tx: Transaction, initiative_id: UUID, words: LocalisedText, *, accepted: bool, on: date, by: UUID | None
) -> Nomination:
    """Note what the organ answered: who is accepted gets a mandate, and a correction takes it away.

    Raises NominationNotAnswered before the proposal is sent, NoNames when the name was taken back.
    """
    found = await queries.initiative(tx, initiative_id, lock=True)
    candidate = found.candidate
    if accepted and (candidate is None or candidate.withdrawn):
        raise NoNames
    named = [candidate.id] if candidate and accepted else []
    nomination = await representation.note_naming(tx, initiative_id, named, on=on, others=0, by=by)
    nomination.answer = words
    return nomination


async def drop(tx: Transaction, initiative_id: UUID, *, at: datetime) -> None:
    """Give a proposal up before it is sent, and forget who was in it. Raises NominationDone."""
    found = await queries.initiative(tx, initiative_id, lock=True)
    found.nomination.cancel(at)
    if found.candidate:
        await tx.delete(found.candidate)


async def _offered(tx: Transaction, offer: Offer, by: UUID | None, at: datetime) -> Proposal:
    person = await people.know(tx, offer.name, offer.email, offer.language, at)
    return Proposal(
        person_id=person.id,
        represents=offer.represents,
        grounds=offer.grounds,
        channel="coordinator",
        proposed_by=by,
    )
