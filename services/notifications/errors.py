"""What can go wrong with letters and news.

Problem
├── PersonNotKnownYet       the event comes again
├── SubjectNotKnownYet      the event comes again
├── LetterNotFound
└── LetterAlreadySent
"""

from shared.chassis.problems import NotFound, Problem


class PersonNotKnownYet(Problem):
    """The person of this letter has not arrived yet."""

    slug = "notifications/person-not-known-yet"
    status = 503


class SubjectNotKnownYet(Problem):
    """What this news tells more of has not arrived yet."""

    slug = "notifications/subject-not-known-yet"
    status = 503


class LetterNotFound(NotFound):
    """There is no such letter."""

    slug = "notifications/letter-not-found"


class LetterAlreadySent(Problem):
    """The letter has already been sent."""

    slug = "notifications/letter-already-sent"
    status = 409
