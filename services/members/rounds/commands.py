"""Telling those who applied what becomes of the call, and giving it up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.members.applications import queries as applications
from services.members.applications.model import Application, kept_until
from services.members.calls import commands as commands_of_calls
from services.members.calls import queries as calls
from services.members.calls.model import DECIDING, TAKING, Call
from services.members.organisations import queries as organisations
from services.members.people import queries as people
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Snapshot, Transaction
from shared.contracts.members import (
    ApplicantToTell,
    ApplicationsOutlived,
    CallAnnounced,
    CallCancelled,
    CallReopened,
    DraftsOutlived,
)


async def tell_of_round(tx: Transaction, call_id: UUID, *, at: datetime) -> None:
    """Tell the applicants of the rounds before that the call is open again: each once a round."""
    call = await calls.call(tx, call_id, lock=True)
    if call.told == call.round or call.state(at) not in (*TAKING, *DECIDING):
        return
    rounds = (await calls.call_in_body(tx, call_id)).rounds
    found = await applications.standing_before(tx, call)
    call.told = call.round
    if found:
        tx.record(
            CallReopened(
                call_id=call.id,
                body_id=call.body_id,
                round=call.round,
                title=call.title.to_dict(),
                reason=rounds[-1].return_reason.to_dict(),
                deadline=call.deadline,
                applicants=_to_tell(found),
            )
        )


async def spread_word(tx: Transaction, call_id: UUID, *, at: datetime) -> int:
    """Have the contact people of the directory told that a call is open, once a round; return how many.

    Who has applied knows already. Raises NotAtThisPoint.
    """
    call = await calls.call(tx, call_id, lock=True)
    call.spread_word(at)
    people = await to_hear(tx, call)
    for person_id in people:
        tx.record(
            CallAnnounced(
                call_id=call.id, person_id=person_id, title=call.title.to_dict(), deadline=call.deadline
            )
        )
    return len(people)


async def to_hear(look: Snapshot, call: Call) -> list[UUID]:
    """Return who gets the letters of the organisations that have not applied in any round of a call."""
    known = [*await applications.standing_before(look, call), *await applications.applications(look, call)]
    applied = {one.organisation_id for one in known}
    applicants = await people.people(look, [one.person_id for one in known if one.person_id])
    heard = {person.email for person in applicants.values()}
    return sorted(
        one.reader_id
        for one in await organisations.readers(look)
        if one.organisation_id not in applied and one.email not in heard
    )


async def cancel(tx: Transaction, call_id: UUID, reason: LocalisedText, *, at: datetime) -> Call:
    """Give a call up and tell everyone who had applied. Raises NotAtThisPoint after the confirmation."""
    call = await calls.call(tx, call_id, lock=True)
    was_taking = call.state(at) in TAKING
    call.cancel(reason, at)
    await commands_of_calls.unannounce(tx, call)
    if was_taking:
        tx.record(call.closed())
    found = [*await applications.standing_before(tx, call), *await applications.applications(tx, call)]
    standing = [one for one in found if one.withdrawn is None]
    tx.record(
        CallCancelled(
            call_id=call.id,
            body_id=call.body_id,
            title=call.title.to_dict(),
            reason=reason.to_dict(),
            applicants=_to_tell(standing),
        )
    )
    tx.record(ApplicationsOutlived(call_id=call.id, all=True), due=kept_until(at))
    tx.record(DraftsOutlived(call_id=call.id, round=call.round), due=at + commands_of_calls.DRAFTS_KEPT)
    return call


def _to_tell(found: Sequence[Application]) -> tuple[ApplicantToTell, ...]:
    # Who applied in two rounds is one person: the latest application speaks for both.
    latest = {one.person_id: one for one in found if one.person_id is not None}
    return tuple(
        ApplicantToTell(application_id=one.id, person_id=person) for person, one in latest.items() if person
    )
