"""Choosing, confirming, and letting a reserve in."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import cast
from uuid import UUID

from services.members.applications import commands as applications_commands
from services.members.applications import queries as applications
from services.members.applications.model import SELECTED, kept_until
from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.bodies.commands import Change, Holder, PlannedTheme
from services.members.bodies.model import ORGANISATION, Seat, Theme, WholeBody
from services.members.calls import queries as calls
from services.members.calls.model import Call, CallTheme
from services.members.errors import (
    NobodySelected,
    NoReserve,
    NotInCall,
    ThemeUnknown,
    UndecidedApplications,
)
from services.members.evaluations import commands as evaluations
from services.members.people import commands as people
from services.members.seats import commands as seats_commands
from services.members.selections import queries
from services.members.selections.model import Candidate, Tally, TargetReason, heard, tally
from shared.chassis.clock import HELSINKI, end_of_day
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.members import (
    ApplicationsOutlived,
    Outcome,
    OutcomeOfApplication,
    SelectionConfirmed,
)
from shared.contracts.selections import TargetsDue, ThemeAim


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Which organ confirmed the selection, when, and where that is written."""

    organ: LocalisedText
    day: date
    section: str
    case: str


async def choose(
    tx: Transaction, call_id: UUID, outcomes: Mapping[UUID, str | None], *, at: datetime
) -> Tally:
    """Set outcomes; an application that is not named keeps its own. Targets are soft: nothing blocks.

    Raises CallStillOpen before the deadline, ProposalMade once the selection is proposed, NotInCall for
    another call's, an earlier round's or a withdrawn application.
    """
    call = await calls.call(tx, call_id, lock=True)
    call.check_selecting(at)
    found = await applications.applications(tx, call)
    standing = {one.id: one for one in found if one.withdrawn is None}
    for application_id, outcome in outcomes.items():
        if application_id not in standing:
            raise NotInCall
        standing[application_id].outcome = outcome
    return tally(await calls.themes(tx, call.id, call.round), found)


async def evaluate(tx: Transaction, call_id: UUID, *, at: datetime) -> Call:
    """Say that every application has been evaluated. Raises UndecidedApplications or NobodySelected."""
    call = await calls.call(tx, call_id, lock=True)
    call.evaluate(at)
    _check_ready(await queries.tally_of(tx, call))
    return call


async def propose(tx: Transaction, call_id: UUID, *, at: datetime) -> Call:
    """Propose the selection to those who decide; the outcomes stand still until they have."""
    call = await calls.call(tx, call_id, lock=True)
    call.propose(at)
    _check_ready(await queries.tally_of(tx, call))
    return call


async def take_back_proposal(tx: Transaction, call_id: UUID, *, at: datetime) -> Call:
    """Open the outcomes of a proposed selection again."""
    call = await calls.call(tx, call_id, lock=True)
    call.take_back_proposal(at)
    return call


async def confirm_selection(
    tx: Transaction,
    call_id: UUID,
    *,
    at: datetime,
    decision: Decision | None = None,
    reasons: Mapping[str, str] | None = None,
) -> tuple[Call, Tally]:
    """Confirm the outcomes: seat the selected for the term and tell every evaluated applicant.

    `reasons` say, by theme, why its target was not met; they are asked for and never demanded.

    Who applied more than once hears the best outcome.

    Raises CallStillOpen, SelectionConfirmedAlready, UndecidedApplications or NobodySelected.
    """
    call = await calls.call(tx, call_id, lock=True)
    call.check_confirming(at)
    found = await queries.candidates(tx, call)
    themes = await calls.themes(tx, call.id, call.round)
    outcome = tally(themes, found)
    _check_ready(outcome)
    await evaluations.settle(tx, call)
    call.confirm(at)
    if decision:
        call.decision_organ, call.decision_day = decision.organ, decision.day
        call.decision_section, call.decision_case = decision.section, decision.case
    await explain(tx, call, reasons or {})
    whole = await _with_themes(tx, call, themes, at)
    term = await bodies.term_for(tx, whole, call.term_starts, call.term_ends)
    own = {theme.slug: theme for theme in whole.themes}
    slugs = {theme.id: theme.slug for theme in themes}
    selected = [one for one in found if one.outcome == SELECTED]
    holders = [_holder(one, call, own[slugs[one.theme_id]], tx.instance.languages[0]) for one in selected]
    seats = await bodies.take_seats(tx, whole, term, holders, at=at)
    taken = {one.id: seat for one, seat in zip(selected, seats, strict=True)}
    await applications_commands.seat(tx, call_id, {one: seat.id for one, seat in taken.items()})
    await _name_deputies(tx, whole, taken, at)
    tx.record(_confirmed(call, whole.body.slug, found))
    await _keep_for_a_time(tx, call, at)
    return call, outcome


