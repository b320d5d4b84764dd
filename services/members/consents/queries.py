"""Looking up purposes and consents."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from services.members.consents.model import Consent, NameConsent, Profile, Purpose
from services.members.people.model import Person
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Snapshot

_DATA = Path(__file__).parent / "data" / "purposes.json"


@cache
def purposes() -> Mapping[str, Purpose]:
    """Return what can be agreed to, in order. New words get a new version; those before stay as `earlier`."""
    return {
        item["slug"]: Purpose(
            item["slug"],
            item["version"],
            LocalisedText.of(item["title"]),
            LocalisedText.of(item["words"]),
            {item["version"]: LocalisedText.of(item["words"])}
            | {int(number): LocalisedText.of(words) for number, words in item.get("earlier", {}).items()},
        )
        for item in json.loads(_DATA.read_text())
    }


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[Consent]:
    """Return every consent a person has given, the newest first."""
    query = select(Consent).where(Consent.person_id == person_id)
    return await look.all(query.order_by(Consent.given.desc(), Consent.id))


async def live(look: Snapshot, person_id: UUID, purpose: str, *, lock: bool = False) -> Consent | None:
    """Return the consent of a person to a purpose that holds now."""
    query = select(Consent).where(
        Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn.is_(None)
    )
    return await look.first(query.with_for_update() if lock else query)


async def held(look: Snapshot, person_id: UUID) -> set[str]:
    """Return the purposes a person agrees to now."""
    live = (Consent.person_id == person_id, Consent.withdrawn.is_(None))
    return set(await look.all(select(Consent.purpose).where(*live)))


async def profile(look: Snapshot, person_id: UUID) -> Profile:
    """Return what a person has told by consent; an empty one when it is nothing."""
    found = await look.get(Profile, person_id)
    return found or Profile(person_id=person_id, phone="", needs="", expertise=[])


async def register(
    look: Snapshot, *, limit: int, offset: int
) -> tuple[Sequence[tuple[Consent, Person]], int]:
    """Return a page of every consent with who gave it, the newest first, and how many there are."""
    query = select(Consent, Person).join(Person, Person.id == Consent.person_id)
    rows = await look.execute(query.order_by(Consent.given.desc(), Consent.id).limit(limit).offset(offset))
    total = await look.first(select(func.count()).select_from(Consent))
    return [(row.Consent, row.Person) for row in rows], total or 0


async def agreeing(look: Snapshot, purpose: str, *, limit: int, offset: int) -> tuple[Sequence[Person], int]:
    """Return a page of those who agree to a purpose now, by name, and how many there are."""
    live = (Consent.purpose == purpose, Consent.withdrawn.is_(None))
    query = select(Person).join(Consent, Consent.person_id == Person.id).where(*live)
    total = await look.first(select(func.count()).select_from(Consent).where(*live))
    return await look.all(query.order_by(Person.name, Person.id).limit(limit).offset(offset)), total or 0


async def consenting(look: Snapshot, body_id: UUID) -> set[UUID]:
    """Return who lets the name be shown to anyone with a body."""
    query = select(NameConsent.person_id).where(
        NameConsent.body_id == body_id, NameConsent.withdrawn.is_(None)
    )
    return set(await look.all(query))


async def name_consent(look: Snapshot, person_id: UUID, body_id: UUID) -> NameConsent | None:
    """Return the consent of a person that holds for a body."""
    return await look.first(
        select(NameConsent).where(
            NameConsent.person_id == person_id,
            NameConsent.body_id == body_id,
            NameConsent.withdrawn.is_(None),
        )
    )


async def shown_name(look: Snapshot, email: str, body_id: UUID) -> str:
    """Return the name of who has this address, when it may be shown to anyone with a body; else nothing."""
    if not email:
        return ""
    query = select(Person.name).join(NameConsent, NameConsent.person_id == Person.id)
    theirs = (Person.email == email.lower(), NameConsent.body_id == body_id)
    return await look.first(query.where(*theirs, NameConsent.withdrawn.is_(None))) or ""
