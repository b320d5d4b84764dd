"""What can go wrong with the picture.

Problem
└── RegionNotHeard
"""

from shared.chassis.problems import NotFound


class RegionNotHeard(NotFound):
    """Nothing has been heard of such a region."""

    slug = "national/region-not-heard"
