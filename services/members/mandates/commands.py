"""Correcting a mandate and ending it early."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.members.bodies.commands import today
from services.members.mandates import queries
from services.members.mandates.model import amend
from services.members.people import queries as people
from services.members.representation import commands as representation
from services.members.representation.model import NATIONWIDE, Mandate, MandateEdition
from shared.chassis.transaction import Transaction
from shared.contracts.seats import MandateCorrected


async def correct(
    tx: Transaction, mandate_id: UUID, facts: Mapping[str, Any], *, by: UUID | None, at: datetime
) -> Mandate:
    """Write where, as what, for whom and how long somebody represents, and keep what was written before.

    The representative hears of it, and national of a national mandate. Raises NotForGroup when the
    national group that was given them could not take them so.
    """
    mandate = await queries.mandate(tx, mandate_id, lock=True)
    # Before anything is changed: what is looked up later writes the change, and the database refuses it.
    person = await people.known(tx, mandate.person_id)
    before, level = MandateEdition.of(mandate, by=by, at=at), mandate.level
    if not amend(mandate, facts):
        return mandate
    tx.add(before)
    representation.tell(tx, mandate, person)
    if level == NATIONWIDE != mandate.level:
        # For those who know the national ones, it was never one.
        never = mandate.starts - timedelta(days=1)
        tx.record(mandate.told().model_copy(update={"ends": never}))
    await representation.set_notice(tx, mandate)
    if mandate.ends >= today(at):
        tx.record(MandateCorrected(mandate_id=mandate.id, person_id=mandate.person_id, on=mandate.ends))
    return mandate


async def show(tx: Transaction, mandate_id: UUID, *, shown: bool, at: datetime) -> Mandate:
    """Show or hide the name of who has a mandate, by their own word; how it was before is kept.

    By their first yes national hears who sits in its group, while they sit there. Raises NotFound for one
    never held.
    """
    mandate = await queries.mandate(tx, mandate_id, lock=True)
    representation.show_name(tx, mandate, shown=shown, at=at)
    sits = mandate.national_group and mandate.ends >= today(at)
    if shown and sits and mandate.agreed is None:
        mandate.agreed = at
        tx.record(mandate.named(await people.known(tx, mandate.person_id)))
    return mandate


async def end(tx: Transaction, mandate_id: UUID, *, on: date, by: UUID | None, at: datetime) -> Mandate:
    """Let a mandate end early; `on` is the last day. Raises MandateEnded."""
    mandate = await queries.mandate(tx, mandate_id, lock=True)
    before = MandateEdition.of(mandate, by=by, at=at)
    mandate.end(on)
    tx.add(before)
    representation.tell(tx, mandate, await people.known(tx, mandate.person_id))
    await tx.take_back(f"mandate/{mandate.id}")
    tx.record(mandate.noticed(mandate.person_id, "ended"))
    return mandate
