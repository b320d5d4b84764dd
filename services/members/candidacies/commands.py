"""Saying yes to one's candidacy, taking one's name back, and coming back."""

from datetime import datetime
from uuid import UUID

from services.members.bodies.commands import today
from services.members.candidacies import queries
from services.members.people import queries as people
from services.members.representation import commands
from services.members.representation import queries as representation
from services.members.representation.model import Candidate, CandidatesClosed, NominationDone
from shared.chassis.principals import COORDINATOR
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.seats import CandidateWithdrew


async def agree(tx: Transaction, candidate_id: UUID, *, at: datetime) -> Candidate:
    """Say yes to being named, and to the name being shown with the answer and in the register.

    Raises NotFound when the name was taken back, and NominationDone when the request was called off.
    """
    one = await queries.candidate(tx, candidate_id)
    nomination = await representation.nomination(tx, one.nomination_id, lock=True)
    if nomination.cancelled:
        raise NominationDone
    one = await queries.candidate(tx, candidate_id, lock=True)
    if one.withdrawn:
        raise NotFound
    one.show(at)
    for mandate in await queries.mandates(tx, one):
        commands.show_name(tx, mandate, shown=True, at=at)
    return one


async def withdraw(tx: Transaction, candidate_id: UUID, *, at: datetime) -> Candidate:
    """Take a candidate's name back and have the body's coordinators told; a second time changes nothing.

    Before the answer the name is no longer among those to choose from; after it nobody outside sees the
    name any more, nor in the register of representation.
    """
    one = await queries.candidate(tx, candidate_id)
    # The request first, as the answer does: either the name is gone before it or it was in it.
    nomination = await representation.nomination(tx, one.nomination_id, lock=True)
    one = await queries.candidate(tx, candidate_id, lock=True)
    if one.withdrawn:
        return one
    one.withdraw(at)
    for mandate in await queries.mandates(tx, one):
        commands.show_name(tx, mandate, shown=False, at=at)
    for person_id in await people.holders(tx, COORDINATOR, nomination.body_id, today(at)):
        tx.record(
            CandidateWithdrew(
                nomination_id=nomination.id,
                body_id=nomination.body_id,
                person_id=person_id,
                organ=nomination.organ.to_dict(),
                answered=nomination.answered is not None,
            )
        )
    return one


async def come_back(tx: Transaction, candidate_id: UUID, *, at: datetime) -> Candidate:
    """Be a candidate again after taking the name back; whether the name is shown is asked anew.

    Raises CandidatesClosed when candidates are no longer taken.
    """
    one = await queries.candidate(tx, candidate_id)
    nomination = await representation.nomination(tx, one.nomination_id, lock=True)
    one = await queries.candidate(tx, candidate_id, lock=True)
    if one.withdrawn is None:
        return one
    if not nomination.may_return(at):
        raise CandidatesClosed
    one.stand_again(at)
    return one
