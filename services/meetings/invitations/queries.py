"""Every question asked of the invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from services.meetings.invitations.model import Invitation
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import Body
from shared.chassis import links
from shared.chassis.problems import LinkExpired, NotFound
from shared.chassis.transaction import Snapshot

PURPOSE = "rsvp"
"""The purpose of the signed link that answers an invitation."""


@dataclass(frozen=True)
class Invited:
    """An invitation with the name of the invited person, as far as it is known."""

    invitation: Invitation
    name: str


async def invitation(look: Snapshot, invitation_id: UUID, *, lock: bool = False) -> Invitation:
    """Return an invitation. Raises NotFound."""
    if found := await look.get(Invitation, invitation_id, lock=lock):
        return found
    raise NotFound


async def of_link(look: Snapshot, token: str) -> Invitation:
    """Return the invitation a letter's link is for. Raises LinkExpired, also once another stands for both."""
    content = links.read(look.instance, PURPOSE, token, at=look.at)
    if found := await look.get(Invitation, UUID(content["id"])):
        return found
    raise LinkExpired


async def every_invitation(look: Snapshot, meeting_id: UUID) -> Sequence[Invitation]:
    """Return the invitations of a meeting, withdrawn ones too."""
    query = select(Invitation).where(Invitation.meeting_id == meeting_id)
    return await look.all(query.order_by(Invitation.represents, Invitation.id))


async def standing(look: Snapshot, meeting_id: UUID) -> Sequence[Invitation]:
    """Return the invitations of a meeting that have not been withdrawn."""
    return [i for i in await every_invitation(look, meeting_id) if i.withdrawn_at is None]


async def invited(look: Snapshot, meeting_id: UUID) -> Sequence[Invited]:
    """Return who is invited to a meeting, with names."""
    invitations = await standing(look, meeting_id)
    people = await rosters.people(look, [i.person_id for i in invitations])
    return [Invited(i, people[i.person_id].name if i.person_id in people else "") for i in invitations]


async def of_person(look: Snapshot, meeting_id: UUID, person_id: UUID | None) -> Invitation | None:
    """Return the standing invitation of one person to a meeting, if there is one."""
    return await look.first(
        select(Invitation).where(
            Invitation.meeting_id == meeting_id,
            Invitation.person_id == person_id,
            Invitation.withdrawn_at.is_(None),
        )
    )


async def deputising(
    look: Snapshot, member: Invitation, deputy_id: UUID | None
) -> tuple[Sequence[Invitation], Invitation | None]:
    """Return who stand in for a member at a meeting, and the deputy's own invitation, withdrawn or not."""
    found = await look.all(
        select(Invitation).where(
            Invitation.meeting_id == member.meeting_id,
            or_(Invitation.deputises_id == member.id, Invitation.person_id == deputy_id),
        )
    )
    standing = [one for one in found if one.deputises_id == member.id and one.withdrawn_at is None]
    return standing, next((one for one in found if one.person_id == deputy_id), None)


async def hold_roster(look: Snapshot, body_id: UUID, *, alone: bool) -> None:
    """Let inviting and seating wait for each other, so that nobody falls between them."""
    await look.execute(select(Body.id).where(Body.id == body_id).with_for_update(read=not alone))
