"""An event that NATS never takes is set aside where operators see it, and holds up nothing else."""

import json
from uuid import uuid4

import pytest

from shared.chassis.station import Station
from shared.contracts.envelope import Envelope
from shared.contracts.members import OrganisationRegistered
from tests.faults.scene import until
from tests.region import Region

MAX_PAYLOAD = 2**20
PERSON = "people.7d6c5e0a-0b1f-4c5e-9d5b-0d6c5b1f2a10"


def named(name: str) -> OrganisationRegistered:
    return OrganisationRegistered(organisation_id=uuid4(), version=1, name=name, scope="local")


def station(region: Region) -> Station:
    (found,) = region.process.stations
    return found


async def record(region: Region, *names: str) -> None:
    async with station(region).transactions.begin() as tx:
        for name in names:
            tx.record(named(name))


async def put(region: Region, *addresses: str, size: int = 0) -> None:
    """Put events straight into the outbox, as a mistake in the code would."""
    data = {"x": "x" * size}
    for address in addresses:
        event = Envelope(id=uuid4(), source="/x/members", type="x.v1", time=region.clock(), data=data)
        insert = "INSERT INTO outbox (event_id, address, envelope, due) VALUES ($1, $2, $3, $4)"
        row = (event.id, address, event.model_dump_json().encode(), region.clock())
        await region.rows("members", insert, *row)
    station(region).wake()


async def letters(region: Region) -> list[tuple[str, str]]:
    """Return the address and the error of each event that was set aside, and forget them."""
    rows = await region.rows("members", "DELETE FROM dead_letters RETURNING *")
    return sorted((row["address"], json.loads(row["letter"])["error"]) for row in rows)


# The second is as large as NATS takes, were it not for its headers: it would cost the connection.
@pytest.mark.parametrize("size", [MAX_PAYLOAD + 1, MAX_PAYLOAD - 400])
async def test_an_event_that_is_too_large_holds_up_no_other(region: Region, size: int) -> None:
    large = "x" * size
    before = len(await region.events(OrganisationRegistered))

    await record(region, "before", large, "after")
    await region.settled()

    names = [event.name for event in await region.events(OrganisationRegistered)][before:]
    assert names == ["before", "after"]
    query = "SELECT consumer, body, letter FROM dead_letters"
    ((consumer, body, letter),) = await region.rows("members", query)
    assert (consumer, json.loads(body)["data"]["name"]) == ("members-outbox", large)
    assert json.loads(letter)["event"] == "members.organisation.registered.v1"
    assert await letters(region) == [("members.organisation.registered.v1", "MaxPayloadError")]
    assert station(region).ready


async def test_events_that_a_service_may_not_publish_hold_up_no_other(
    region: Region,
) -> None:
    before = len(await region.events(OrganisationRegistered))

    await put(region, "meetings.One.v1", "surveys.two.v1", "meetings.One.v1")
    await record(region, "allowed")
    await region.settled()

    assert [event.name for event in await region.events(OrganisationRegistered)][before:] == ["allowed"]
    refused = "SubjectNotAllowedError"
    expected = [("meetings.One.v1", refused), ("meetings.One.v1", refused), ("surveys.two.v1", refused)]
    assert await letters(region) == expected


async def test_a_persons_event_is_never_set_aside(region: Region) -> None:
    await put(region, PERSON, size=MAX_PAYLOAD)

    async def refused() -> bool:
        return station(region).relay.last_error is not None

    await until("the refusal", refused)
    assert await letters(region) == []
    assert len(await region.rows("members", "DELETE FROM outbox RETURNING id")) == 1
