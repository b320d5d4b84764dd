"""What can go wrong in meetings.

Problem
├── SeatNotKnownYet            an event came before the one it follows; it comes again
├── BodyNotKnown · TopicNotInBody · TopicInUse · MunicipalityUnknown
├── PartyNotAtTable · ConflictNoted · CapacityNotHeld
├── WantedInThePast · RequestIsClosed · RequestIsPublic · RequestIsTopic
├── StartsInThePast · ChangedMeanwhile · AlreadyConvened · NotConvened
├── MeetingIsCancelled · MeetingHasStarted
├── NobodyToInvite · InvitationWithdrawn · AnswersClosed · AnswerNotOffered
├── NotYetHeld · AttendanceIncomplete · NotInvited
├── NoDecisionPower · NotOnTheAgenda · MemoIncomplete · MemoIsPublished
└── TranslationDueNeeded · TranslationDuePassed
"""

from typing import ClassVar

from shared.chassis.problems import Problem


class SeatNotKnownYet(Problem):
    """The seat is not known here yet."""

    slug = "meetings/seat-not-known-yet"
    status = 409


class CapacityNotHeld(Problem):
    """The body does not act in this capacity now. Choose another, or none."""

    slug = "meetings/capacity-not-held"
    status = 422
    field: ClassVar[str] = "capacity_id"


class BodyNotKnown(Problem):
    """This body is not known in meetings."""

    slug = "meetings/body-not-known"
    status = 422
    field: ClassVar[str] = "body_id"


class TopicNotInBody(Problem):
    """One of the topics is not a topic of this body."""

    slug = "meetings/topic-not-in-body"
    status = 422
    field: ClassVar[str] = "topics"


class TopicInUse(Problem):
    """The topic is on an agenda already, so it can no longer be changed or removed."""

    slug = "meetings/topic-in-use"
    status = 409


class MunicipalityUnknown(Problem):
    """There is no such municipality. Give its three-digit code."""

    slug = "meetings/municipality-unknown"
    status = 422
    field: ClassVar[str] = "municipalities"


class PartyNotAtTable(Problem):
    """This party does not sit in the body today."""

    slug = "meetings/party-not-at-table"
    status = 422
    field: ClassVar[str] = "represents"


class ConflictNoted(Problem):
    """The conflict of interest of this party has been noted already."""

    slug = "meetings/conflict-noted"
    status = 409
    field: ClassVar[str] = "represents"


class WantedInThePast(Problem):
    """The day has passed already. Choose today or a day to come."""

    slug = "meetings/wanted-in-the-past"
    status = 422
    field: ClassVar[str] = "wanted_by"


class RequestIsClosed(Problem):
    """The request has been answered or withdrawn already."""

    slug = "meetings/request-is-closed"
    status = 409


class RequestIsPublic(Problem):
    """The request has been published already."""

    slug = "meetings/request-is-public"
    status = 409


class RequestIsTopic(Problem):
    """The request is a topic already."""

    slug = "meetings/request-is-topic"
    status = 409


class StartsInThePast(Problem):
    """The start has passed already. Choose a time to come."""

    slug = "meetings/starts-in-the-past"
    status = 422
    field: ClassVar[str] = "starts"


class ChangedMeanwhile(Problem):
    """Someone else changed the meeting meanwhile. Look at it again and make your change there."""

    slug = "meetings/changed-meanwhile"
    status = 409


class AlreadyConvened(Problem):
    """The meeting has been convened already. Move it or cancel it instead."""

    slug = "meetings/already-convened"
    status = 409


class NotConvened(Problem):
    """The meeting has not been convened yet."""

    slug = "meetings/not-convened"
    status = 409


class MeetingIsCancelled(Problem):
    """The meeting has been cancelled."""

    slug = "meetings/meeting-is-cancelled"
    status = 409


class MeetingHasStarted(Problem):
    """The meeting has started and can no longer be changed."""

    slug = "meetings/meeting-has-started"
    status = 409


class NobodyToInvite(Problem):
    """The body has no members on the day of the meeting, so there is nobody to invite."""

    slug = "meetings/nobody-to-invite"
    status = 409


class InvitationWithdrawn(Problem):
    """The invitation has been withdrawn."""

    slug = "meetings/invitation-withdrawn"
    status = 409


class AnswersClosed(Problem):
    """The meeting has started, so answers are no longer taken."""

    slug = "meetings/answers-closed"
    status = 409


class AnswerNotOffered(Problem):
    """One cannot take part in this meeting in that way."""

    slug = "meetings/answer-not-offered"
    status = 422
    field: ClassVar[str] = "answer"


class NotYetHeld(Problem):
    """The meeting has not started yet."""

    slug = "meetings/not-yet-held"
    status = 409


class AttendanceIncomplete(Problem):
    """Mark each invited person once."""

    slug = "meetings/attendance-incomplete"
    status = 422


class NotInvited(Problem):
    """One of the persons was not invited to this meeting."""

    slug = "meetings/not-invited"
    status = 422


class NoDecisionPower(Problem):
    """This body does not make decisions. Record a position, a proposal or an action instead."""

    slug = "meetings/no-decision-power"
    status = 422


class NotOnTheAgenda(Problem):
    """One of the items is not on the agenda of this meeting."""

    slug = "meetings/not-on-the-agenda"
    status = 422


class MemoIncomplete(Problem):
    """The memo is not whole in any language yet. Write the summary and every item in at least one."""

    slug = "meetings/memo-incomplete"
    status = 422


class MemoIsPublished(Problem):
    """The memo has been published and stays. Publish a new version to correct it."""

    slug = "meetings/memo-is-published"
    status = 409


class TranslationDueNeeded(Problem):
    """A translation is missing. Give the day by which it comes."""

    slug = "meetings/translation-due-needed"
    status = 422
    field: ClassVar[str] = "translation_due"


class TranslationDuePassed(Problem):
    """The day by which the translation comes has passed. Choose a day to come."""

    slug = "meetings/translation-due-passed"
    status = 422
    field: ClassVar[str] = "translation_due"
