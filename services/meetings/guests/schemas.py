"""Guests as JSON, and the signed link with which members learns to which item a guest is invited."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.meetings.calendar.model import AgendaItem, Meeting
from services.meetings.invitations.model import Answer
from services.meetings.invitations.queries import Invited
from services.meetings.topics.schemas import words
from shared.chassis import links
from shared.chassis.instance import Instance
from shared.contracts.envelope import Words

LONGEST_TITLE = 80


class GuestOut(BaseModel):
    """Someone invited to an item."""

    invitation_id: UUID
    person_id: UUID
    name: str
    represents: str
    starts: datetime | None
    ends: datetime | None
    answer: Answer | None


class ItemGuestsOut(BaseModel):
    """An item, its guests, and the token with which members invites one more; none once it has started."""

    agenda_item_id: UUID
    title: Words
    token: str
    guests: list[GuestOut]


class GuestsOut(BaseModel):
    """The guests of a meeting, item by item."""

    items: list[ItemGuestsOut]

    @classmethod
    def of(
        cls,
        agenda: Sequence[AgendaItem],
        guests: Mapping[UUID, Sequence[Invited]],
        tokens: Mapping[UUID, str],
    ) -> "GuestsOut":
        return cls(
            items=[
                ItemGuestsOut(
                    agenda_item_id=item.id,
                    title=words(item.title),
                    token=tokens.get(item.id, ""),
                    guests=[_guest(one) for one in guests.get(item.id, ())],
                )
                for item in agenda
            ]
        )


def guest_links(
    instance: Instance, meeting: Meeting, agenda: Sequence[AgendaItem], language: str
) -> dict[UUID, str]:
    """Return the token of each item with which members invites a guest to it, until the meeting starts."""
    shared = {
        "meeting": meeting.id.hex,
        "body": meeting.body_id.hex,
        "starts": meeting.starts.isoformat(),
        "ends": meeting.ends.isoformat(),
    }
    return {
        item.id: links.sign(
            instance,
            "guest",
            shared | {"item": item.id.hex, "title": item.title.read(language).text[:LONGEST_TITLE]},
            until=meeting.starts,
        )
        for item in agenda
    }


def _guest(one: Invited) -> GuestOut:
    guest = one.invitation
    return GuestOut(
        invitation_id=guest.id,
        person_id=guest.person_id,
        name=one.name,
        represents=guest.represents,
        starts=guest.starts,
        ends=guest.ends,
        answer=guest.answer,
    )
