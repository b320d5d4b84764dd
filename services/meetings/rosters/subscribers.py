"""News of bodies, organisations and people. Seats are heard in `invitations`: they change who is invited."""

from services.meetings.rosters import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import BodyChanged, OrganisationRegistered
from shared.contracts.people import PersonChanged


@handles(BodyChanged)
async def on_body_changed(event: BodyChanged, tx: Transaction) -> None:
    await commands.know_body(tx, event)


@handles(OrganisationRegistered)
async def on_organisation_registered(event: OrganisationRegistered, tx: Transaction) -> None:
    await commands.know_organisation(tx, event)


@handles(PersonChanged)
async def on_person_changed(event: PersonChanged, tx: Transaction) -> None:
    await commands.know_person(tx, event)
