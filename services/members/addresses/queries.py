"""Looking up who waits for a word from another address."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from services.members.errors import AddressLinkExpired
from services.members.people.model import Person, PersonChange
from shared.chassis import links
from shared.chassis.problems import LinkExpired
from shared.chassis.transaction import Snapshot

DAY = timedelta(days=1)


def id_of_link(look: Snapshot, token: str) -> UUID:
    """Return the change a signed link is for. Raises AddressLinkExpired."""
    try:
        return UUID(links.read(look.instance, "address", token, at=look.at)["id"])
    except LinkExpired as error:
        raise AddressLinkExpired from error


async def waiting(look: Snapshot, change_id: UUID, *, lock: bool = False) -> Person:
    """Return the person whose change this is. Raises AddressLinkExpired when it is over."""
    query = select(Person).where(Person.awaited_id == change_id)
    person = await look.first(query.with_for_update() if lock else query)
    if person is None:
        raise AddressLinkExpired
    person.awaits(change_id, look.at)
    return person


async def asked_lately(look: Snapshot, person_id: UUID, at: datetime) -> int:
    """Count how often another address was asked for this person within a day."""
    asked = (PersonChange.person_id == person_id, PersonChange.what == "email_asked")
    query = select(func.count()).select_from(PersonChange).where(*asked, PersonChange.at > at - DAY)
    return await look.first(query) or 0
