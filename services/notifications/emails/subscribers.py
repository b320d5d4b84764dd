"""Which event makes which letter."""

from collections.abc import Mapping
from typing import Any

from services.notifications.emails import commands
from services.notifications.letters.model import Letter
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.envelope import Event
from shared.contracts.meetings import InvitationIssued
from shared.contracts.members import (
    ApplicationReceived,
    ApplicationWithdrawn,
    SelectionConfirmed,
    SignInRequested,
)
from shared.contracts.surveys import SurveyInvitationIssued

_SELECTION: Mapping[str, Letter] = {
    "selected": "selection_selected",
    "reserve": "selection_reserve",
    "rejected": "selection_rejected",
}
_MEETING: Mapping[str, Letter] = {
    "invited": "meeting_invitation",
    "changed": "meeting_changed",
    "cancelled": "meeting_cancelled",
}


@handles(SignInRequested)
async def on_sign_in_requested(event: SignInRequested, tx: Transaction) -> None:
    await commands.compose(tx, "sign_in", event.person_id, _facts(event), at=tx.at)


@handles(ApplicationReceived)
async def on_application_received(event: ApplicationReceived, tx: Transaction) -> None:
    await commands.compose(tx, "application_received", event.person_id, _facts(event), at=tx.at)


@handles(ApplicationWithdrawn)
async def on_application_withdrawn(event: ApplicationWithdrawn, tx: Transaction) -> None:
    await commands.compose(tx, "application_withdrawn", event.person_id, _facts(event), at=tx.at)


@handles(SelectionConfirmed)
async def on_selection_confirmed(event: SelectionConfirmed, tx: Transaction) -> None:
    shared = event.model_dump(mode="json", include={"title", "term_starts", "term_ends"})
    for outcome in event.outcomes:
        own = outcome.model_dump(mode="json", include={"application_id", "theme"})
        await commands.compose(tx, _SELECTION[outcome.outcome], outcome.person_id, shared | own, at=tx.at)


@handles(InvitationIssued)
async def on_invitation_issued(event: InvitationIssued, tx: Transaction) -> None:
    await commands.compose(tx, _MEETING[event.kind], event.person_id, _facts(event), at=tx.at)


@handles(SurveyInvitationIssued)
async def on_survey_invitation_issued(event: SurveyInvitationIssued, tx: Transaction) -> None:
    await commands.compose(tx, "survey_invitation", event.person_id, _facts(event), at=tx.at)


def _facts(event: Event) -> dict[str, Any]:
    return event.model_dump(mode="json", exclude={"person_id"})


SUBSCRIPTIONS = (
    on_sign_in_requested,
    on_application_received,
    on_application_withdrawn,
    on_selection_confirmed,
    on_invitation_issued,
    on_survey_invitation_issued,
)
