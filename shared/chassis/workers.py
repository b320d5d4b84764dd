"""Workers do what waits: they run until nothing is left, then sleep until woken."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.chassis.database import is_outage
from shared.chassis.transaction import Transaction, Transactions

INSIST_SECONDS = 0.5

Round = Callable[[Transactions], Awaitable[bool]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Worker:
    """A piece of work of one service: `round` does a part of it and tells whether more may wait."""

    name: str
    round: Round


async def insist(transactions: Transactions, work: Callable[[Transaction], Awaitable[None]]) -> None:
    """Write down what has already happened outside: an outage of the database is waited out."""
    while True:
        try:
            async with transactions.begin() as tx:
                await work(tx)
        except (DBAPIError, PoolTimeout, OSError) as error:
            if not is_outage(error):
                raise
            await asyncio.sleep(INSIST_SECONDS)
        else:
            return


class Loop:
    """Runs one worker in one instance."""

    def __init__(self, worker: Worker, transactions: Transactions, *, poll_seconds: float) -> None:
        self._worker = worker
        self._transactions = transactions
        self._poll_seconds = poll_seconds
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look for work now."""
        self._woken.set()

    async def run(self) -> None:
        """Work for ever; an outage is waited out."""
        while True:
            self._woken.clear()
            try:
                while await self._worker.round(self._transactions):
                    pass
                wait = self._poll_seconds
            except (DBAPIError, PoolTimeout, OSError) as error:
                log.warning("%s waits: %s", self._worker.name, type(error).__name__)
                wait = 1.0
            try:
                await asyncio.wait_for(self._woken.wait(), wait)
            except TimeoutError:
                continue
