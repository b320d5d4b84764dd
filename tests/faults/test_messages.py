"""Messages that come twice, in the wrong order or late leave the same rows as those that come well."""

import json
import os
from collections.abc import Sequence
from random import Random
from uuid import uuid5

import pytest

from poyta import targets
from poyta.embedded.stack import Stack
from shared.chassis.streams import PEOPLE, durable
from shared.contracts.envelope import Event
from shared.contracts.members import BodyChanged, SeatFilled
from shared.contracts.people import PersonChanged
from tests.faults.news import identity, told
from tests.faults.scene import until
from tests.region import Region, open_region

# Members publishes what is sent here and would look for rows of its own; the others only listen.
SERVICES = ("meetings", "surveys", "notifications")
SEED = int(os.environ["POYTA_FAULTS_SEED"])
# The frame's own tables tell how often a message came; how a letter fares with the mail is another test's.
FRAME = {"inbox", "outbox", "positions", "alembic_version"}
OF_THE_WAY = {
    ("notifications", "emails"): (
        "traceparent",
        "id",
        "next_attempt_at",
        "leased_until",
        "attempts",
        "last_error",
    ),
    ("notifications", "news"): ("id",),
}

Rows = set[str]


async def test_messages_that_come_twice_reversed_or_with_gaps_leave_the_same_rows(stack: Stack) -> None:
    well = told()
    expected = await _rows_after(stack, well)

    assert len(expected) > 20
    assert await _rows_after(stack, [event for event in well for _ in range(2)]) == expected
    assert await _rows_after(stack, [*well, *well]) == expected
    assert await _rows_after(stack, well[::-1]) == expected


@pytest.mark.parametrize("seed", [SEED, SEED + 1])
async def test_messages_in_any_order_leave_the_same_rows(stack: Stack, seed: int) -> None:
    well = told()
    shuffled = Random(seed).sample([*well, *well], 2 * len(well))

    print(f"POYTA_FAULTS_SEED={seed}")
    assert await _rows_after(stack, shuffled) == await _rows_after(stack, well)


async def test_a_person_a_body_and_a_seat_that_come_last_are_waited_for(stack: Stack) -> None:
    well = told()
    late = [event for event in well if isinstance(event, PersonChanged | BodyChanged | SeatFilled)]
    early = [event for event in well if event not in late]

    assert await _rows_after(stack, [*early, *late]) == await _rows_after(stack, well)


async def _rows_after(stack: Stack, events: Sequence[Event]) -> Rows:
    """Return every row of every service in a fresh region after these messages, in this order."""
    async with open_region(stack.servers, targets.modules(",".join(SERVICES))) as region:
        for event in events:
            number = told().index(event)
            await region.arrives(event, settle=False, event_id=uuid5(identity("event"), str(number)))
            if isinstance(event, PersonChanged):
                # The stream keeps only the last word on a person, so each has to be heard before the next.
                await _heard(region)
        await region.settled()
        dead = (await region.jetstream.stream_info("DLQ")).state.messages
        assert dead == 0
        return {
            f"{service}.{name} {row}"
            for service in SERVICES
            for name in await _tables(region, service)
            for row in await _rows(region, service, name)
        }


async def _heard(region: Region) -> None:
    async def nothing_left() -> bool:
        infos = [
            await region.jetstream.consumer_info(PEOPLE, durable(module.name, PEOPLE))
            for module in region.modules
            if PEOPLE in module.by_stream
        ]
        return not any(info.num_pending or info.num_ack_pending for info in infos)

    await until("a person to be known", nothing_left)


async def _tables(region: Region, service: str) -> list[str]:
    rows = await region.rows(service, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return sorted({row[0] for row in rows} - FRAME)


async def _rows(region: Region, service: str, name: str) -> list[str]:
    left_out = OF_THE_WAY.get((service, name), ())
    rows = [
        json.loads(row[0]) for row in await region.rows(service, f'SELECT to_jsonb(t)::text FROM "{name}" t')
    ]
    kept = [json.dumps({k: v for k, v in row.items() if k not in left_out}, sort_keys=True) for row in rows]
    assert len(set(kept)) == len(kept), f"a row twice in {service}.{name}"
    return kept
