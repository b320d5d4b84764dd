"""What cannot be made of a body."""

from typing import ClassVar

from shared.chassis.problems import Problem


class ThemeKnown(Problem):
    """The body has a theme with this code already."""

    slug = "members/theme-known"
    status = 409
    field: ClassVar[str] = "slug"


class ParentBelow(Problem):
    """A body cannot be part of itself or of a group under it."""

    slug = "members/parent-below"
    status = 422
    field: ClassVar[str] = "parent"
