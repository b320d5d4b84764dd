"""Let the first people in: roles and sign-in links given from the command line, by the one who hosts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from services.members.people import commands
from services.members.people.model import SignIn
from services.members.people.queries import person_by_email
from shared.chassis import links
from shared.chassis.clock import Clock
from shared.chassis.database import Database
from shared.chassis.instance import Instance
from shared.chassis.transaction import Transaction, Transactions

LINK_LASTS = timedelta(days=1)


async def grant(
    instance: Instance,
    clock: Clock,
    *,
    name: str,
    email: str,
    language: str,
    role: str,
    body_id: UUID | None = None,
) -> UUID:
    """Make a person known in an instance, with a role, and return the id."""
    async with _members(instance, clock) as tx:
        person = await commands.know(tx, name, email, language, tx.at)
        await commands.grant(tx, person.id, role, body_id, tx.at)
        return person.id


async def sign_in_link(instance: Instance, clock: Clock, email: str) -> str:
    """Return a link that signs a known person in once, within a day.

    Raises KeyError when nobody has this address.
    """
    async with _members(instance, clock) as tx:
        person = await person_by_email(tx, email)
        if person is None:
            raise KeyError(email)
        until = tx.at + LINK_LASTS
        sign_in = SignIn(id=uuid4(), person_id=person.id, requested=tx.at, until=until, onward="")
        tx.add(sign_in)
        token = links.sign(instance, "sign-in", {"id": str(sign_in.id)}, until=until)
    return f"{instance.base_url}/members/sign-in/{token}"


@asynccontextmanager
async def _members(instance: Instance, clock: Clock) -> AsyncIterator[Transaction]:
    """Open a transaction of members from outside its process; its relay finds what is recorded."""
    database = Database(instance.credentials["members"].database_url, application="poyta", pool_size=1)
    transactions = Transactions(
        database, instance=instance, service="members", clock=clock, wake=lambda **_: None
    )
    try:
        async with transactions.begin() as tx:
            yield tx
    finally:
        await database.close()
