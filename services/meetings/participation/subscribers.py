"""When attendance is recorded, or corrected, it is looked at who has not come for a while."""

from typing import Any

from services.meetings.participation import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import MeetingHeld


def subscriptions(after: int) -> tuple[Any, ...]:
    """Return what is heard; `after` missed meetings in a row are raised."""

    @handles(MeetingHeld)
    async def on_meeting_held(event: MeetingHeld, tx: Transaction) -> None:
        await commands.look_for_absence(tx, event.body_id, after=after, at=tx.at)

    return (on_meeting_held,)
