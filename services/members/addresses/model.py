"""What can go wrong when a person moves to another address."""

from typing import ClassVar

from shared.chassis.problems import Problem

ASKED_A_DAY = 5
"""How many letters one person can have sent to addresses that may be anybody's."""


class AddressSame(Problem):
    """This is the present address."""

    slug = "members/address-same"
    status = 409
    field: ClassVar[str] = "email"


class AddressAskedOften(Problem):
    """A new address has been asked for many times today. Try again tomorrow."""

    slug = "members/address-asked-often"
    status = 409
    field: ClassVar[str] = "email"


class AddressTaken(Problem):
    """Somebody the table knows already has this address. Ask the coordinator to help."""

    slug = "members/address-taken"
    status = 409
