"""Giving an organisation a logo, and taking it away."""

from uuid import UUID

from sqlalchemy import delete

from services.members.organisations.commands import locked
from services.members.organisations.model import Logo
from shared.chassis.transaction import Transaction


async def put(tx: Transaction, organisation_id: UUID, png: bytes) -> None:
    """Give an organisation this logo instead of the one it had."""
    await remove(tx, organisation_id)
    tx.add(Logo(organisation_id=organisation_id, png=png, changed=tx.at))


async def remove(tx: Transaction, organisation_id: UUID) -> None:
    """Take the logo away, if there is one."""
    await locked(tx, organisation_id)
    await tx.execute(delete(Logo).where(Logo.organisation_id == organisation_id))
