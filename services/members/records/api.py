"""What is known of a person, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.members import access
from services.members.applications.commands import note_readings
from services.members.records import queries
from services.members.records.schemas import ON_A_PAGE, PeopleOut, PeopleQuery, RecordOut
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["people"])


@router.get("/me/record")
async def own(look: Look, who: Who) -> RecordOut:
    """Export everything that is known of the one who asks."""
    require(access.may_see_own(who), who)
    return RecordOut.of(await queries.record(look, who.person_id))


@router.get("/people")
async def people(asked: Annotated[PeopleQuery, Query()], look: Look, who: Who) -> PeopleOut:
    """Return a page of the people the region knows, fifty at a time."""
    require(access.may_keep_directory(who), who)
    offset = (asked.page - 1) * ON_A_PAGE
    found, total = await queries.found(
        look, asked.q, expertise=asked.expertise, limit=ON_A_PAGE, offset=offset
    )
    return PeopleOut.of(list(found), total)


# A GET that writes: who reads somebody's applications here is written down too, so it takes a Tx.
@router.get("/people/{person_id}/record")
async def of_person(person_id: UUID, tx: Tx, who: Who) -> RecordOut:
    """Return everything that is known of a person, for someone who has asked the coordinator for it."""
    require(access.may_see_person(who, person_id), who)
    record = await queries.record(tx, person_id)
    note_readings(tx, record.applications, of=person_id, by=who.person_id)
    return RecordOut.of(record)
