"""The inbox forgets what can never come again, and nothing else."""

from uuid import UUID, uuid4

from poyta.pruning import prune
from shared.chassis.streams import durable
from shared.contracts.members import OrganisationRegistered
from tests.chassis import notebook
from tests.faults.scene import until
from tests.region import Region


def registered() -> OrganisationRegistered:
    return OrganisationRegistered(organisation_id=uuid4(), version=1, name="Malliyhdistys ry", scope="local")


async def took(region: Region, days_ago: int) -> UUID:
    """Let the notebook take an event as if it had been so many days ago, and return the event's id."""
    event_id = uuid4()
    await region.arrives(registered(), event_id=event_id)
    age = "UPDATE inbox SET taken = now() - make_interval(days => $2) WHERE event_id = $1"
    await region.rows("members", age, event_id, days_ago)
    return event_id


async def remembered(region: Region) -> set[UUID]:
    """Let the inbox be pruned, and return what it remembers."""
    (station,) = region.process.stations
    streams = station.module.consumers(region.instance.slug)
    await prune(
        station, [await region.jetstream.consumer_info(one, durable("members", one)) for one in streams]
    )
    return {row["event_id"] for row in await region.rows("members", "SELECT event_id FROM inbox")}


async def test_what_was_taken_long_ago_is_forgotten_and_the_rest_is_not(region: Region) -> None:
    young, old = await took(region, 89), await took(region, 91)

    left = await remembered(region)

    assert young in left
    assert old not in left


async def test_a_copy_of_what_is_remembered_still_has_no_effect(region: Region) -> None:
    event, event_id = registered(), uuid4()
    await region.arrives(event, event_id=event_id)

    await remembered(region)
    await region.arrives(event, event_id=event_id)

    heard = "SELECT count(*) FROM heard WHERE organisation_id = $1"
    assert (await region.rows("members", heard, event.organisation_id))[0][0] == 1


async def test_nothing_is_forgotten_while_an_event_is_under_way(region: Region) -> None:
    old, unwilling = await took(region, 91), registered()
    notebook.PATIENCE[unwilling.organisation_id] = 100

    async def refused() -> bool:
        return notebook.PATIENCE[unwilling.organisation_id] < 100

    await region.arrives(unwilling, settle=False)
    await until("the first refusal", refused)

    assert old in await remembered(region)

    notebook.PATIENCE[unwilling.organisation_id] = 0
    await region.settled()
    assert old not in await remembered(region)
