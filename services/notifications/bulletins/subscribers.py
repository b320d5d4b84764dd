"""Which public event is which news."""

from datetime import datetime

from services.notifications.bulletins import commands
from services.notifications.bulletins.model import Turn
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import MeetingCancelled, MeetingConvened, MeetingMoved, MemoPublished
from shared.contracts.members import BodyChanged, CallClosed, CallOpened, SeatsCounted
from shared.contracts.seats import NominationAnswered, NominationAsked, NominationCancelled
from shared.contracts.surveys import ResultsPublished, SurveyClosed, SurveyOpened


@handles(CallOpened)
async def on_call_opened(event: CallOpened, tx: Transaction) -> None:
    await commands.tell(
        tx,
        "call",
        event.call_id,
        version=event.version,
        title=event.title,
        summary=event.summary,
        href=f"/members/calls/{event.call_id}",
        published=event.opens,
        starts=event.opens,
        ends=event.deadline,
    )


@handles(CallClosed)
async def on_call_closed(event: CallClosed, tx: Transaction) -> None:
    await commands.close(tx, "call", event.call_id, version=event.version)


@handles(MeetingConvened)
async def on_meeting_convened(event: MeetingConvened, tx: Transaction) -> None:
    await _tell_meeting(tx, event, "current")


@handles(MeetingMoved)
async def on_meeting_moved(event: MeetingMoved, tx: Transaction) -> None:
    await _tell_meeting(tx, event, "moved")


@handles(MeetingCancelled)
async def on_meeting_cancelled(event: MeetingCancelled, tx: Transaction) -> None:
    await commands.tell(
        tx,
        "meeting",
        event.meeting_id,
        version=event.sequence,
        title=event.title,
        href=f"/meetings/{event.meeting_id}",
        published=_happened(tx),
        turn="cancelled",
        starts=event.starts,
    )


@handles(MemoPublished)
async def on_memo_published(event: MemoPublished, tx: Transaction) -> None:
    await commands.tell(
        tx,
        "memo",
        event.meeting_id,
        version=event.version,
        title=event.title,
        summary=event.summary,
        href=f"/meetings/{event.meeting_id}",
        published=event.published,
        facts=event.model_dump(mode="json", include={"translation_due"}),
    )


@handles(SurveyOpened)
async def on_survey_opened(event: SurveyOpened, tx: Transaction) -> None:
    await commands.tell(
        tx,
        "survey",
        event.survey_id,
        version=event.version,
        title=event.title,
        summary=event.purpose,
        href=f"/surveys/{event.survey_id}",
        published=event.opens,
        starts=event.opens,
        ends=event.closes,
    )


@handles(SurveyClosed)
async def on_survey_closed(event: SurveyClosed, tx: Transaction) -> None:
    await commands.close(tx, "survey", event.survey_id, version=event.version)


@handles(ResultsPublished)
async def on_results_published(event: ResultsPublished, tx: Transaction) -> None:
    await commands.tell(
        tx,
        "results",
        event.survey_id,
        version=event.version,
        title=event.title,
        href=f"/surveys/{event.survey_id}/results",
        published=event.published,
        facts=event.model_dump(mode="json", include={"invited", "answers"}),
    )


@handles(NominationAsked)
async def on_nomination_asked(event: NominationAsked, tx: Transaction) -> None:
    await commands.tell(
        tx,
        "names",
        event.nomination_id,
        version=event.version,
        title=event.organ,
        href=f"/members/nominations/{event.nomination_id}",
        published=_happened(tx),
        ends=event.candidates_until,
        facts=event.model_dump(mode="json", include={"names"}),
    )


@handles(NominationAnswered)
async def on_nomination_answered(event: NominationAnswered, tx: Transaction) -> None:
    if not event.unasked:
        await commands.close(tx, "names", event.nomination_id, version=event.version)
        return
    await commands.tell(
        tx,
        "proposal",
        event.nomination_id,
        version=event.version,
        title=event.organ,
        href=f"/members/initiatives/{event.nomination_id}",
        published=_happened(tx),
    )


@handles(NominationCancelled)
async def on_nomination_cancelled(event: NominationCancelled, tx: Transaction) -> None:
    await commands.close(tx, "names", event.nomination_id, version=event.version, turn="cancelled")


@handles(BodyChanged)
async def on_body_changed(event: BodyChanged, tx: Transaction) -> None:
    await commands.know_body(tx, event)


@handles(SeatsCounted)
async def on_seats_counted(event: SeatsCounted, tx: Transaction) -> None:
    await commands.count_seats(tx, event)


async def _tell_meeting(tx: Transaction, event: MeetingConvened, turn: Turn) -> None:
    await commands.tell(
        tx,
        "meeting",
        event.meeting_id,
        version=event.sequence,
        title=event.title,
        href=f"/meetings/{event.meeting_id}",
        published=_happened(tx),
        turn=turn,
        starts=event.starts,
        ends=event.ends,
        facts=event.model_dump(mode="json", include={"mode", "place"}),
    )


def _happened(tx: Transaction) -> datetime:
    return tx.happened or tx.at


SUBSCRIPTIONS = (
    on_call_opened,
    on_call_closed,
    on_meeting_convened,
    on_meeting_moved,
    on_meeting_cancelled,
    on_memo_published,
    on_survey_opened,
    on_survey_closed,
    on_results_published,
    on_nomination_asked,
    on_nomination_answered,
    on_nomination_cancelled,
    on_body_changed,
    on_seats_counted,
)
