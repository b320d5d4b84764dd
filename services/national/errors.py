"""What can go wrong in the national instance.

Problem
├── RegionNotHeard
├── InstanceNotHeard
├── LetterGone
├── SeatNotHeard
└── StationSilent
"""

from shared.chassis.problems import NotFound, Problem


class RegionNotHeard(NotFound):
    """Nothing has been heard of such a region."""

    slug = "national/region-not-heard"


class InstanceNotHeard(NotFound):
    """No such instance has reported."""

    slug = "national/instance-not-heard"


class LetterGone(Problem):
    """This dead letter has been dealt with already."""

    slug = "national/letter-gone"
    status = 410


class StationSilent(Problem):
    """The service does not answer now. Nothing was changed. Try again in a moment."""

    slug = "national/station-silent"
    status = 409


class SeatNotHeard(NotFound):
    """Nothing has been heard of such a seat yet."""

    slug = "national/seat-not-heard"