async def set_targets(tx: Transaction, due: TargetsDue, *, at: datetime) -> None:
    """Give a body the aims of a call whose term begins."""
    body = await bodies_queries.body(tx, due.body_id)
    themes = [
        PlannedTheme(one.slug, LocalisedText.of(one.name), one.target, one.protected) for one in due.themes
    ]
    await bodies.change(tx, body.slug, Change(facts={}, themes=themes), at=at)


async def give_reasons(tx: Transaction, call_id: UUID, reasons: Mapping[str, str], *, at: datetime) -> Call:
    """Say why the targets of some themes are not met, from the deadline to the confirmation.

    Empty words take a reason back. Raises CallStillOpen, SelectionConfirmedAlready or ThemeUnknown.
    """
    call = await calls.call(tx, call_id, lock=True)
    call.check_confirming(at)
    await explain(tx, call, reasons)
    return call


async def rank_reserves(
    tx: Transaction, call_id: UUID, application_ids: Sequence[UUID], *, at: datetime
) -> None:
    """Put the reserves of a call in this order; those who are not named come after, the first received first.

    Raises NotInCall for one that is no reserve, and before the deadline CallStillOpen.
    """
    call = await calls.call(tx, call_id, lock=True)
    if call.confirmed is None:
        call.check_confirming(at)
    found = {one.id: one for one in await queries.reserves_of(tx, call)}
    if set(application_ids) - set(found):
        raise NotInCall
    ranks = {one: place for place, one in enumerate(dict.fromkeys(application_ids), 1)}
    for application in found.values():
        application.reserve_rank = ranks.get(application.id)


async def explain(tx: Transaction, call: Call, reasons: Mapping[str, str]) -> None:
    """Store why the targets of some themes are not met."""
    if not reasons:
        return
    themes = {theme.slug: theme for theme in await calls.themes(tx, call.id, call.round)}
    known = await queries.reasons(tx, call)
    for slug, words in reasons.items():
        if slug not in themes:
            raise ThemeUnknown
        there = known.get(slug)
        if there and words:
            there.words = words
        elif there:
            await tx.delete(there)
        elif words:
            tx.add(TargetReason(call_id=call.id, round=call.round, theme_id=themes[slug].id, words=words))


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
    if application is None or application.person_id is None:
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
        route="reserve",
        decision=left.decision,
    )
    taken = await bodies.succeed(tx, left, holder, at=at)
    application.seat_id = taken.id
    await tx.flush()
    await _name_deputies(tx, whole, {application.id: taken}, at)
    return taken


async def _name_deputies(tx: Transaction, whole: WholeBody, taken: Mapping[UUID, Seat], at: datetime) -> None:
    """Let those whom the seated proposed be their deputies, in a body that has some."""
    if not whole.body.deputies:
        return
    deputies = []
    for application in await queries.proposing_deputies(tx, list(taken)):
        person = await people.know(
            tx, application.deputy_name, application.deputy_email, application.language, at
        )
        deputies.append((taken[application.id], person.id))
    seats_commands.name_first_deputies(tx, deputies)


def _check_ready(outcome: Tally) -> None:
    if outcome.undecided:
        raise UndecidedApplications
    if not outcome.selected:
        raise NobodySelected


def _holder(application: Candidate, call: Call, theme: Theme, language: str) -> Holder:
    if application.person_id is None:
        raise NotInCall
    return Holder(
        kind=ORGANISATION,
        represents=application.name,
        person_id=application.person_id,
        organisation_id=application.organisation_id,
        theme=theme,
        starts=call.term_starts,
        ends=call.term_ends,
        route="call",
        decision=call.decided(language),
    )


