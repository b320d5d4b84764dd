"""What can go wrong when two entries become one person."""

from shared.chassis.problems import Problem

FACTS = ("name", "email", "language", "phone")
"""What is chosen from one entry or the other."""


class SamePerson(Problem):
    """This is one and the same entry. Choose another one."""

    slug = "members/same-person"
    status = 409


class RoleInTheWay(Problem):
    """One of the two has a role that is not yours to give. The operator joins such entries."""

    slug = "members/role-in-the-way"
    status = 403


class SeatsInOneBody(Problem):
    """Both hold a seat in the same body. Let one of the seats be left first."""

    slug = "members/seats-in-one-body"
    status = 409


class OfficesInOneBody(Problem):
    """Both hold an office in the same body. Let one of the offices end first."""

    slug = "members/offices-in-one-body"
    status = 409


class DeputyOfTheOther(Problem):
    """One of the two is the deputy of the other. Release the deputy first."""

    slug = "members/deputy-of-the-other"
    status = 409


class EntriesBlocked(Problem):
    """Both have something of which there may be one only. Ask the support of the service to help."""

    slug = "members/entries-blocked"
    status = 409
