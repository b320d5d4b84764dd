"""What coordinators are told of: a term ends, a pause is looked at again, seats stay empty, no answer."""

from services.members.terms import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import AttendanceLow, RequestOverdue
from shared.contracts.seats import BodyStarting, InterestsDue, ReviewDue, TermEnding


@handles(TermEnding)
async def on_term_ending(event: TermEnding, tx: Transaction) -> None:
    await commands.notice(tx, event, at=tx.at)


@handles(BodyStarting)
async def on_body_starting(event: BodyStarting, tx: Transaction) -> None:
    await commands.start_work(tx, event, at=tx.at)


@handles(InterestsDue)
async def on_interests_due(event: InterestsDue, tx: Transaction) -> None:
    await commands.ask_in_time(tx, event, at=tx.at)


@handles(ReviewDue)
async def on_review_due(event: ReviewDue, tx: Transaction) -> None:
    await commands.notice_review(tx, event, at=tx.at)


@handles(AttendanceLow)
async def on_attendance_low(event: AttendanceLow, tx: Transaction) -> None:
    await commands.notice_attendance(tx, event, at=tx.at)


@handles(RequestOverdue)
async def on_request_overdue(event: RequestOverdue, tx: Transaction) -> None:
    await commands.notice_request(tx, event, at=tx.at)


SUBSCRIPTIONS = (
    on_term_ending,
    on_body_starting,
    on_interests_due,
    on_review_due,
    on_attendance_low,
    on_request_overdue,
)
