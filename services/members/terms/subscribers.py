"""What coordinators are told of: a term ends, a pause is looked at again, seats stay empty, no answer."""

from services.members.terms import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import AttendanceLow, RequestOverdue
from shared.contracts.seats import ReviewDue, TermEnding


@handles(TermEnding)
async def on_term_ending(event: TermEnding, tx: Transaction) -> None:
    await commands.notice(tx, event, at=tx.at)


@handles(ReviewDue)
async def on_review_due(event: ReviewDue, tx: Transaction) -> None:
    await commands.notice_review(tx, event, at=tx.at)


@handles(AttendanceLow)
async def on_attendance_low(event: AttendanceLow, tx: Transaction) -> None:
    await commands.notice_attendance(tx, event, at=tx.at)


@handles(RequestOverdue)
async def on_request_overdue(event: RequestOverdue, tx: Transaction) -> None:
    await commands.notice_request(tx, event, at=tx.at)


SUBSCRIPTIONS = (on_term_ending, on_review_due, on_attendance_low, on_request_overdue)
