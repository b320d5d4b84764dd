"""RELAY: events a second from the outbox into the stream, against publishing them from memory.

The ceiling is the leanest client there is: one connection, a window of unacknowledged publishes, no
database. Ours takes the same events out of Postgres, in order, and deletes them when they are stored.
"""

import asyncio
from time import perf_counter
from uuid import uuid4

from nats.aio.client import Client
from nats.aio.msg import Msg
from sqlalchemy import insert

from benchmarks.ground import SERVICE, Ground, envelope, journal_region
from benchmarks.journal.module import registered
from benchmarks.measure import Figure, by_turns
from shared.chassis.clock import system_clock
from shared.chassis.outbox import outbox
from shared.chassis.relay import BATCH, Relay, Window
from shared.chassis.telemetry import Telemetry

EVENTS = 20_000
WINDOW = 1_000


async def measure() -> list[Figure]:
    async with journal_region() as ground:
        broker = ground.broker()
        await broker.connect()
        try:
            ours, ceiling = await _compare(ground, broker.connection)
        finally:
            await broker.stop()
    return [Figure("RELAY", ours, ceiling, "events/s")]


async def _compare(ground: Ground, client: Client) -> tuple[float, float]:
    database = ground.database()
    relay = Relay(
        database,
        clock=system_clock,
        telemetry=Telemetry(ratio=0),
        region=ground.instance.slug,
        service=SERVICE,
        poll_seconds=30,
    )
    window = Window(client)
    await window.open()

    async def ours() -> float:
        await ground.jetstream.purge_stream("EVENTS")
        rows = []
        for _ in range(EVENTS):
            event_id = uuid4()
            address, body = envelope(ground.instance.slug, registered(event_id), event_id)
            rows.append(
                {
                    "event_id": event_id,
                    "address": address,
                    "envelope": body,
                    "due": system_clock(),
                    "key": None,
                }
            )
        async with database.connection() as connection:
            await connection.execute(insert(outbox), rows)
        started = perf_counter()
        while await relay.drain(window) == BATCH:
            pass
        return await _rate(ground, started)

    async def ceiling() -> float:
        await ground.jetstream.purge_stream("EVENTS")
        events = []
        for _ in range(EVENTS):
            event_id = uuid4()
            events.append((str(event_id), *envelope(ground.instance.slug, registered(event_id), event_id)))
        started = perf_counter()
        await _publish_all(client, events)
        return await _rate(ground, started)

    await ours(), await ceiling()
    try:
        return await by_turns(ours, ceiling)
    finally:
        await database.close()


async def _rate(ground: Ground, started: float) -> float:
    seconds = perf_counter() - started
    stored = (await ground.jetstream.stream_info("EVENTS")).state.messages
    if stored != EVENTS:
        raise AssertionError(f"{stored} of {EVENTS} events are in the stream")
    return EVENTS / seconds


async def _publish_all(client: Client, events: list[tuple[str, str, bytes]]) -> None:
    inbox = client.new_inbox()
    left, acknowledged, room = len(events), asyncio.Event(), asyncio.Semaphore(WINDOW)

    async def acked(message: Msg) -> None:
        nonlocal left
        if b'"error"' in message.data:
            raise AssertionError(message.data)
        room.release()
        left -= 1
        if not left:
            acknowledged.set()

    subscription = await client.subscribe(f"{inbox}.*", cb=acked)
    for number, (event_id, address, body) in enumerate(events):
        await room.acquire()
        await client.publish(
            address,
            body,
            reply=f"{inbox}.{number}",
            headers={"Nats-Msg-Id": event_id, "content-type": "application/json"},
        )
    await asyncio.wait_for(acknowledged.wait(), 60)
    await subscription.unsubscribe()
