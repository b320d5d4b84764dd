"""An event that could not be published: what an operator sees of it, and can do about it."""

import json
from uuid import uuid4

import asyncpg

from tests.chassis.test_relay import MAX_PAYLOAD, named
from tests.national.operators import SLUG, Host, until
from tests.national.test_operations import host, letter_id

__all__ = ["host"]


async def set_aside(host: Host) -> asyncpg.Record:
    (station,) = host.region.process.stations
    async with station.transactions.begin() as tx:
        tx.record(named("x" * MAX_PAYLOAD))
    (letter,) = await until(host.letters, lambda found: len(found) == 1)
    await until(host.report, lambda found: found is not None and found["dead"] == 1)
    return letter


async def ask(host: Host, letter: asyncpg.Record, act: str, **data: str) -> str:
    address = f"/national/operations/{SLUG}/members/{letter_id(letter)}/{act}"
    return (await host.operator.post(address, data=data, follow_redirects=True)).text


async def test_it_is_shown_tried_again_and_published_once_the_cause_is_mended(host: Host) -> None:
    letter = await set_aside(host)
    page = await host.page(f"/{SLUG}")

    again = await ask(host, letter, "retry")
    small = json.loads(letter["body"])
    small["data"] |= {"name": "Pieni", "organisation_id": str(uuid4())}
    mend = "UPDATE dead_letters SET body = $1 WHERE sequence = $2"
    await host.region.rows("members", mend, json.dumps(small).encode(), letter["sequence"])
    mended = await ask(host, letter, "retry")

    for told in ("members.organisation.registered.v1", "MaxPayloadError", "members-outbox"):
        assert told in page
    assert "It could not be published, so no other service has heard of it." in page
    assert "It failed again." in again
    assert "The event was handled." in mended
    await host.region.settled()
    assert await host.heard(small["data"]["organisation_id"]) == 1
    assert await host.letters() == []


async def test_it_is_discarded_with_a_reason(host: Host) -> None:
    letter = await set_aside(host)

    assert "The dead letter was discarded" in await ask(host, letter, "discard", reason="Testi")
    assert await host.letters() == []
