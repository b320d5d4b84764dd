"""What an operator types."""

from pydantic import BaseModel

from shared.chassis.text import Line


class DiscardIn(BaseModel):
    """Why a dead letter is put aside."""

    reason: Line
