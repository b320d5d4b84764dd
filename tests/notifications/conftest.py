"""A real mail server for the letters of these tests."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from time import monotonic
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.region import Region

WAIT_SECONDS = 60.0


class Mail:
    """A mail server that keeps what it takes; it can be down, and it can refuse an address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.before_taking: Callable[[], Awaitable[None]] | None = None
        self._controller: Controller | None = None

    def up(self) -> None:
        """Start taking mail."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def down(self) -> None:
        """Stop answering."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to an address, oldest first."""
        return [message for message in self.taken if message["To"].addresses[0].addr_spec == address]

    async def handle_RCPT(  # noqa: N802 - the hook's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        if self.before_taking:
            await self.before_taking()
        self.taken.append(message)
        return "250 OK"


@pytest.fixture(scope="module", autouse=True)
def mail() -> Iterator[Mail]:
    """The mail server the region's letters are handed to; it stands before the region does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    before = os.environ.get("POYTA_SMTP")
    os.environ["POYTA_SMTP"] = f"127.0.0.1:{port}"
    server = Mail(port)
    server.up()
    yield server
    server.down()
    if before is None:
        del os.environ["POYTA_SMTP"]
    else:
        os.environ["POYTA_SMTP"] = before


async def posted(region: Region) -> None:
    """Wait until no letter is due."""
    await region.settled()
    deadline = monotonic() + WAIT_SECONDS
    query = (
        "SELECT count(*) FROM emails WHERE sent_at IS NULL AND failed_at IS NULL"
        " AND (next_attempt_at <= $1 OR leased_until IS NOT NULL)"
    )
    while (await region.rows("notifications", query, region.clock()))[0][0]:
        assert monotonic() < deadline, "letters are still due"
        await asyncio.sleep(0.02)
