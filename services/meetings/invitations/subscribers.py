"""Seats from members: the roster follows, and so do the invitations."""

from services.meetings.invitations import commands, queries
from services.meetings.rosters import commands as rosters
from services.meetings.rosters import queries as roster_queries
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import SeatFilled, SeatVacated
from shared.contracts.seats import DeputyNamed, DeputyReleased, OfficeLeft, OfficeTaken


@handles(SeatFilled)
async def on_seat_filled(event: SeatFilled, tx: Transaction) -> None:
    event = await roster_queries.of_one_person(tx, event, event.person_id)
    await queries.hold_roster(tx, event.body_id, alone=False)
    await rosters.admit(tx, event)
    await commands.invite_newcomer(tx, event, at=tx.at)
    if event.version > 1:
        # Its last day may have been moved to an earlier one.
        await commands.withdraw_from_leaver(tx, event, at=tx.at)


@handles(SeatVacated)
async def on_seat_vacated(event: SeatVacated, tx: Transaction) -> None:
    event = await roster_queries.of_one_person(tx, event, event.person_id)
    await queries.hold_roster(tx, event.body_id, alone=False)
    await rosters.release(tx, event)
    await commands.withdraw_from_leaver(tx, event, at=tx.at)


@handles(OfficeTaken)
async def on_office_taken(event: OfficeTaken, tx: Transaction) -> None:
    event = await roster_queries.of_one_person(tx, event, event.person_id)
    await queries.hold_roster(tx, event.body_id, alone=False)
    await rosters.take_office(tx, event)
    await commands.invite_newcomer(tx, event, at=tx.at)


@handles(OfficeLeft)
async def on_office_left(event: OfficeLeft, tx: Transaction) -> None:
    event = await roster_queries.of_one_person(tx, event, event.person_id)
    await queries.hold_roster(tx, event.body_id, alone=False)
    await rosters.release(tx, event)
    await commands.withdraw_from_leaver(tx, event, at=tx.at)


@handles(DeputyNamed)
async def on_deputy_named(event: DeputyNamed, tx: Transaction) -> None:
    event = await roster_queries.of_one_person(tx, event, event.person_id)
    await queries.hold_roster(tx, event.body_id, alone=False)
    await rosters.name_deputy(tx, event)
    await commands.follow_deputies(tx, event, at=tx.at)


@handles(DeputyReleased)
async def on_deputy_released(event: DeputyReleased, tx: Transaction) -> None:
    event = await roster_queries.of_one_person(tx, event, event.person_id)
    await queries.hold_roster(tx, event.body_id, alone=False)
    await rosters.release_deputy(tx, event)
    await commands.follow_deputies(tx, event, at=tx.at)
