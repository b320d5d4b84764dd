"""What members tells, written down. Streams race, so each row is guarded by its version."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from services.meetings.errors import SeatNotKnownYet
from services.meetings.rosters import queries
from services.meetings.rosters.model import OFFICE, Body, Deputy, Organisation, Person, Seating
from services.meetings.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.members import BodyChanged, OrganisationRegistered, SeatFilled, SeatVacated
from shared.contracts.people import PersonChanged, PersonErased, PersonMerged
from shared.contracts.seats import DeputyNamed, DeputyReleased, OfficeLeft, OfficeTaken


async def know_body(tx: Transaction, event: BodyChanged) -> None:
    """Remember a body as it is now."""
    values = {
        "version": event.version,
        "slug": event.slug,
        "name": LocalisedText.of(event.name),
        "decision_power": event.decision_power,
        "cadence_min": event.cadence_min,
        "cadence_max": event.cadence_max,
        "convenor": event.convenor,
        "parent_id": event.parent_id,
        "capacities": [one.model_dump(mode="json") for one in event.capacities],
    }
    await _write_newer(tx, Body, {"id": event.body_id}, values)


async def know_organisation(tx: Transaction, event: OrganisationRegistered) -> None:
    """Remember whether an organisation produces services for the county."""
    await _write_newer(
        tx,
        Organisation,
        {"id": event.organisation_id},
        {"version": event.version, "produces_services": event.produces_services},
    )


async def know_person(tx: Transaction, event: PersonChanged) -> None:
    """Remember the name and the language of a person."""
    values = {"version": event.version, "name": event.name, "language": event.language}
    await _write_newer(tx, Person, {"id": event.person_id}, values)


async def forget_person(tx: Transaction, event: PersonErased) -> None:
    """Forget the name; the row that stays keeps an older word from bringing it back."""
    await _write_newer(
        tx, Person, {"id": event.person_id}, {"version": event.version, "name": "", "language": ""}
    )


async def know_merged(tx: Transaction, event: PersonMerged) -> UUID:
    """Remember into which entry one went; return that one. The name stays until the person is erased."""
    await _write_newer(
        tx,
        Person,
        {"id": event.person_id},
        {"version": event.version, "merged_into_id": await queries.one_person(tx, event.into_id)},
        name="",
        language="",
    )
    kept_id = await queries.one_person(tx, event.person_id)
    own = update(Person).where(Person.merged_into_id == event.person_id)
    await tx.execute(own.values(merged_into_id=kept_id).execution_options(synchronize_session=False))
    return kept_id


async def admit(tx: Transaction, event: SeatFilled) -> None:
    """Seat a person from a day to a day."""
    key = {"seat_id": event.seat_id, "person_id": event.person_id, "starts": event.starts}
    values = {
        "version": event.version,
        "ends": event.ends,
        "body_id": event.body_id,
        "organisation_id": event.organisation_id,
        "represents": event.represents,
        "theme": event.theme,
        "kind": event.kind,
    }
    await _write_newer(tx, Seating, key, values)


async def take_office(tx: Transaction, event: OfficeTaken) -> None:
    """Let who has an office of a body be at its table."""
    key = {"seat_id": event.office_id, "person_id": event.person_id, "starts": event.starts}
    same = ("version", "ends", "body_id", "represents")
    await _write_newer(tx, Seating, key, {name: getattr(event, name) for name in same} | {"kind": OFFICE})


async def release(tx: Transaction, event: SeatVacated | OfficeLeft) -> None:
    """End the seating the event tells of. Raises SeatNotKnownYet when it is still on its way."""
    seat_id = event.seat_id if isinstance(event, SeatVacated) else event.office_id
    seatings = await queries.seatings_before(tx, seat_id, event.person_id, lock=True)
    if any(s.version >= event.version and s.starts <= event.ends for s in seatings):
        return
    held = next((seating for seating in seatings if seating.version < event.version), None)
    if held is None:
        raise SeatNotKnownYet
    held.leave(event.ends, version=event.version)


async def name_deputy(tx: Transaction, event: DeputyNamed) -> None:
    """Remember who comes in the place of a seat's holder; a release that is known already stands."""
    values = event.model_dump(exclude={"deputy_id"})
    await tx.execute(insert(Deputy).values(id=event.deputy_id, **values).on_conflict_do_nothing())


async def release_deputy(tx: Transaction, event: DeputyReleased) -> None:
    """Let a deputy be one no longer. Raises SeatNotKnownYet when the naming is still on its way."""
    deputy = await tx.get(Deputy, event.deputy_id, lock=True)
    if deputy is None:
        raise SeatNotKnownYet
    deputy.ends = max(event.ends, deputy.starts - timedelta(days=1))


async def _write_newer(
    tx: Transaction, table: type[Table], key: dict[str, object], values: dict[str, object], **first: object
) -> None:
    statement = insert(table).values(**key, **values, **first)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=list(key),
            set_={name: statement.excluded[name] for name in values},
            where=statement.excluded.version > table.__table__.c.version,
        )
    )
