"""The content of streams and how far their readers have come, taken out and put back as it was."""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

STORED = "Poyta-Stored"
"""The header that tells when a message was first stored: a stream that was put back has its own times."""

_BATCH = 500
_QUIET_SECONDS = 5.0


class UnfaithfulError(RuntimeError):
    """What was put back is not what was taken out."""


@dataclass(frozen=True)
class Message:
    """A message as it lies in its stream."""

    sequence: int
    subject: str
    headers: dict[str, str]
    stored: str
    data: bytes

    def line(self) -> str:
        """Return the message as a line of JSON."""
        facts: dict[str, Any] = asdict(self)
        try:
            facts["data"] = self.data.decode()
        except UnicodeDecodeError:
            del facts["data"]
            facts["data64"] = b64encode(self.data).decode()
        return json.dumps(facts, ensure_ascii=False)

    @classmethod
    def of_line(cls, line: str) -> "Message":
        """Return the message of a line; raise ValueError, KeyError or TypeError when it is none."""
        facts = json.loads(line)
        data = b64decode(facts.pop("data64")) if "data64" in facts else facts.pop("data").encode()
        return cls(**facts, data=data)


@dataclass(frozen=True)
class Position:
    """How far a durable consumer has come: everything up to `acknowledged` is done with."""

    stream: str
    consumer: str
    filter_subjects: tuple[str, ...]
    acknowledged: int


async def last_sequences(jetstream: JetStreamContext) -> dict[str, int]:
    """Return the number of the last message of each stream."""
    return {info.config.name or "": info.state.last_seq for info in await jetstream.streams_info()}


async def read_messages(jetstream: JetStreamContext, stream: str, up_to: int) -> AsyncIterator[Message]:
    """Yield the messages of a stream in their order, up to a sequence number."""
    state = (await jetstream.stream_info(stream)).state
    if not state.messages or state.first_seq > up_to:
        return
    subscription = await jetstream.pull_subscribe(
        "",
        stream=stream,
        config=ConsumerConfig(
            ack_policy=AckPolicy.NONE, deliver_policy=DeliverPolicy.ALL, inactive_threshold=60.0
        ),
    )
    try:
        while True:
            try:
                batch = await subscription.fetch(_BATCH, timeout=_QUIET_SECONDS)
            except NatsTimeout:
                return
            for message in batch:
                metadata = message.metadata
                if metadata.sequence.stream > up_to:
                    return
                headers = dict(message.headers or {})
                first_stored = headers.pop(STORED, metadata.timestamp.isoformat())
                yield Message(metadata.sequence.stream, message.subject, headers, first_stored, message.data)
            if metadata.num_pending == 0 or metadata.sequence.stream == up_to:
                return
    finally:
        await subscription.unsubscribe()


async def write_messages(
    jetstream: JetStreamContext, stream: str, messages: Iterable[Message], up_to: int
) -> int:
    """Put messages into an empty stream, each under the number it had, and return how many there were.

    Numbers without a message are taken by a placeholder that is removed at the end. The second copy of
    an event has no effect on anyone and is left out. Raises UnfaithfulError when a number differs.
    """
    writer = _Writer(jetstream, stream, await _gap_subject(jetstream, stream))
    seen: set[str] = set()
    count = 0
    for message in messages:
        await writer.skip_to(message.sequence)
        event_id = message.headers.get("Nats-Msg-Id", "")
        if event_id in seen:
            continue
        if event_id:
            seen.add(event_id)
        await writer.write(message.subject, message.data, {**message.headers, STORED: message.stored})
        count += 1
    await writer.skip_to(up_to + 1)
    await writer.finish()
    return count


async def positions(jetstream: JetStreamContext, stream: str) -> list[Position]:
    """Return how far each durable consumer of a stream has come."""
    found = []
    for info in await jetstream.consumers_info(stream):
        config = info.config
        if config and config.durable_name:
            subjects = config.filter_subjects or ([config.filter_subject] if config.filter_subject else [])
            floor = info.ack_floor.stream_seq if info.ack_floor else 0
            begin = (config.opt_start_seq or 1) - 1
            found.append(Position(stream, config.durable_name, tuple(subjects), max(floor, begin)))
    return found


async def _gap_subject(jetstream: JetStreamContext, stream: str) -> str:
    subjects = (await jetstream.stream_info(stream)).config.subjects or []
    return subjects[0].replace(">", "gap")


class _Writer:
    """Publishes in order with many acknowledgements under way, and checks the number each one tells."""

    def __init__(self, jetstream: JetStreamContext, stream: str, gap: str) -> None:
        self._jetstream = jetstream
        self._stream = stream
        self._gap = gap
        self._next = 1
        self._gaps = 0
        self._waiting: list[tuple[int, asyncio.Future[Any]]] = []

    async def skip_to(self, sequence: int) -> None:
        while self._next < sequence:
            self._gaps += 1
            await self.write(self._gap, b"", None)

    async def write(self, subject: str, data: bytes, headers: dict[str, str] | None) -> None:
        future = await self._jetstream.publish_async(subject, data, headers=headers)
        self._waiting.append((self._next, future))
        self._next += 1
        if len(self._waiting) >= _BATCH:
            await self._settle()

    async def finish(self) -> None:
        await self._settle()
        if self._gaps:
            await self._jetstream.purge_stream(self._stream, subject=self._gap)

    async def _settle(self) -> None:
        for expected, future in self._waiting:
            acknowledged = await asyncio.wait_for(future, _QUIET_SECONDS)
            if (acknowledged.stream, acknowledged.seq) != (self._stream, expected):
                raise UnfaithfulError(f"{self._stream}: message {expected} was stored as {acknowledged.seq}")
        self._waiting = []
