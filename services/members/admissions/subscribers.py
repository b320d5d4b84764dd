"""Whom national proposes, as it arrives in a region; and who was told of someone by name is told again."""

import logging
from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy.exc import DataError

from services.members.admissions import commands
from services.members.admissions.schemas import Proposed, Withdrawn
from shared.chassis.instance import NATIONAL
from shared.chassis.problems import Problem
from shared.chassis.projections import Arrival, Projection
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.people import SUPPORT, AdviserProposed, AdviserWithdrawn
from shared.contracts.register import PersonCorrected

log = logging.getLogger(__name__)


@handles(PersonCorrected)
async def on_person_corrected(event: PersonCorrected, tx: Transaction) -> None:
    await commands.tell_again(tx, event.person_id)


async def apply(arrivals: Sequence[Arrival], tx: Transaction) -> None:
    for arrival in arrivals:
        try:
            async with tx.attempt():
                await _take_in(arrival, tx)
        except (ValidationError, DataError, Problem) as error:
            # One word that cannot be read must not hold up the others.
            log.warning("%s: %s", arrival.envelope.type, type(error).__name__)


async def _take_in(arrival: Arrival, tx: Transaction) -> None:
    if arrival.envelope.type == AdviserProposed.subject:
        proposed = Proposed.model_validate(arrival.envelope.data)
        if proposed.region == tx.instance.slug:
            await commands.take_in(tx, proposed)
    elif arrival.envelope.type == AdviserWithdrawn.subject:
        withdrawn = Withdrawn.model_validate(arrival.envelope.data)
        if withdrawn.region == tx.instance.slug:
            await commands.withdraw(tx, withdrawn, at=tx.at)


SUPPORT_IN = Projection(SUPPORT, ("people.>",), apply, stands=NATIONAL.__ne__)
SUBSCRIPTIONS = (on_person_corrected,)
