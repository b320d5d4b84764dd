"""The postman: leases letters, sends them over SMTP outside any transaction, notes what became of them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from aiosmtplib.errors import SMTPConnectError, SMTPServerDisconnected, SMTPTimeoutError

from services.notifications.emails import commands
from services.notifications.emails.commands import Outcome
from services.notifications.emails.model import Email, Sender
from services.notifications.recipients.model import Recipient
from services.notifications.settings import NotificationsSettings
from shared.chassis.instance import Instance
from shared.chassis.transaction import Transaction, Transactions
from shared.chassis.workers import insist

BATCH = 20

# Nothing is known of the letter then; the rest of the batch waits too.
_CONNECTION_LOST = (SMTPConnectError, SMTPServerDisconnected, SMTPTimeoutError, OSError)

log = logging.getLogger(__name__)


class Postman:
    """Sends the letters of every instance of the process through one mail server."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._settings = settings
        # A connection and a letter at their slowest, and some more: nobody else sends what is being sent.
        self._hold = timedelta(seconds=3 * settings.smtp_seconds)

    async def round(self, transactions: Transactions) -> bool:
        """Send one batch; tell whether there was any."""
        async with transactions.begin() as tx:
            leased = await commands.lease(tx, limit=BATCH, hold=self._hold, at=tx.at)
        if not leased:
            return False
        unsent = [email.id for email, _ in leased]
        try:
            async with self._connection() as server:
                for email, recipient in leased:
                    with transactions.span(f"send {email.letter}", email.traceparent):
                        outcome = await self._send(server, email, recipient, tx.instance, tx.at)
                    unsent.remove(email.id)
                    # At once: a crash repeats one letter and not a batch of them.
                    await self._note(transactions, [outcome], unsent)
        except (SMTPException, OSError) as error:
            log.warning("%s: the mail server cannot be used: %s", tx.instance.slug, _name(error))
            await self._note(transactions, [Outcome(one, "", "", _name(error)) for one in unsent])
        return True

    async def _note(
        self, transactions: Transactions, outcomes: Sequence[Outcome], unsent: Sequence[UUID] = ()
    ) -> None:
        async def note(tx: Transaction) -> None:
            for outcome in outcomes:
                await commands.note(tx, outcome, at=tx.at)
            if unsent:
                await commands.keep(tx, unsent, hold=self._hold)

        await insist(transactions, note)

    async def _send(
        self, server: SMTP, email: Email, recipient: Recipient, instance: Instance, at: datetime
    ) -> Outcome:
        sender, to = self._sender(instance), email.reader(recipient).email
        try:
            message = email.message(recipient, instance, sender=sender, at=at)
            async with asyncio.timeout(self._settings.smtp_seconds):
                await server.send_message(message, sender=sender.address, recipients=[to])
        except _CONNECTION_LOST:
            raise
        except (SMTPException, ValueError) as error:
            log.warning("%s: letter %s was not taken: %s", instance.slug, email.id, _name(error))
            return Outcome(email.id, "", "", _name(error), for_good=_is_for_good(error))
        return Outcome(email.id, _header(message, "Message-ID"), _header(message, "Content-Language"))

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[SMTP]:
        server = self._server()
        async with asyncio.timeout(self._settings.smtp_seconds):
            await server.connect()
        async with server:
            yield server

    def _server(self) -> SMTP:
        host, _separator, port = self._settings.smtp.rpartition(":")
        return SMTP(
            hostname=host,
            port=int(port),
            username=self._settings.smtp_user or None,
            password=self._settings.smtp_password or None,
            use_tls=self._settings.smtp_security == "tls",
            start_tls=self._settings.smtp_security == "starttls",
            timeout=self._settings.smtp_seconds,
        )

    def _sender(self, instance: Instance) -> Sender:
        return Sender(
            instance.table.read(instance.languages[0]).text,
            self._settings.sender,
            self._settings.sender_domain or instance.host,
        )


def _header(message: EmailMessage, name: str) -> str:
    return str(message[name])


def _name(error: Exception) -> str:
    """Return what may be told of an error: its code or its kind, never an address."""
    if isinstance(error, SMTPRecipientsRefused):
        return f"SMTP {error.recipients[0].code}"
    if isinstance(error, SMTPResponseException):
        return f"SMTP {error.code}"
    return type(error).__name__


def _is_for_good(error: Exception) -> bool:
    """Tell whether the server does not know the address: asking again would be impolite (RFC 5321)."""
    return isinstance(error, SMTPRecipientsRefused) and all(r.code >= 500 for r in error.recipients)
