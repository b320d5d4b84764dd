"""Which event makes which letter."""

from collections.abc import Mapping
from typing import Any

from services.notifications.choices import commands as choices
from services.notifications.contacts import commands as contacts
from services.notifications.contacts import queries as standing
from services.notifications.emails import commands
from services.notifications.letters.model import Letter
from services.notifications.recipients import commands as recipients
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.cooperation import (
    MatterAnswered,
    MatterReceived,
    MemberNewsShared,
    MunicipalContactChanged,
    PledgeAsked,
    ThemeReported,
)
from shared.contracts.envelope import Event
from shared.contracts.meetings import InvitationIssued, TopicReceived
from shared.contracts.members import (
    AddressChangeAsked,
    ApplicationMoved,
    ApplicationReceived,
    ApplicationWithdrawn,
    CallAnnounced,
    CallCancelled,
    CallReopened,
    DraftReminded,
    DraftSaved,
    ErasureNear,
    RegistrationReceived,
    SelectionConfirmed,
    SignInRequested,
)
from shared.contracts.people import PersonChanged, PersonErased, PersonMerged
from shared.contracts.register import AdviserDeclined, AdviserNoticed, PersonAdded, RoleGiven, SelectorNamed
from shared.contracts.resignations import ResignationNoticed, TaskResigned
from shared.contracts.seats import (
    AttendanceNoticed,
    CandidateProposed,
    CandidateWithdrew,
    InterestsAsked,
    MandateCorrected,
    MandateNoticed,
    NamesAsked,
    NamesGiven,
    NominationClosed,
    OfficeTaken,
    RenewalAsked,
    RequestNoticed,
    ReviewNoticed,
    TermEndingNoticed,
)
from shared.contracts.surveys import SurveyInvitationIssued

