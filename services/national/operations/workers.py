"""Listening to the stations: what they tell is gathered and written down in one go."""

import logging
from typing import Protocol

from pydantic import ValidationError

from services.national.operations import commands
from services.national.operations.model import services_of
from shared.chassis.transaction import Transactions
from shared.contracts.operations import StatusReported

log = logging.getLogger(__name__)


class Told(Protocol):
    """A message as it arrives."""

    subject: str
    data: bytes


class Listener:
    """Keeps the newest word of each station until the next round."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], StatusReported] = {}

    async def hear(self, message: Told) -> None:
        """Take in what a station says; the account's import vouches for the names in the subject."""
        _, slug, service = message.subject.split(".")
        if service not in services_of(slug):
            return
        try:
            self._told[slug, service] = StatusReported.model_validate_json(message.data)
        except ValidationError as error:
            # A region may run its own version: what it says of itself must not stop the others.
            log.warning("%s/%s says what cannot be read: %d errors", slug, service, error.error_count())

    async def round(self, transactions: Transactions) -> bool:
        """Write down what was told since the last round."""
        if not self._told:
            return False
        told, self._told = self._told, {}
        async with transactions.begin() as tx:
            await commands.hear(tx, told, at=tx.at)
        return False
