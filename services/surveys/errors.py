"""What can go wrong in surveys.

Problem
├── NotADraft           only a draft can be edited and opened
├── ChangedMeanwhile    someone saved the draft in between
├── BodyNeeded          the audience or a question needs a body with seats or themes
├── ClosesInThePast     the last day is already over
├── NobodyToInvite      the audience is empty
├── NotOpen             it cannot be answered or closed now
├── SurveyHasClosed     the time to answer is over
├── AlreadyAnswered     the invitation was used
├── AnswersDoNotFit     the answers are not to these questions
├── StillOpen           results are counted after the closing
├── AlreadyPublished    the results are out
└── TooFewAnswers       fewer than can be shown without pointing at someone
"""

from typing import ClassVar

from shared.chassis.problems import Problem


class NotADraft(Problem):
    """The survey has been opened, so it can no longer be changed."""

    slug = "surveys/not-a-draft"
    status = 409


class ChangedMeanwhile(Problem):
    """Someone else changed the survey just now. Look at it again before you save."""

    slug = "surveys/changed-meanwhile"
    status = 409


class BodyNeeded(Problem):
    """Choose a body that has what the survey needs: members for the audience, themes for the question."""

    slug = "surveys/body-needed"
    status = 422
    field: ClassVar[str] = "body_id"


class ClosesInThePast(Problem):
    """The last day to answer is already over."""

    slug = "surveys/closes-in-the-past"
    status = 409
    field: ClassVar[str] = "closes_on"


class NobodyToInvite(Problem):
    """There is nobody in the audience to invite."""

    slug = "surveys/nobody-to-invite"
    status = 409
    field: ClassVar[str] = "audience"


class NotOpen(Problem):
    """The survey is not open."""

    slug = "surveys/not-open"
    status = 409


class SurveyHasClosed(Problem):
    """The time to answer this survey is over."""

    slug = "surveys/closed"
    status = 410


class AlreadyAnswered(Problem):
    """You have already answered this survey. Thank you!"""

    slug = "surveys/already-answered"
    status = 409


class AnswersDoNotFit(Problem):
    """Some of the answers do not fit the questions."""

    slug = "surveys/answers-do-not-fit"
    status = 422


class StillOpen(Problem):
    """The survey is still open. The answers are counted after it has closed."""

    slug = "surveys/still-open"
    status = 409


class AlreadyPublished(Problem):
    """The results have already been published."""

    slug = "surveys/already-published"
    status = 409


class TooFewAnswers(Problem):
    """There are too few answers to show without pointing at someone."""

    slug = "surveys/too-few-answers"
    status = 409
