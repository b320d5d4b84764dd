"""What members tells of people, organisations, bodies and seats."""

from services.surveys.audiences import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import BodyChanged, OrganisationRegistered, SeatFilled, SeatVacated
from shared.contracts.people import PersonChanged, PersonErased


@handles(PersonChanged)
async def on_person_changed(event: PersonChanged, tx: Transaction) -> None:
    await commands.learn_person(tx, event)


@handles(PersonErased)
async def on_person_erased(event: PersonErased, tx: Transaction) -> None:
    await commands.forget_person(tx, event)


@handles(OrganisationRegistered)
async def on_organisation_registered(event: OrganisationRegistered, tx: Transaction) -> None:
    await commands.learn_organisation(tx, event)


@handles(BodyChanged)
async def on_body_changed(event: BodyChanged, tx: Transaction) -> None:
    await commands.learn_body(tx, event)


@handles(SeatFilled)
async def on_seat_filled(event: SeatFilled, tx: Transaction) -> None:
    await commands.seat(tx, event)


@handles(SeatVacated)
async def on_seat_vacated(event: SeatVacated, tx: Transaction) -> None:
    await commands.unseat(tx, event)
