"""Whom the regions named, and whom they decline, as it arrives in national; no other has the stream."""

import logging
from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy.exc import DataError

from services.members.advisers import commands as advisers
from services.members.delegates import commands
from services.members.delegates.schemas import Answered, Forgotten, Named
from shared.chassis.instance import NATIONAL
from shared.chassis.problems import Problem
from shared.chassis.projections import Arrival, Projection
from shared.chassis.transaction import Transaction
from shared.contracts.people import DELEGATES, AdviserAnswered, DelegateForgotten, DelegateNamed

log = logging.getLogger(__name__)


async def apply(arrivals: Sequence[Arrival], tx: Transaction) -> None:
    for arrival in arrivals:
        try:
            async with tx.attempt():
                await _take_in(arrival, tx)
        except (ValidationError, DataError, Problem) as error:
            # One region's word must not hold up the others'.
            log.warning("%s: %s: %s", arrival.region, arrival.envelope.type, type(error).__name__)


async def _take_in(arrival: Arrival, tx: Transaction) -> None:
    data = arrival.envelope.data
    if arrival.envelope.type == AdviserAnswered.subject:
        word = Answered.model_validate(data)
        await advisers.heed(tx, arrival.region, word.adviser_id, declined=word.declined, said=word.said)
    elif arrival.envelope.type == DelegateForgotten.subject:
        await commands.forget(tx, arrival.region, Forgotten.model_validate(data), at=tx.at)
    elif arrival.envelope.type == DelegateNamed.subject:
        delegate = await commands.take_in(tx, arrival.region, Named.model_validate(data), at=tx.at)
        if delegate is None:
            return
        try:
            async with tx.attempt():
                await commands.place(tx, delegate, at=tx.at)
        except Problem as error:
            # They wait, and the group's coordinator sees them and can try again.
            log.warning("%s: a delegate has no place: %s", arrival.region, type(error).__name__)


DELEGATES_IN = Projection(DELEGATES, ("people.>",), apply, stands=NATIONAL.__eq__)
