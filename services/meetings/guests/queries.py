"""Who is invited to which item."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from services.meetings.invitations import queries as invitations
from services.meetings.invitations.queries import Invited
from shared.chassis.transaction import Snapshot


async def of_items(look: Snapshot, meeting_id: UUID) -> Mapping[UUID, Sequence[Invited]]:
    """Return the guests of each item of a meeting that has some, with names."""
    found: dict[UUID, list[Invited]] = defaultdict(list)
    for one in await invitations.invited(look, meeting_id):
        for item_id in one.invitation.items:
            found[item_id].append(one)
    return found
