"""What a logo may be."""

from typing import ClassVar

from shared.chassis.problems import Problem

BYTES = 2_000_000
SIDE = 256


class LogoNotTaken(Problem):
    """Choose a PNG or JPEG picture of at most 2 megabytes."""

    slug = "members/logo-not-taken"
    status = 422
    field: ClassVar[str] = "file"
