"""Another address, as JSON and in forms."""

from datetime import datetime

from pydantic import BaseModel

from shared.chassis.text import EmailAddress


class AddressIn(BaseModel):
    """Where a person wants to be written to."""

    email: EmailAddress


class AddressAsked(BaseModel):
    """A link was sent to the new address and holds until then."""

    until: datetime | None