async def _with_themes(tx: Transaction, call: Call, themes: Sequence[CallTheme], at: datetime) -> WholeBody:
    """Return the body, locked, with the themes of the round.

    While a term before the call's one is not over, the body keeps its aims; a timer sets those of the call.
    """
    whole = await bodies_queries.whole_locked(tx, call.body_id, chartered=False)
    before = await queries.aims_before(tx, call)
    if any(term.ends >= bodies.today(at) and term.ends < call.term_starts for term in whole.terms):
        planned = _until_then(whole, await _aim_ahead(tx, call, whole, [*themes, *before]))
    else:
        planned = _planned(whole, call, themes, {theme.slug for theme in before})
    if not planned:
        return whole
    return await bodies.change(tx, whole.body.slug, Change(facts={}, themes=planned), at=at)


async def _aim_ahead(
    tx: Transaction, call: Call, whole: WholeBody, wanted: Sequence[CallTheme]
) -> list[PlannedTheme]:
    """Set the timer of the aims of a term to come, in the place of one that a call for it has set before.

    `wanted` are themes with their aims, of which the last word holds; the others want no seats then.
    """
    facts = {theme.slug: (theme.name, 0, theme.protected) for theme in whole.themes}
    facts |= {theme.slug: (theme.name, theme.target, theme.protected) for theme in wanted}
    planned = [PlannedTheme(slug, *of) for slug, of in facts.items()]
    known = (term.starts for term in whole.terms if term.starts <= call.term_starts <= term.ends)
    begins = next(known, call.term_starts)
    aims = tuple(
        ThemeAim(slug=one.slug, name=one.name.to_dict(), target=one.target, protected=one.protected)
        for one in planned
    )
    key = f"targets/{call.body_id}/{begins}"
    await tx.take_back(key)
    event = TargetsDue(call_id=call.id, body_id=call.body_id, themes=aims)
    tx.record(event, due=datetime.combine(begins, time(), HELSINKI), key=key)
    return planned


def _planned(
    whole: WholeBody, call: Call, themes: Sequence[CallTheme], aimed: Collection[str]
) -> list[PlannedTheme]:
    """Return the themes as the call has them; one that is not in it wants no seats.

    A call that fills up a term for which organisations were seated before leaves the body's targets alone;
    only a theme that wanted no seats, in the body or in an earlier call for the term, gets some.
    """
    before = {theme.slug: (theme.name, theme.target, theme.protected) for theme in whole.themes}
    wanted = {theme.slug: (theme.name, theme.target, theme.protected) for theme in themes}
    running = {term.id for term in whole.terms if term.starts <= call.term_starts <= term.ends}
    if any(seat.theme_id and seat.term_id in running for seat in whole.seats):
        kept = {slug for slug, facts in before.items() if facts[1]} | set(aimed)
        facts_of = {slug: facts for slug, facts in wanted.items() if slug not in kept}
    else:
        idle = {slug: (name, 0, protected) for slug, (name, _, protected) in before.items()}
        facts_of = idle | wanted
    return [PlannedTheme(slug, *facts) for slug, facts in facts_of.items() if before.get(slug) != facts]


def _until_then(whole: WholeBody, planned: Sequence[PlannedTheme]) -> list[PlannedTheme]:
    """Return what must be there at once: new themes without an aim, and names that are to be protected."""
    known = {theme.slug: theme for theme in whole.themes}
    new = [replace(one, target=0) for one in planned if one.slug not in known]
    shielded = [
        replace(one, name=known[one.slug].name, target=known[one.slug].target)
        for one in planned
        if one.protected and one.slug in known and not known[one.slug].protected
    ]
    return new + shielded


async def _keep_for_a_time(tx: Transaction, call: Call, at: datetime) -> None:
    """Set the timers of erasure: who was not selected after half a year, the rest after the term."""
    await tx.take_back(f"applications-undecided/{call.id}")
    tx.record(
        ApplicationsOutlived(call_id=call.id), due=kept_until(at), key=f"applications-outlived/{call.id}"
    )
    tx.record(
        ApplicationsOutlived(call_id=call.id, all=True),
        due=end_of_day(call.term_ends),
        key=f"applications-outlived/{call.id}",
    )


def _confirmed(call: Call, slug: str, found: Sequence[Candidate]) -> SelectionConfirmed:
    sent = Counter(one.person_id for one in found if one.outcome)
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
                outcome=cast("Outcome", one.outcome),
                others=sent[one.person_id] - 1,
            )
            for one in heard(found)
            if one.person_id is not None
        ),
        decision_organ=call.decision_organ.to_dict() if call.decision_organ else {},
        decision_day=call.decision_day,
        decision_section=call.decision_section or "",
        decision_case=call.decision_case or "",
        body_slug=slug,
    )
