"""A change and its events become true together, and each event takes effect once."""

import json
from uuid import uuid4

from shared.chassis import inbox, subscriptions
from shared.contracts.members import BodyChanged, OrganisationRegistered
from tests.chassis import notebook
from tests.faults.scene import until
from tests.region import Region

JSON = {"content-type": "application/json"}


def registered() -> OrganisationRegistered:
    return OrganisationRegistered(organisation_id=uuid4(), version=1, name="Malliyhdistys ry", scope="local")


async def heard(region: Region, identity: object) -> int:
    rows = await region.rows("members", "SELECT count(*) FROM heard WHERE organisation_id = $1", identity)
    return int(rows[0][0])


async def test_a_recorded_event_reaches_its_stream_and_its_handler(region: Region) -> None:
    response = await region.client().post("/members/api/notes", json={"text": "first"})
    await region.settled()

    names = [event.name for event in await region.events(OrganisationRegistered)]
    assert names == ["first"]
    assert len(await region.rows("members", "SELECT * FROM heard")) == 1
    assert response.status_code == 201
    assert await region.rows("members", "SELECT * FROM outbox") == []


async def test_a_problem_leaves_neither_the_change_nor_its_event(region: Region) -> None:
    before = len(await region.events(OrganisationRegistered))

    response = await region.client().post("/members/api/notes", json={"text": "one too many"})
    await region.settled()

    assert response.status_code == 409
    assert "one too many" not in (await region.client().get("/members/api/notes")).json()
    assert len(await region.events(OrganisationRegistered)) == before


async def test_an_event_delivered_twice_takes_effect_once(region: Region) -> None:
    event = registered()
    event_id = uuid4()

    await region.arrives(event, event_id=event_id)
    await region.arrives(event, event_id=event_id)

    assert await heard(region, event.organisation_id) == 1


async def test_a_handler_that_fails_twice_succeeds_the_third_time_and_leaves_one_effect(
    region: Region,
) -> None:
    event = registered()
    notebook.PATIENCE[event.organisation_id] = 2

    await region.arrives(event)

    assert await heard(region, event.organisation_id) == 1
    assert notebook.PATIENCE[event.organisation_id] == 0


async def test_an_event_that_cannot_be_read_goes_to_the_dead_letters_without_its_values(
    region: Region,
) -> None:
    bad = OrganisationRegistered.model_construct(
        organisation_id="Matti Meikäläinen", version=1, name="Malliyhdistys ry", scope="local"
    )

    await region.arrives(bad)

    letter = await region.jetstream.get_last_msg("DLQ", "dlq.members.members-events")
    assert b"ValidationError" in (letter.data or b"")
    assert b"organisation_id" in (letter.data or b"")
    assert b"Matti" not in (letter.data or b"")


async def test_a_public_event_is_published_under_the_regions_own_name(region: Region) -> None:
    body = BodyChanged(
        body_id=uuid4(),
        version=1,
        slug="poyta",
        kind="partnership_table",
        name={"fi": "Pöytä"},
        purpose={},
        state="active",
        decision_power=False,
        cadence_min=4,
        cadence_max=6,
        seats=14,
    )

    await region.arrives(body)

    message = await region.jetstream.get_last_msg(
        "PUBLIC", f"public.{region.instance.slug}.members.body_changed.v1"
    )
    assert message.subject == f"public.{region.instance.slug}.members.body_changed.v1"
    assert await heard(region, body.body_id) == 1


async def test_claiming_several_events_returns_the_fresh_ones_and_none_of_none(region: Region) -> None:
    station = region.process._stations[region.instance.slug, "members"]
    known, fresh = uuid4(), uuid4()
    async with station.transactions.begin() as tx:
        await inbox.take(tx, "members-events", known)

        assert await inbox.take_all(tx, "members-events", [known, fresh]) == {fresh}
        assert await inbox.take_all(tx, "members-events", []) == set()


async def test_what_is_no_event_at_all_goes_to_the_dead_letters(region: Region) -> None:
    await region.jetstream.publish("members.organisation.registered.v1", b"{", headers=JSON)
    await region.settled()

    letter = await region.jetstream.get_last_msg("DLQ", "dlq.members.members-events")
    last = (await region.jetstream.stream_info("EVENTS")).state.last_seq
    assert json.loads(letter.data or b"")["sequence"] == last


async def test_a_message_is_kept_until_its_dead_letter_is_stored(region: Region) -> None:
    config = (await region.jetstream.stream_info("DLQ")).config
    await region.jetstream.delete_stream("DLQ")
    await region.jetstream.publish("members.organisation.registered.v1", b"[]", headers=JSON)

    async def refused() -> bool:
        info = await region.jetstream.consumer_info("EVENTS", "members-events")
        return bool(info.num_redelivered)

    await until("the message to come again", refused)
    await region.jetstream.add_stream(config)
    await region.settled()

    assert (await region.jetstream.stream_info("DLQ")).state.messages == 1


async def test_an_outage_counts_against_no_message(region: Region) -> None:
    event = registered()
    notebook.OUTAGES[event.organisation_id] = len(subscriptions.BACKOFF) + 2
    notebook.PATIENCE[event.organisation_id] = 1
    dead = (await region.jetstream.stream_info("DLQ")).state.messages

    await region.arrives(event)

    assert notebook.OUTAGES[event.organisation_id] == notebook.PATIENCE[event.organisation_id] == 0
    assert await heard(region, event.organisation_id) == 1
    assert (await region.jetstream.stream_info("DLQ")).state.messages == dead
