"""Why a call is returned or given up, as people send it."""

from pydantic import BaseModel

from services.members.bodies.schemas import TextWords


class ReasonIn(BaseModel):
    """The reason, which the page of the call and the letters show."""

    reason: TextWords


class AnnouncedOut(BaseModel):
    """How many people get a letter."""

    told: int
