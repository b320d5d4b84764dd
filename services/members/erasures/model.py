"""What is erased with a person, counted before it happens."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from shared.chassis.problems import Problem

KEPT = timedelta(days=731)
"""Someone with no role, seat, application or consent for two years is forgotten."""
SIGN_INS_KEPT = timedelta(days=30)

TOLD_KEPT = timedelta(days=30)
"""A telephone and needs told by one who has no seat or task are kept so long."""


class LastCoordinator(Problem):
    """You are the only coordinator of the region. Let another one be named first."""

    slug = "members/last-coordinator"
    status = 409
    field: ClassVar[str] = ""


@dataclass(frozen=True)
class Consequences:
    """How much of a person there is to erase, to end and to keep without the name."""

    open_applications: int
    applications: int
    seats: int
    past_seats: int
    roles: int
    contacts: int
    declarations: int
    matters: int
    news: int
    affiliations: int
