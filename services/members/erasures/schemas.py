"""What an erasure takes, as JSON."""

from pydantic import BaseModel


class ConsequencesOut(BaseModel):
    """How much there is to erase, to end and to keep without the name; the only coordinator cannot go."""

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
    only_coordinator: bool
