"""Subscriptions react to events: one transaction an event, retried with our delays, never swallowed."""

import logging
from collections import Counter as Tally
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from traceback import extract_tb
from typing import Any, TypeVar

from faststream import AckPolicy, BaseMiddleware, StreamMessage
from faststream.exceptions import NackMessage, RejectMessage
from faststream.nats import JStream, NatsBroker, PullSub
from opentelemetry.trace import SpanKind
from prometheus_client import Counter
from pydantic import ValidationError

from shared.chassis import inbox
from shared.chassis.database import is_outage
from shared.chassis.streams import DLQ, EVENTS, PEOPLE, PUBLIC, durable
from shared.chassis.telemetry import Telemetry
from shared.chassis.transaction import Transaction, Transactions
from shared.contracts.envelope import Envelope, Event, PersonEvent, PublicEvent

BACKOFF = (0.2, 1.0, 5.0, 30.0, 120.0, 600.0)
OUTAGE_DELAY = 1.0
BATCH = 20

E_ = TypeVar("E_", bound=Event)
Handler = Callable[[Any, Transaction], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Subscription:
    """A service's one handler of one event."""

    event: type[Event]
    handler: Handler

    @property
    def stream(self) -> str:
        return stream_of(self.event)

    def filter_subject(self, slug: str) -> str:
        """Return the NATS subject that selects the event in the instance `slug`."""
        if issubclass(self.event, PersonEvent):
            return "people.>"
        if issubclass(self.event, PublicEvent):
            return f"public.{slug}.{self.event.subject}"
        return self.event.subject


def handles(event: type[E_]) -> Callable[[Callable[[E_, Transaction], Awaitable[None]]], Subscription]:
    """Make a function the handler of an event. It gets the event and an open transaction.

    Events of different streams race each other. A handler that misses a person or a seat it was
    told of raises a Problem; the event comes again after a short pause.
    """

    def register(handler: Callable[[E_, Transaction], Awaitable[None]]) -> Subscription:
        return Subscription(event, handler)

    return register


def stream_of(event: type[Event]) -> str:
    """Return the name of the stream an event class belongs to."""
    if issubclass(event, PersonEvent):
        return PEOPLE
    if issubclass(event, PublicEvent):
        return PUBLIC
    return EVENTS


class Consumer:
    """One service's reader of one stream in one instance."""

    def __init__(
        self,
        stream: str,
        subscriptions: Sequence[Subscription],
        *,
        transactions: Transactions,
        telemetry: Telemetry,
        region: str,
        service: str,
    ) -> None:
        self.stream = stream
        self.name = durable(service, stream)
        self._handlers = {subscription.event.subject: subscription for subscription in subscriptions}
        self._transactions = transactions
        self._telemetry = telemetry
        self._labels = (region, service)

    async def take(self, body: bytes) -> None:
        """Act on one event, once."""
        envelope = Envelope.model_validate_json(body)
        subscription = self._handlers.get(envelope.type)
        if subscription is None:
            return
        event = subscription.event.model_validate(envelope.data)
        with self._telemetry.span(envelope.type, SpanKind.CONSUMER, envelope.traceparent):
            async with self._transactions.begin() as tx:
                tx.event_id, tx.happened = envelope.id, envelope.time
                if await inbox.take(tx, self.name, envelope.id):
                    await subscription.handler(event, tx)
                if isinstance(event, PersonEvent):
                    await inbox.supersede(tx, self.name, event.address(self._labels[0]), envelope.time)
        self._telemetry.handled.labels(*self._labels, envelope.type, "done").inc()


def subscribe(broker: NatsBroker, consumer: Consumer, *, inbox_prefix: str) -> None:
    """Attach a consumer to its durable; the provisioner made it, so nothing is declared here."""
    broker.context.set_global("failures", Failures())
    broker.subscriber(
        ">",
        stream=JStream(consumer.stream, declare=False),
        durable=consumer.name,
        pull_sub=PullSub(batch_size=BATCH, timeout=5.0),
        inbox_prefix=f"{inbox_prefix}.".encode(),
        decoder=_undecoded,
        # The default throws a message away when anything around its handler fails.
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )(consumer.take)


async def _undecoded(message: StreamMessage[Any]) -> bytes:
    # What FastStream fails to decode never reaches a middleware, so it would be no dead letter.
    return bytes(message.body)


class Failures:
    """How often each message has failed by its own fault.

    The server counts deliveries, and an outage or a killed process costs many that mean nothing.
    """

    def __init__(self) -> None:
        self._of: Tally[tuple[str, int]] = Tally()

    def one_more(self, message: Any) -> int:
        """Count a failure and return how many there have been."""
        key = (message.metadata.consumer, message.metadata.sequence.stream)
        self._of[key] += 1
        return self._of[key]

    def forget(self, message: Any) -> None:
        self._of.pop((message.metadata.consumer, message.metadata.sequence.stream), None)


class Retry(BaseMiddleware):
    """Send what failed back with a delay, and to the dead letters when it keeps failing.

    JetStream's own back-off holds only for messages nobody answered, so the delay is ours. An outage
    of the database is nobody's fault and is waited out for ever. The dead letter tells the error's
    type and the fields, never a value.
    """

    async def consume_scope(self, call_next: Any, msg: StreamMessage[Any]) -> Any:
        failures: Failures = self.context.get("failures")
        try:
            result = await call_next(msg)
        except (NackMessage, RejectMessage):
            raise
        except Exception as error:
            consumer = msg.raw_message.metadata.consumer
            log.warning("%s: %s at %s", consumer, type(error).__name__, _place(error))
            if is_outage(error):
                self._count(consumer, "waited")
                raise NackMessage(delay=OUTAGE_DELAY) from error
            failed = failures.one_more(msg.raw_message)
            if failed <= len(BACKOFF) and not isinstance(error, ValidationError):
                self._count(consumer, "retried")
                raise NackMessage(delay=BACKOFF[failed - 1]) from error
            try:
                await self._bury(msg, error)
            except Exception as failure:  # Rejected without a dead letter, the event would be lost.
                raise NackMessage(delay=OUTAGE_DELAY) from failure
            self._count(consumer, "dead")
            failures.forget(msg.raw_message)
            raise RejectMessage from error
        failures.forget(msg.raw_message)
        return result

    def _count(self, consumer: str, outcome: str) -> None:
        service, stream = consumer.rsplit("-", 1)
        handled: Counter = self.context.get("handled")
        handled.labels(self.context.get("region"), service, stream.upper(), outcome).inc()

    async def _bury(self, msg: StreamMessage[Any], error: Exception) -> None:
        metadata = msg.raw_message.metadata
        service = metadata.consumer.rsplit("-", 1)[0]
        broker: NatsBroker = self.context.get("broker")
        letter = {
            "consumer": metadata.consumer,
            "stream": metadata.stream,
            "sequence": metadata.sequence.stream,
            "deliveries": metadata.num_delivered,
            **about(error),
        }
        if desk := self.context.get("desk"):
            await desk.bury(letter, msg.raw_message.subject, msg.raw_message.data)
        await broker.publish(
            letter,
            f"dlq.{service}.{metadata.consumer}",
            stream=DLQ,
            headers={"Nats-Msg-Id": f"{metadata.consumer}-{metadata.sequence.stream}"},
            timeout=5.0,
        )


def _place(error: BaseException) -> str:
    """Return where our own code failed; the message is left out, for it may hold personal data."""
    frames = [frame for frame in extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown"


def about(error: Exception) -> dict[str, Any]:
    """Return what may be told of an error: its type and the fields, never a value."""
    found = error.errors(include_input=False) if isinstance(error, ValidationError) else []
    fields = [".".join(str(part) for part in item["loc"]) for item in found]
    return {"error": type(error).__name__, "slug": getattr(error, "slug", None), "fields": fields}