_SELECTION: Mapping[str, Letter] = {
    "selected": "selection_selected",
    "reserve": "selection_reserve",
    "rejected": "selection_rejected",
}
_DECISION = ("decision_organ", "decision_day", "decision_section", "decision_case")
_MEETING: Mapping[str, Letter] = {
    "invited": "meeting_invitation",
    "changed": "meeting_changed",
    "agenda": "meeting_agenda",
    "cancelled": "meeting_cancelled",
    "withdrawn": "meeting_withdrawn",
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


@handles(ApplicationMoved)
async def on_application_moved(event: ApplicationMoved, tx: Transaction) -> None:
    await commands.compose(tx, "application_moved", event.person_id, _facts(event), at=tx.at)


@handles(DraftSaved)
async def on_draft_saved(event: DraftSaved, tx: Transaction) -> None:
    await commands.compose(tx, "application_draft", event.person_id, _facts(event), at=tx.at)


@handles(DraftReminded)
async def on_draft_reminded(event: DraftReminded, tx: Transaction) -> None:
    await commands.compose(tx, "application_reminder", event.person_id, _facts(event), at=tx.at)


@handles(CallAnnounced)
async def on_call_announced(event: CallAnnounced, tx: Transaction) -> None:
    await commands.compose(tx, "call_opened", event.person_id, _facts(event), at=tx.at)


@handles(CallReopened)
async def on_call_reopened(event: CallReopened, tx: Transaction) -> None:
    shared = event.model_dump(mode="json", include={"call_id", "title", "reason", "deadline"})
    for one in event.applicants:
        own = {"application_id": str(one.application_id)}
        await commands.compose(tx, "call_reopened", one.person_id, shared | own, at=tx.at)


@handles(CallCancelled)
async def on_call_cancelled(event: CallCancelled, tx: Transaction) -> None:
    shared = event.model_dump(mode="json", include={"call_id", "title", "reason"})
    for one in event.applicants:
        own = {"application_id": str(one.application_id)}
        await commands.compose(tx, "call_cancelled", one.person_id, shared | own, at=tx.at)


@handles(SelectionConfirmed)
async def on_selection_confirmed(event: SelectionConfirmed, tx: Transaction) -> None:
    decision = {name for name in _DECISION if event.decision_day}
    facts = {"title", "term_starts", "term_ends", "body_id", "body_slug"}
    shared = event.model_dump(mode="json", include=facts | decision)
    for outcome in event.outcomes:
        own = outcome.model_dump(mode="json", include={"application_id", "others"})
        await commands.compose(tx, _SELECTION[outcome.outcome], outcome.person_id, shared | own, at=tx.at)


@handles(InvitationIssued)
async def on_invitation_issued(event: InvitationIssued, tx: Transaction) -> None:
    await commands.compose(tx, _MEETING[event.kind], event.person_id, _facts(event), at=tx.at)


@handles(AddressChangeAsked)
async def on_address_change_asked(event: AddressChangeAsked, tx: Transaction) -> None:
    await commands.compose_confirmation(tx, event, at=tx.at)


# These two are here and not among the recipients: what waits to be sent goes with the address.
@handles(PersonChanged)
async def on_person_changed(event: PersonChanged, tx: Transaction) -> None:
    await recipients.remember(tx, event)
    await commands.drop_unconfirmed(tx, event)


@handles(PersonMerged)
async def on_person_merged(event: PersonMerged, tx: Transaction) -> None:
    kept_id = await recipients.join(tx, event)
    await choices.join(tx, event.person_id, kept_id)
    await contacts.join(tx, event.person_id, kept_id)
    await commands.join(tx, event.person_id, kept_id)


@handles(PersonErased)
async def on_person_erased(event: PersonErased, tx: Transaction) -> None:
    await recipients.forget(tx, event)
    await choices.forget(tx, event.person_id)
    await contacts.forget(tx, event.person_id)
    await commands.drop_unsent(tx, event.person_id)


@handles(SurveyInvitationIssued)
async def on_survey_invitation_issued(event: SurveyInvitationIssued, tx: Transaction) -> None:
    await commands.compose(tx, "survey_invitation", event.person_id, _facts(event), at=tx.at)


@handles(TermEndingNoticed)
async def on_term_ending_noticed(event: TermEndingNoticed, tx: Transaction) -> None:
    await commands.compose(tx, "term_ending", event.person_id, _facts(event), at=tx.at)


@handles(ReviewNoticed)
async def on_review_noticed(event: ReviewNoticed, tx: Transaction) -> None:
    await commands.compose(tx, "pause_review", event.person_id, _facts(event), at=tx.at)


@handles(AttendanceNoticed)
async def on_attendance_noticed(event: AttendanceNoticed, tx: Transaction) -> None:
    await commands.compose(tx, "attendance_low", event.person_id, _facts(event), at=tx.at)


@handles(RequestNoticed)
async def on_request_noticed(event: RequestNoticed, tx: Transaction) -> None:
    await commands.compose(tx, "request_late", event.person_id, _facts(event), at=tx.at)


@handles(NamesAsked)
async def on_names_asked(event: NamesAsked, tx: Transaction) -> None:
    letter: Letter = "names_reminder" if event.again else "names_asked"
    await commands.compose(tx, letter, event.person_id, _facts(event), at=tx.at)


@handles(CandidateProposed)
async def on_candidate_proposed(event: CandidateProposed, tx: Transaction) -> None:
    await commands.compose(tx, "candidate_proposed", event.person_id, _facts(event), at=tx.at)


@handles(NamesGiven)
async def on_names_given(event: NamesGiven, tx: Transaction) -> None:
    await commands.compose(tx, "names_given", event.person_id, _facts(event), at=tx.at)


@handles(MandateNoticed)
async def on_mandate_noticed(event: MandateNoticed, tx: Transaction) -> None:
    await commands.compose(tx, "mandate_notice", event.person_id, _facts(event), at=tx.at)


@handles(CandidateWithdrew)
async def on_candidate_withdrew(event: CandidateWithdrew, tx: Transaction) -> None:
    await commands.compose(tx, "name_withdrawn", event.person_id, _facts(event), at=tx.at)


@handles(AdviserNoticed)
async def on_adviser_noticed(event: AdviserNoticed, tx: Transaction) -> None:
    await commands.compose(tx, "adviser_notice", event.person_id, _facts(event), at=tx.at)


@handles(AdviserDeclined)
async def on_adviser_declined(event: AdviserDeclined, tx: Transaction) -> None:
    facts = _facts(event) | {"what": "declined"}
    await commands.compose(tx, "adviser_notice", event.person_id, facts, at=tx.at)


@handles(NominationClosed)
async def on_nomination_closed(event: NominationClosed, tx: Transaction) -> None:
    await commands.compose(tx, "names_closed", event.person_id, _facts(event), at=tx.at)


@handles(InterestsAsked)
async def on_interests_asked(event: InterestsAsked, tx: Transaction) -> None:
    await commands.compose(tx, "interests_asked", event.person_id, _facts(event), at=tx.at)


@handles(RenewalAsked)
async def on_renewal_asked(event: RenewalAsked, tx: Transaction) -> None:
    await commands.compose(tx, "renewal_asked", event.person_id, _facts(event), at=tx.at)


@handles(ResignationNoticed)
async def on_resignation_noticed(event: ResignationNoticed, tx: Transaction) -> None:
    await commands.compose(tx, "seat_resigned", event.person_id, _facts(event), at=tx.at)


@handles(TaskResigned)
async def on_task_resigned(event: TaskResigned, tx: Transaction) -> None:
    await commands.compose(tx, "task_resigned", event.person_id, _facts(event), at=tx.at)


@handles(RegistrationReceived)
async def on_registration_received(event: RegistrationReceived, tx: Transaction) -> None:
    await commands.compose(tx, "organisation_received", event.person_id, _facts(event), at=tx.at)


@handles(ErasureNear)
async def on_erasure_near(event: ErasureNear, tx: Transaction) -> None:
    await commands.compose(tx, "erasure_near", event.person_id, _facts(event), at=tx.at)


@handles(PersonAdded)
async def on_person_added(event: PersonAdded, tx: Transaction) -> None:
    await commands.compose(tx, "person_added", event.person_id, _facts(event), at=tx.at)


@handles(RoleGiven)
async def on_role_given(event: RoleGiven, tx: Transaction) -> None:
    await commands.compose(tx, "role_given", event.person_id, _facts(event), at=tx.at)


@handles(OfficeTaken)
async def on_office_taken(event: OfficeTaken, tx: Transaction) -> None:
    if event.welcome:
        facts = event.model_dump(mode="json", include={"kind", "body", "body_slug", "body_id"})
        days = {"term_starts": event.starts.isoformat(), "term_ends": event.ends.isoformat()}
        await commands.compose(tx, "office_taken", event.person_id, facts | days, at=tx.at)


@handles(SelectorNamed)
async def on_selector_named(event: SelectorNamed, tx: Transaction) -> None:
    await commands.compose(tx, "selector_named", event.person_id, _facts(event), at=tx.at)


@handles(MandateCorrected)
async def on_mandate_corrected(event: MandateCorrected, tx: Transaction) -> None:
    facts = _facts(event) | {"what": "changed"}
    await commands.compose(tx, "mandate_notice", event.person_id, facts, at=tx.at)


@handles(PledgeAsked)
async def on_pledge_asked(event: PledgeAsked, tx: Transaction) -> None:
    if not event.told:
        await commands.compose(tx, "pledge_asked", event.person_id, _facts(event), at=tx.at)


@handles(MatterReceived)
async def on_matter_received(event: MatterReceived, tx: Transaction) -> None:
    await commands.compose(tx, "matter_received", event.person_id, _facts(event), at=tx.at)


@handles(MatterAnswered)
async def on_matter_answered(event: MatterAnswered, tx: Transaction) -> None:
    await commands.compose(tx, "matter_answered", event.person_id, _facts(event), at=tx.at)


@handles(ThemeReported)
async def on_theme_reported(event: ThemeReported, tx: Transaction) -> None:
    await commands.compose(tx, "theme_report", event.person_id, _facts(event), at=tx.at)


@handles(MemberNewsShared)
async def on_member_news_shared(event: MemberNewsShared, tx: Transaction) -> None:
    await commands.compose(tx, "member_news", event.person_id, _facts(event), at=tx.at)


@handles(MunicipalContactChanged)
async def on_municipal_contact_changed(event: MunicipalContactChanged, tx: Transaction) -> None:
    await contacts.know(tx, event)


@handles(TopicReceived)
async def on_topic_received(event: TopicReceived, tx: Transaction) -> None:
    facts = event.model_dump(mode="json", include={"topic_id", "title"})
    for person_id in await standing.contacts(tx, tx.happened or tx.at, event.municipalities):
        await commands.compose(tx, "topic_request", person_id, facts, at=tx.at)


def _facts(event: Event) -> dict[str, Any]:
    return event.model_dump(mode="json", exclude={"person_id"})


SUBSCRIPTIONS = (
    on_sign_in_requested,
    on_application_received,
    on_application_withdrawn,
    on_application_moved,
    on_draft_saved,
    on_draft_reminded,
    on_call_announced,
    on_call_reopened,
    on_call_cancelled,
    on_selection_confirmed,
    on_invitation_issued,
    on_survey_invitation_issued,
    on_address_change_asked,
    on_person_changed,
    on_person_erased,
    on_person_merged,
    on_term_ending_noticed,
    on_review_noticed,
    on_attendance_noticed,
    on_request_noticed,
    on_interests_asked,
    on_renewal_asked,
    on_resignation_noticed,
    on_task_resigned,
    on_registration_received,
    on_erasure_near,
    on_person_added,
    on_role_given,
    on_office_taken,
    on_selector_named,
    on_names_asked,
    on_candidate_proposed,
    on_names_given,
    on_candidate_withdrew,
    on_nomination_closed,
    on_mandate_noticed,
    on_mandate_corrected,
    on_adviser_noticed,
    on_adviser_declined,
    on_pledge_asked,
    on_matter_received,
    on_matter_answered,
    on_theme_reported,
    on_member_news_shared,
    on_municipal_contact_changed,
    on_topic_received,
)
