"""What an operator sees of every instance, and can do about a dead letter, without reaching anything else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from nats.aio.client import Client

from poyta import desk, targets
from poyta import instances as instances_on_disk
from poyta.embedded.stack import Stack
from poyta.migrate import migrate
from poyta.picture import note_backup
from poyta.provision.accounts import provisioner
from poyta.provision.keys import key_of
from poyta.regions import add_region, alone, known
from poyta.removal import remove_region
from services.national.operations.model import Report, StationState
from shared.chassis import subscriptions
from shared.chassis.instance import Instance
from shared.chassis.streams import EVENTS, PICTURE, durable
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.envelope import Envelope
from shared.contracts.members import OrganisationRegistered
from shared.contracts.people import PersonChanged
from tests.chassis import notebook
from tests.chassis.conftest import MIGRATION
from tests.isolation.test_nats import connected
from tests.national.operators import SLUG, Host, backups_shown, gauges, until
from tests.region import Region, open_region

NAME = "Salainen yhdistys ry"
CLOCK = "2026-11-22T12:00:00+02:00"
UNWILLING: set[UUID] = set()


@handles(PersonChanged)
async def on_person(event: PersonChanged, tx: Transaction) -> None:
    if event.version < 2:
        raise notebook.NotYet


@pytest_asyncio.fixture(scope="module")
async def host(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Host]:
    folder: Path = tmp_path_factory.mktemp("notebook")
    (folder / "migrations").mkdir()
    (folder / "migrations" / "first.py").write_text(MIGRATION)
    module = notebook.build(folder)
    module = replace(module, subscriptions=(*module.subscriptions, on_person))
    patch = pytest.MonkeyPatch()
    # Reports come as fast as the test looks, and an event is given up at its first failure.
    patch.setattr(desk, "REPORT_SECONDS", 0.2)
    patch.setattr(desk, "PRUNE_SECONDS", 0.2)
    patch.setattr(subscriptions, "BACKOFF", ())
    async with AsyncExitStack() as opened:
        region = await opened.enter_async_context(open_region(stack.servers, [module], SLUG))
        national = await opened.enter_async_context(
            open_region(stack.servers, targets.modules("national"), "national")
        )
        yield Host(national, region)
    patch.undo()


@pytest.fixture(autouse=True)
def noon(host: Host) -> None:
    host.national.clock.set(CLOCK)
    host.region.clock.set(CLOCK)


def registered() -> OrganisationRegistered:
    event = OrganisationRegistered(organisation_id=uuid4(), version=1, name=NAME, scope="local")
    notebook.PATIENCE[event.organisation_id] = 1_000
    return event


async def refused(client: Client, said: list[str], act: str, subject: str) -> bool:
    """Publish or subscribe, and tell whether the server refuses; it says so a moment later."""
    said.clear()
    await (client.publish(subject, b"{}") if act == "publish" else client.subscribe(subject))
    await client.flush()
    deadline = monotonic() + 2
    while not any(subject.lower() in text for text in said) and monotonic() < deadline:
        await asyncio.sleep(0.01)
    return any("permissions violation" in text and subject.lower() in text for text in said)


def letter_id(letter: asyncpg.Record) -> str:
    return f"{letter['consumer']}-{letter['sequence']}"


@pytest.mark.parametrize("path", ["", f"/{SLUG}", f"/{SLUG}/members/members-events-1/discard"])
async def test_the_pages_are_for_operators_alone(host: Host, path: str) -> None:
    address = f"/national/operations{path}"
    anyone = await host.national.client().get(address)
    coordinator = await host.national.client("coordinator").get(address)

    assert (anyone.status_code, anyone.headers["location"].split("?")[0]) == (303, "/members/sign-in")
    assert coordinator.status_code == 404


@pytest.mark.parametrize("act", ["retry", "discard"])
async def test_nobody_else_can_decide_about_a_dead_letter(host: Host, act: str) -> None:
    address = f"/national/operations/{SLUG}/members/members-events-1/{act}"
    coordinator = host.national.client("coordinator")

    assert (await host.national.client().post(address)).status_code == 303
    assert (await coordinator.post(address, data={"reason": "x"})).status_code == 404


async def test_a_station_reports_its_version_and_that_nothing_waits(host: Host) -> None:
    report = await until(host.report, lambda found: found is not None and found["pending"] == 0)

    facts = {name: report[name] for name in ("version", "due", "oldest_due", "pending", "unacknowledged")}
    assert facts == {"version": "test", "due": 0, "oldest_due": None, "pending": 0, "unacknowledged": 0}
    assert "Kainuu" in await host.page()


async def test_what_waits_in_an_outbox_is_counted_with_its_age(host: Host) -> None:
    url = host.region.instance.credentials["members"].database_url.replace("+asyncpg", "")
    held = await asyncpg.connect(url)
    await held.execute("SELECT pg_advisory_lock(hashtext('relay'), hashtext('members'))")
    late = datetime.fromisoformat("2026-11-22T11:48:00+02:00")
    soon = datetime.fromisoformat("2026-11-22T12:01:00+02:00")
    insert = "INSERT INTO outbox (event_id, address, envelope, due) VALUES ($1, 'members.x.v1', '{}', $2)"
    for due in (late, late, soon):
        await held.execute(insert, uuid4(), due)

    report = await until(host.report, lambda found: found["due"] == 2)
    page = await host.page()
    waited = gauges(host.region)["poyta_outbox_oldest_seconds"]
    await held.execute("DELETE FROM outbox")
    await held.close()

    assert report["oldest_due"] == late
    assert "2 (12 min)" in page
    assert "outbox is slow" in page
    assert waited == {(SLUG, "members"): 720.0}
    await until(host.report, lambda found: found["due"] == 0)
    assert gauges(host.region)["poyta_outbox_oldest_seconds"] == {(SLUG, "members"): 0.0}


async def test_how_far_a_service_is_behind_and_how_its_mail_stands_are_gauges(host: Host) -> None:
    await until(host.report, lambda found: found["pending"] == 0)

    assert gauges(host.region)["poyta_consumer_pending"] == {(SLUG, "members"): 0.0}
    assert gauges(host.region)["poyta_emails_waiting"] == {}
    assert gauges(host.region)["poyta_backup_timestamp_seconds"] == {}


async def test_a_dead_letter_shows_within_a_minute_and_tells_no_value(host: Host) -> None:
    event = registered()

    (letter,) = await host.dies(event)
    await until(host.report, lambda found: found["dead"] == 1)
    overview, page = await host.page(), await host.page(f"/{SLUG}")

    assert gauges(host.region)["poyta_dead_letters"] == {(SLUG, "members"): 1.0}
    assert "1 dead letter" in overview
    for told in ("members.organisation.registered.v1", "NotYet", "notebook/not-yet", "members-events"):
        assert told in page
    assert NAME not in page
    assert str(event.organisation_id) not in page
    assert NAME in bytes(letter["body"]).decode()


async def test_a_retry_that_fails_again_leaves_the_letter_and_counts_it(host: Host) -> None:
    (letter,) = await host.letters()

    response = await host.operator.post(
        f"/national/operations/{SLUG}/members/{letter_id(letter)}/retry", follow_redirects=True
    )

    assert "It failed again." in response.text
    (left,) = await host.letters()
    assert '"deliveries": 2' in left["letter"]


async def test_once_the_cause_is_mended_a_retry_has_its_effect_once(host: Host) -> None:
    (letter,) = await host.letters()
    ((organisation_id,),) = [list(notebook.PATIENCE)[-1:]]
    notebook.PATIENCE[organisation_id] = 0
    address = f"/national/operations/{SLUG}/members/{letter_id(letter)}/retry"

    first = await host.operator.post(address, follow_redirects=True)
    second = await host.operator.post(address)

    assert "The event was handled." in first.text
    assert second.status_code == 410
    assert await host.heard(organisation_id) == 1
    assert await host.letters() == []
    assert "tried again" in await host.page(f"/{SLUG}")
    await until(host.report, lambda found: found["dead"] == 0)


async def test_a_letter_is_discarded_with_a_reason_that_both_sides_keep(host: Host) -> None:
    (letter,) = await host.dies(registered())
    address = f"/national/operations/{SLUG}/members/{letter_id(letter)}/discard"

    asked = await host.operator.get(address)
    empty = await host.operator.post(address, data={"reason": "  "})
    done = await host.operator.post(address, data={"reason": "Sovittu alueen kanssa"}, follow_redirects=True)

    assert "This cannot be undone." in asked.text
    assert empty.status_code == 422
    assert "The dead letter was discarded" in done.text
    assert "Sovittu alueen kanssa" in await host.page(f"/{SLUG}")
    query = "SELECT body, decision FROM dead_letters WHERE sequence = $1"
    ((body, decision),) = await host.region.rows("members", query, letter["sequence"])
    assert body is None
    assert '"reason": "Sovittu alueen kanssa"' in decision


async def test_an_event_that_cannot_be_read_shows_its_fields(host: Host) -> None:
    bad = OrganisationRegistered.model_construct(
        organisation_id="Matti Meikäläinen", version=1, name=NAME, scope="local"
    )

    (letter,) = await host.dies(bad)
    page = await host.page(f"/{SLUG}")
    await host.operator.post(
        f"/national/operations/{SLUG}/members/{letter_id(letter)}/discard", data={"reason": "Testi"}
    )

    assert "organisation_id" in page
    assert "ValidationError" in page
    assert "Matti" not in page
    assert await host.letters() == []


async def test_a_newer_word_on_a_person_leaves_nothing_of_the_dead_one(host: Host) -> None:
    person = uuid4()
    told = {"person_id": person, "name": "Maija Malli", "email": "maija@example.org", "language": "fi"}

    await host.dies(PersonChanged(version=1, **told))
    await host.region.arrives(PersonChanged(version=2, **told))

    query = "SELECT count(*) FROM dead_letters WHERE address = $1"
    assert (await host.region.rows("members", query, f"people.{person}"))[0][0] == 0


async def test_a_backup_is_noted_for_the_page(host: Host) -> None:
    assert "no fresh backup" in await host.page(f"/{SLUG}") or "none" in await host.page(f"/{SLUG}")

    await note_backup(host.national.servers, SLUG, datetime.fromisoformat("2026-11-22T04:00:00+02:00"))

    taken_at = datetime.fromisoformat("2026-11-22T04:00:00+02:00").timestamp()

    assert "Sun 22 Nov 2026, 04:00" in await host.page()
    await until(backups_shown(host), lambda found: found == {(SLUG,): taken_at})


@pytest.mark.parametrize("which", ["region", "national"])
async def test_a_desk_lets_the_inbox_of_its_station_forget(host: Host, which: str) -> None:
    region: Region = getattr(host, which)
    (station,) = region.process.stations
    told = row_of("national" if which == "national" else "members")
    await region.rows(station.service, "INSERT INTO inbox VALUES ($1, $2, now() - interval '91 days')", *told)

    async def left() -> list[asyncpg.Record]:
        return await region.rows(station.service, "SELECT 1 FROM inbox WHERE event_id = $1", told[1])

    await until(left, lambda found: found == [])


def row_of(service: str) -> tuple[str, UUID]:
    return durable(service, PICTURE if service == "national" else EVENTS), uuid4()


async def test_a_region_that_is_in_no_list_is_called_what_it_calls_itself(host: Host) -> None:
    servers, process = host.region.servers, host.region.process
    region = replace(known()["lappi"], slug="aland", code="78", name={"fi": "Ahvenanmaa", "sv": "Åland"})

    async def bring_up_to_date(folder: Path) -> None:
        await migrate(folder, host.region.modules, keys=servers.var / "keys")

    directory = await add_region(servers, region.slug, bring_up_to_date, region=region)
    async with provisioner(servers.nats_url, servers.keyring, region.slug) as jetstream:
        envelope = Envelope(
            id=uuid4(), source="/aland/members", type="x", time=host.national.clock(), data={}
        )
        await jetstream.publish("public.aland.members.x", envelope.model_dump_json().encode())
    await process.open(instances_on_disk.read(directory))

    async def seen(path: str, language: str) -> str:
        client = host.operator
        client.headers["accept-language"] = language
        return (await client.get(path)).text

    await until(lambda: seen("/national/operations", "fi"), lambda page: "Ahvenanmaa" in page)
    await until(lambda: seen("/", "sv"), lambda page: "Åland" in page)
    assert ">aland<" not in await seen("/", "sv")

    await process.shut(region.slug)
    async with alone(servers):
        await remove_region(servers, region.slug, None, None)


async def test_the_national_service_can_ask_and_do_nothing_else_in_a_region(host: Host) -> None:
    credentials = host.national.instance.credentials["national"]
    publish = ("members.x.v1", f"public.{SLUG}.members.x.v1", "people.1", "_R_.x", f"status.{SLUG}.members",
               f"ops.{SLUG}.members", f"ops.{SLUG}.members.show.x", "dlq.members.x", "wake.x")  # fmt: skip
    key = key_of(credentials.nats_seed)

    async with connected(host.national.instance.nats_url, credentials.nats_jwt, key) as (client, said):
        opened = [subject for subject in publish if not await refused(client, said, "publish", subject)]
        for subject in ("ops.>", f"ops.{SLUG}.*.*", "status.>", "_R_.>", "people.>", "members.>"):
            opened += [] if await refused(client, said, "subscribe", subject) else [subject]

    assert opened == []


@pytest.mark.parametrize("which", ["region", "national"])
async def test_no_other_service_can_give_orders_or_hear_reports(host: Host, which: str) -> None:
    instance: Instance = getattr(host, which).instance
    opened = []
    for service in ("members", "meetings", "surveys", "notifications"):
        credentials = instance.credentials[service]
        publish = (f"ops.{SLUG}.{service}.show", f"ops.{SLUG}.members.retry", f"status.{SLUG}.national",
                   "status.lappi.members", "_R_.x")  # fmt: skip
        key = key_of(credentials.nats_seed)
        async with connected(instance.nats_url, credentials.nats_jwt, key) as (client, said):
            opened += [s for s in publish if not await refused(client, said, "publish", s)]
            for subject in ("status.>", "status.*.*", "ops.>", "ops.lappi.members.*", "_R_.>"):
                opened += [] if await refused(client, said, "subscribe", subject) else [subject]

    assert opened == []


async def test_an_unknown_instance_service_or_letter_is_not_found(host: Host) -> None:
    for path, status in (
        ("/ei-ole", 404),
        ("/%00", 404),
        (f"/{SLUG}/surveys/surveys-events-1/discard", 404),
        (f"/{SLUG}/members/..-1/discard", 404),
        (f"/{SLUG}/members/members-events-999999/discard", 410),
    ):
        assert (await host.operator.get(f"/national/operations{path}")).status_code == status, path


def test_a_station_is_silent_after_three_minutes_without_a_word() -> None:
    heard = datetime.fromisoformat(CLOCK)
    report = Report(heard_at=heard, dead=0, oldest_due=None, pending=0, unacknowledged=0, figures={})

    def concerns(minute: str) -> list[str]:
        return list(
            StationState("members", report, datetime.fromisoformat(f"2026-11-22T{minute}+02:00")).concerns
        )

    assert concerns("12:03:00") == []
    assert concerns("12:03:01") == ["silent"]


async def test_a_stopped_service_is_seen_as_silent_and_does_not_answer(host: Host) -> None:
    await host.dies(registered())
    (letter,) = await host.letters()
    await until(host.report, lambda found: found["dead"] == 1)
    await host.region.process.shut(SLUG)
    assert gauges(host.region)["poyta_dead_letters"] == {}
    host.national.clock.set("2026-11-22T12:10:00+02:00")

    overview, page = await host.page(), await host.page(f"/{SLUG}")
    response = await host.operator.post(f"/national/operations/{SLUG}/members/{letter_id(letter)}/retry")

    assert "does not report" in overview
    assert "1 dead letter" in overview
    assert "Members does not answer now" in page
    assert response.status_code == 409
