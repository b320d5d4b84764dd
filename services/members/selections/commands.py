"""Choosing, confirming, and letting a reserve in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from services.members.applications import queries as applications
from services.members.applications.model import SELECTED, Application
from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.bodies.commands import Holder
from services.members.bodies.model import ORGANISATION, Seat, Term, Theme
from services.members.calls import queries as calls
from services.members.calls.model import Call
from services.members.errors import NobodySelected, NoReserve, NotInCall, UndecidedApplications
from services.members.selections import queries
from services.members.selections.model import Tally, tally
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.members import Outcome, OutcomeOfApplication, SelectionConfirmed


async def choose(
    tx: Transaction, call_id: UUID, outcomes: Mapping[UUID, str | None], *, at: datetime
) -> Tally:
    """Set outcomes; an application that is not named keeps its own. Targets are soft: nothing blocks.

    Raises CallStillOpen before the deadline, NotInCall for another call's or a withdrawn application.
    """
    call = await calls.call(tx, call_id, lock=True)
    call.check_selecting(at)
    found = await applications.applications(tx, call_id)
    standing = {one.id: one for one in found if one.withdrawn is None}
    for application_id, outcome in outcomes.items():
        if application_id not in standing:
            raise NotInCall
        standing[application_id].outcome = outcome
    return tally(await bodies_queries.themes(tx, call.body_id), found)


async def confirm_selection(tx: Transaction, call_id: UUID, *, at: datetime) -> tuple[Call, Tally]:
    """Confirm the outcomes: seat the selected for the term and tell every evaluated applicant.

    Raises CallStillOpen, SelectionConfirmedAlready, UndecidedApplications or NobodySelected.
    """
    call = await calls.call(tx, call_id, lock=True)
    call.check_selecting(at)
    found = await applications.applications(tx, call_id)
    whole = await bodies_queries.whole_locked(tx, call.body_id)
    outcome = tally(whole.themes, found)
    if outcome.undecided:
        raise UndecidedApplications
    if not outcome.selected:
        raise NobodySelected
    call.confirmed = at
    themes = {theme.id: theme for theme in whole.themes}
    term = await bodies.term_for(tx, whole, call.term_starts, call.term_ends)
    for application in found:
        if application.outcome == SELECTED:
            await _seat(tx, application, term, call, themes[application.theme_id])
    tx.record(_confirmed(call, found, themes))
    await bodies.count(tx, call.body_id, at=at)
    return call, outcome


async def fill_from_reserve(
    tx: Transaction, seat_id: UUID, *, application_id: UUID | None, on: date, at: datetime
) -> Seat:
    """Let a reserve of the same theme take over a seat that was left, for the rest of the term.

    Raises NoReserve, or SeatStillHeld when the seat is not free on that day.
    """
    body_id = (await bodies_queries.seat(tx, seat_id)).body_id
    whole = await bodies_queries.whole_locked(tx, body_id)
    left = await bodies_queries.seat(tx, seat_id, lock=True)
    reserves = await queries.reserves(tx, left, lock=True)
    application = next((one for one in reserves if application_id in (None, one.id)), None)
    if application is None:
        raise NoReserve
    term = next((one for one in whole.terms if one.id == left.term_id), None)
    if term is None:
        raise NotFound
    holder = Holder(
        kind=left.kind,
        represents=application.name,
        person_id=application.person_id,
        organisation_id=application.organisation_id,
        theme=whole.theme_of(left),
        starts=on,
        ends=term.ends,
        succeeds_id=left.id,
    )
    taken = await bodies.succeed(tx, left, holder, at=at)
    application.seat_id = taken.id
    return taken


async def _seat(tx: Transaction, application: Application, term: Term, call: Call, theme: Theme) -> None:
    holder = Holder(
        kind=ORGANISATION,
        represents=application.name,
        person_id=application.person_id,
        organisation_id=application.organisation_id,
        theme=theme,
        starts=call.term_starts,
        ends=call.term_ends,
    )
    seat = await bodies.take_seat(tx, term, holder)
    await tx.flush()
    application.seat_id = seat.id


def _confirmed(call: Call, found: Sequence[Application], themes: Mapping[UUID, Theme]) -> SelectionConfirmed:
    return SelectionConfirmed(
        call_id=call.id,
        body_id=call.body_id,
        title=call.title.to_dict(),
        term_starts=call.term_starts,
        term_ends=call.term_ends,
        outcomes=tuple(
            OutcomeOfApplication(
                application_id=one.id,
                person_id=one.person_id,
                theme=themes[one.theme_id].slug,
                outcome=cast("Outcome", one.outcome),
            )
            for one in found
            if one.outcome is not None
        ),
    )
