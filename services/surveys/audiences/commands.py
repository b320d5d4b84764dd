"""Keeping what events tell; what is older than what we know changes nothing."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from services.surveys.audiences import queries
from services.surveys.audiences.model import Body, Organisation, Person, Seat
from services.surveys.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.members import BodyChanged, OrganisationRegistered, SeatFilled, SeatVacated
from shared.contracts.people import PersonChanged, PersonErased, PersonMerged


async def learn_person(tx: Transaction, event: PersonChanged) -> None:
    """Keep a person's language."""
    await _keep(tx, Person, id=event.person_id, version=event.version, language=event.language)


async def forget_person(tx: Transaction, event: PersonErased) -> None:
    """Forget a person's language: who has none is never invited, and an older word changes nothing."""
    await _keep(tx, Person, id=event.person_id, version=event.version, language="")


async def join(tx: Transaction, event: PersonMerged) -> UUID:
    """Let the seats and organisations of one entry be those of another; return that one."""
    merged_id = event.person_id
    into_id = await queries.one_person(tx, event.into_id)
    await _keep(tx, Person, id=merged_id, version=event.version, language="", merged_into_id=into_id)
    kept_id = await queries.one_person(tx, merged_id)
    for column in (Person.merged_into_id, Organisation.contact_person_id, Seat.person_id):
        moved = update(column.class_).where(column == merged_id).values({column: kept_id})
        await tx.execute(moved.execution_options(synchronize_session=False))
    return kept_id


async def learn_organisation(tx: Transaction, event: OrganisationRegistered) -> None:
    """Keep whom to ask in an organisation."""
    contact_id = event.contact_person_id
    await _keep(
        tx,
        Organisation,
        id=event.organisation_id,
        version=event.version,
        contact_person_id=contact_id and await queries.one_person(tx, contact_id),
    )


async def learn_body(tx: Transaction, event: BodyChanged) -> None:
    """Keep a body's name and themes."""
    await _keep(
        tx,
        Body,
        id=event.body_id,
        version=event.version,
        slug=event.slug,
        name=LocalisedText.of(event.name),
        themes=[{"slug": theme.slug, "name": theme.name} for theme in event.themes],
    )


async def seat(tx: Transaction, event: SeatFilled) -> None:
    """Keep who sits in a seat."""
    await _keep(
        tx,
        Seat,
        id=event.seat_id,
        version=event.version,
        body_id=event.body_id,
        person_id=await queries.one_person(tx, event.person_id),
        starts=event.starts,
        ends=event.ends,
    )
    # That the seat was left may have come first; it does not tell since when it was held.
    await tx.execute(
        update(Seat).where(Seat.id == event.seat_id, Seat.starts.is_(None)).values(starts=event.starts)
    )


async def unseat(tx: Transaction, event: SeatVacated) -> None:
    """Keep the last day of one who left a seat."""
    await _keep(
        tx,
        Seat,
        id=event.seat_id,
        version=event.version,
        body_id=event.body_id,
        person_id=await queries.one_person(tx, event.person_id),
        ends=event.ends,
    )


async def _keep(tx: Transaction, table: type[Table], **values: Any) -> None:
    statement = insert(table).values(**values)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: statement.excluded[name] for name in values},
            where=statement.excluded.version > table.__table__.c.version,
        )
    )
