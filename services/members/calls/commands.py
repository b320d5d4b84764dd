"""Writing, publishing and changing calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete

from services.members.bodies import queries as bodies
from services.members.calls import queries
from services.members.calls.model import Call, CallRound, CallTheme, Criterion
from services.members.errors import DeadlinePassed, ThemeApplied
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.members import ApplicationsOutlived, DeadlineNear, DraftsOutlived

WEEK = timedelta(days=7)
DRAFTS_KEPT = timedelta(days=30)
# A call that nobody decides keeps its applications no longer than people are kept without a tie.
UNDECIDED_KEPT = timedelta(days=731)
OF_THE_ROUND = (
    "title", "text", "contact", "contact_organisation", "contact_email", "contact_phone", "opens", "deadline",
    "term_starts", "term_ends", "published", "evaluated", "proposed", "returned", "return_reason",
    "late_attempts",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NamedTheme:
    """A theme of a call as it is written; the slug tells whether it is one of the body's."""

    slug: str
    name: LocalisedText
    target: int
    protected: bool = True


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a call says. Without themes of its own it has the body's, or keeps those it has."""

    title: LocalisedText
    text: LocalisedText
    criteria: Sequence[LocalisedText]
    opens: datetime
    deadline: datetime
    term_starts: date
    term_ends: date
    contact: LocalisedText
    contact_email: str
    contact_organisation: str = ""
    contact_phone: str = ""
    themes: Sequence[NamedTheme] | None = None


async def write(tx: Transaction, body_id: UUID, notice: Notice) -> Call:
    """Write the draft of a call."""
    call = Call(id=uuid4(), body_id=body_id, version=1, round=1, told=1, late_attempts=0, **_facts(notice))
    tx.add(call)
    await tx.flush()
    _write_criteria(tx, call.id, notice)
    await _write_themes(tx, call, notice)
    return call


async def rewrite(tx: Transaction, call_id: UUID, notice: Notice, *, at: datetime) -> Call:
    """Change a call until its deadline; a published one is told anew with its new times."""
    call = await queries.call(tx, call_id, lock=True)
    call.check_editable(at)
    if call.published is not None and notice.deadline <= at:
        raise DeadlinePassed
    await _put(tx, call, notice)
    if call.published is not None:
        await _announce(tx, call, at)
    return call


async def publish(tx: Transaction, call_id: UUID, *, at: datetime) -> Call:
    """Make a call public; its opening and its closing are timers."""
    call = await queries.call(tx, call_id, lock=True)
    call.publish(at)
    await _announce(tx, call, at)
    return call


async def send_back(tx: Transaction, call_id: UUID, reason: LocalisedText, *, at: datetime) -> Call:
    """Return a call for further preparation. Raises NotAtThisPoint before the deadline and at the end."""
    call = await queries.call(tx, call_id, lock=True)
    tx.record(call.send_back(reason, at))
    return call


async def revise(tx: Transaction, call_id: UUID, notice: Notice, *, at: datetime) -> Call:
    """Write the next round of a returned call; the round before is kept as it was."""
    call = await queries.call(tx, call_id, lock=True)
    criteria = await queries.criteria(tx, call_id)
    kept = {name: getattr(call, name) for name in OF_THE_ROUND}
    number = call.round
    call.begin_round(at)
    tx.add(
        CallRound(
            call_id=call.id,
            number=number,
            criteria=[criterion.words.to_dict() for criterion in criteria],
            **kept,
        )
    )
    if notice.themes is None:
        before = await queries.themes(tx, call_id, number)
        tx.add(*(_copied(theme, call.round) for theme in before))
    await _put(tx, call, notice)
    return call


async def unannounce(tx: Transaction, call: Call) -> None:
    """Take back every timer of a call that is given up."""
    for timer in ("call-opened", "call-closed", "deadline-near", "drafts-outlived", "applications-undecided"):
        await tx.take_back(f"{timer}/{call.id}")


async def _announce(tx: Transaction, call: Call, at: datetime) -> None:
    body = await bodies.body(tx, call.body_id)
    await unannounce(tx, call)
    tx.record(call.opened(body), due=max(call.opens, at), key=f"call-opened/{call.id}")
    tx.record(call.closed(), due=call.deadline, key=f"call-closed/{call.id}")
    if call.deadline - WEEK > at:
        near = DeadlineNear(call_id=call.id, round=call.round)
        tx.record(near, due=max(call.deadline - WEEK, call.opens), key=f"deadline-near/{call.id}")
    outlived = DraftsOutlived(call_id=call.id, round=call.round)
    tx.record(outlived, due=call.deadline + DRAFTS_KEPT, key=f"drafts-outlived/{call.id}")
    undecided = ApplicationsOutlived(call_id=call.id, all=True)
    tx.record(undecided, due=call.deadline + UNDECIDED_KEPT, key=f"applications-undecided/{call.id}")


async def _put(tx: Transaction, call: Call, notice: Notice) -> None:
    for name, value in _facts(notice).items():
        setattr(call, name, value)
    call.version += 1
    await tx.execute(delete(Criterion).where(Criterion.call_id == call.id))
    _write_criteria(tx, call.id, notice)
    if notice.themes is not None:
        await _write_themes(tx, call, notice)


def _facts(notice: Notice) -> dict[str, object]:
    apart = ("criteria", "themes")
    return {name: value for name, value in vars(notice).items() if name not in apart}


def _write_criteria(tx: Transaction, call_id: UUID, notice: Notice) -> None:
    tx.add(
        *(
            Criterion(call_id=call_id, position=position, words=words)
            for position, words in enumerate(notice.criteria)
        )
    )


async def _write_themes(tx: Transaction, call: Call, notice: Notice) -> None:
    """Write the themes of the round; without any they are those of the body that can be given seats."""
    wanted = notice.themes or [
        NamedTheme(slug=theme.slug, name=theme.name, target=theme.target, protected=theme.protected)
        for theme in await bodies.themes(tx, call.body_id)
        if not theme.retired
    ]
    there = {theme.slug: theme for theme in await queries.themes(tx, call.id, call.round)}
    for position, theme in enumerate(wanted):
        known = there.pop(theme.slug, None)
        if known is None:
            known = CallTheme(call_id=call.id, round=call.round, slug=theme.slug)
            tx.add(known)
        known.name, known.target, known.protected = theme.name, theme.target, theme.protected
        known.position = position
    if there and {theme.id for theme in there.values()} & await queries.applied_for(tx, call):
        raise ThemeApplied
    for gone in there.values():
        await tx.delete(gone)
    await tx.flush()


def _copied(theme: CallTheme, number: int) -> CallTheme:
    same = ("call_id", "slug", "name", "target", "protected", "position")
    return CallTheme(round=number, **{name: getattr(theme, name) for name in same})
