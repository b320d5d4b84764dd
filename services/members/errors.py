"""What members refuses, and why.

Problem
├── PersonUnknown · RoleNotGiven
├── OrganisationKnown
├── ReviewMissing · ReviewOfPause · SeatOfNoMunicipality
├── NoNames · TooManyNames · CandidateUnknown · OneRepresentative · GroupRequestIncomplete
├── NotForGroup · MandateEnded
├── BodyKnown · ThemeUnknown · OutsideTerm · SeatLeft · SeatStillHeld · NotOnSeat · NotOfParent
└── CallPublished · DeadlinePassed · NotOpenYet · CallEnded · ReceivedOutsideCall · NotAtThisPoint
    ├── AppliedAlready · DeputyIncomplete · WithdrawnAlready · ThemeApplied
    └── CallStillOpen · UndecidedApplications · NobodySelected · SelectionConfirmedAlready
        └── NotInCall · NoReserve
"""

from typing import ClassVar

from shared.chassis.problems import Problem


class PersonUnknown(Problem):
    """This person is not known here."""

    slug = "members/person-unknown"
    status = 404


class RoleNotGiven(Problem):
    """This role is not yours to give."""

    slug = "members/role-not-given"
    status = 403


class AddressLinkExpired(Problem):
    """This link has been used, replaced by a newer one, or is too old. Ask for a new one on your own page."""

    slug = "members/address-link-expired"
    status = 410


class RoleNeedsBody(Problem):
    """Choose the body in which the role is held."""

    slug = "members/role-needs-body"
    status = 422
    field: ClassVar[str] = "body_id"


class RoleOfSeat(Problem):
    """This role comes with a seat or an office, and ends with it."""

    slug = "members/role-of-seat"
    status = 409


class OrganisationKnown(Problem):
    """An organisation with this number is already in the directory."""

    slug = "members/organisation-known"
    status = 409
    field: ClassVar[str] = "business_id"


class NotOfParent(Problem):
    """A seat of this group is for those who sit in its parent on the first day."""

    slug = "members/not-of-parent"
    status = 409
    field: ClassVar[str] = "represents"


class BodyKnown(Problem):
    """There is already a body with this address."""

    slug = "members/body-known"
    status = 409
    field: ClassVar[str] = "slug"


class ReviewMissing(Problem):
    """Give the day when the pause is looked at again."""

    slug = "members/review-missing"
    status = 422
    field: ClassVar[str] = "review_on"


class ReviewOfPause(Problem):
    """Only a paused body has a day of review."""

    slug = "members/review-of-pause"
    status = 422
    field: ClassVar[str] = "review_on"


class SeatOfNoMunicipality(Problem):
    """Choose the municipality whose seat this is."""

    slug = "members/seat-of-no-municipality"
    status = 422
    field: ClassVar[str] = "municipality"


class ThemeUnknown(Problem):
    """This theme is not one of the body's."""

    slug = "members/theme-unknown"
    status = 422
    field: ClassVar[str] = "theme"


class OutsideTerm(Problem):
    """These days do not fit in one term of office of the body. Change them, or add the term first."""

    slug = "members/outside-term"
    status = 409
    field: ClassVar[str] = "ends"


class SeatLeft(Problem):
    """This seat has already been left."""

    slug = "members/seat-left"
    status = 409


class SeatStillHeld(Problem):
    """This seat is held on that day, or another has already taken it."""

    slug = "members/seat-still-held"
    status = 409
    field: ClassVar[str] = "on"


class NotOnSeat(Problem):
    """The day is outside the time this seat is held."""

    slug = "members/not-on-seat"
    status = 409
    field: ClassVar[str] = "on"


class CallPublished(Problem):
    """This call has already been published."""

    slug = "members/call-published"
    status = 409


class DeadlinePassed(Problem):
    """The deadline has already passed. Choose a later day."""

    slug = "members/deadline-passed"
    status = 409
    field: ClassVar[str] = "deadline"


class NotOpenYet(Problem):
    """The application period has not begun yet. Come back when it opens."""

    slug = "members/not-open-yet"
    status = 409


class CallEnded(Problem):
    """The application period has ended, so we did not save the application. You are welcome to the forums."""

    slug = "members/call-closed"
    status = 409


class NotAtThisPoint(Problem):
    """This cannot be done at the point the call has come to. Look at the call again."""

    slug = "members/not-at-this-point"
    status = 409


class ProposalMade(Problem):
    """The selection has been proposed. Take the proposal back to change it."""

    slug = "members/proposal-made"
    status = 409


class RoundOver(Problem):
    """This application is of an earlier round of the call, which has ended."""

    slug = "members/round-over"
    status = 409


class ReceivedOutsideCall(Problem):
    """The e-mail must have come during the application period."""

    slug = "members/received-outside-call"
    status = 409
    field: ClassVar[str] = "received"


class AppliedAlready(Problem):
    """This organisation or e-mail address has already applied. The receipt has a link to the application."""

    slug = "members/applied-already"
    status = 409


class ThemeApplied(Problem):
    """Somebody has applied for a theme that is left out. Keep it; its name and its seats can change."""

    slug = "members/theme-applied"
    status = 409
    field: ClassVar[str] = "themes_fi"


class DeputyIncomplete(Problem):
    """Give the deputy's name and own e-mail address, so that the place can be given. Or leave both empty."""

    slug = "members/deputy-incomplete"
    status = 422
    field: ClassVar[str] = "deputy_email"


class WithdrawnAlready(Problem):
    """This application has already been withdrawn."""

    slug = "members/withdrawn-already"
    status = 409


class CallStillOpen(Problem):
    """The selection begins when the application period has ended."""

    slug = "members/call-still-open"
    status = 409


class UndecidedApplications(Problem):
    """Some applications have no outcome yet."""

    slug = "members/undecided-applications"
    status = 409


class NobodySelected(Problem):
    """Nobody has been selected yet."""

    slug = "members/nobody-selected"
    status = 409


class SelectionConfirmedAlready(Problem):
    """The selection has already been confirmed."""

    slug = "members/selection-confirmed"
    status = 409


class NotInCall(Problem):
    """This application is not in this call, or it has been withdrawn."""

    slug = "members/not-in-call"
    status = 422


class NoReserve(Problem):
    """There is no reserve of the same theme left."""

    slug = "members/no-reserve"
    status = 409


class TooManyNames(Problem):
    """There are more names than were asked for."""

    slug = "members/too-many-names"
    status = 409
    field: ClassVar[str] = "chosen"


class NoNames(Problem):
    """Choose at least one name."""

    slug = "members/no-names"
    status = 422
    field: ClassVar[str] = "chosen"


class CandidateUnknown(Problem):
    """Choose among the candidates of this request."""

    slug = "members/candidate-unknown"
    status = 422
    field: ClassVar[str] = "chosen"


class GroupRequestIncomplete(Problem):
    """A national group needs both days of the term, and one or two names: a representative and a deputy."""

    slug = "members/group-request-incomplete"
    status = 422
    field: ClassVar[str] = "national_group"


class OneRepresentative(Problem):
    """Choose one representative. With two names, tell which of them is the deputy."""

    slug = "members/one-representative"
    status = 422
    field: ClassVar[str] = "chosen"


class NotForGroup(Problem):
    """A national group gets a member or a deputy, at the national level, whom one of our bodies named."""

    slug = "members/not-for-group"
    status = 422
    field: ClassVar[str] = "post"


class MandateEnded(Problem):
    """The day is outside the time of this mandate."""

    slug = "members/mandate-ended"
    status = 409
    field: ClassVar[str] = "on"
