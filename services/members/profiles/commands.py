"""Telling what is kept by consent, and forgetting it when it is no longer needed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.members.consents import commands as consents
from services.members.consents import queries as consents_queries
from services.members.consents.model import ACCESSIBILITY, PROFILE, TELEPHONE, Profile
from services.members.keywords import commands as keywords
from services.members.keywords import queries as keywords_queries
from services.members.keywords.model import EXPERTISE
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.profiles.model import ConsentMissing
from shared.chassis.transaction import Transaction


async def tell(
    tx: Transaction,
    person_id: UUID,
    told: Mapping[str, Any],
    *,
    by: UUID | None,
    agreed: Collection[str] = (),
    at: datetime,
) -> Profile:
    """Keep what a person tells; only the person can agree to it.

    Raises ConsentMissing, or KeywordUnknown and ExpertiseOff for tags of expertise.
    """
    await people_queries.known(tx, person_id, lock=True)
    await keywords.check(tx, {EXPERTISE: told["expertise"]})
    for purpose in agreed if by == person_id else ():
        await consents.give(tx, person_id, purpose, at=at)
    held = await consents_queries.held(tx, person_id)
    for purpose, part in PROFILE.items():
        if told[part] and purpose not in held:
            raise ConsentMissing(part)
    profile = await consents_queries.profile(tx, person_id)
    if not await keywords_queries.expertise_on(tx):
        told = {**told, "expertise": profile.expertise}
    if any(getattr(profile, part) != value for part, value in told.items()):
        for part, value in told.items():
            setattr(profile, part, value)
        profile.changed = at
        tx.add(profile)
        people.note_change(tx, person_id, "profile", by=by)
    return profile


async def forget(tx: Transaction, person_id: UUID, *, at: datetime) -> None:
    """Forget the telephone and the needs of one who has no task any more: what they were told for is over."""
    for purpose in (TELEPHONE, ACCESSIBILITY):
        await consents.withdraw(tx, person_id, purpose, at=at)
    people.note_change(tx, person_id, "profile", by=None)
