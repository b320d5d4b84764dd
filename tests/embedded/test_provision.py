"""A region is provisioned once, whole, and closed to every other."""

import asyncio
import json
import shutil
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import nats as nats_client
import pytest
import pytest_asyncio
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from poyta import instances, regions
from poyta.embedded.stack import Stack
from poyta.embedded.trouble import Trouble
from poyta.provision.accounts import delete_instance, provisioner
from poyta.provision.databases import drop_database
from poyta.provision.keys import claims_of, key_of, mint
from poyta.provision.streams import ensure_consumers
from poyta.regions import registered
from shared.chassis.instance import Instance
from tests.region import remove_instance


@pytest_asyncio.fixture(scope="module")
async def regional(stack: Stack) -> AsyncIterator[Stack]:
    for slug in ("national", "kainuu", "lappi"):
        await stack.add_region(slug)
    yield stack
    # They have no tables: a national instance that stays would be told of backups and could not note them.
    for slug in registered(stack.instances):
        await remove_instance(stack.servers, slug)


def instance_of(stack: Stack, slug: str) -> Instance:
    return instances.read(stack.instances / slug)


def plain(url: str) -> str:
    return url.replace("postgresql+asyncpg", "postgresql")


@asynccontextmanager
async def connected(instance: Instance, service: str) -> AsyncIterator[tuple[Client, asyncio.Queue[str]]]:
    """Connect as a service does; what the server refuses is collected as text."""
    refused: asyncio.Queue[str] = asyncio.Queue()

    async def collect(error: Exception) -> None:
        refused.put_nowait(str(error).lower())

    credentials = instance.credentials[service]
    client = await nats_client.connect(
        instance.nats_url,
        user_jwt_cb=lambda: bytearray(credentials.nats_jwt.encode()),
        signature_cb=lambda nonce: b64encode(key_of(credentials.nats_seed).sign(nonce.encode())),
        inbox_prefix=f"_INBOX_{service}",
        error_cb=collect,
        allow_reconnect=False,
    )
    try:
        yield client, refused
    finally:
        await client.close()


async def refusal(refused: asyncio.Queue[str]) -> str:
    """Return what the server refuses next."""
    return await asyncio.wait_for(refused.get(), 5)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(file): (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.rglob("*.*")}


async def test_an_instance_reads_as_the_chassis_expects(regional: Stack) -> None:
    kainuu = instance_of(regional, "kainuu")

    assert kainuu.host == "kainuu.localhost"
    assert kainuu.base_url == regional.url("kainuu", "")
    assert kainuu.name.fi == "Kainuun hyvinvointialue"
    assert kainuu.table.to_dict() == {
        "fi": "Kainuun kumppanuuspöytä",
        "sv": "Kajanalands partnerskapsbord",
        "en": "Kainuu partnership table",
    }
    assert len(kainuu.signing_key) == 32
    assert sorted(kainuu.credentials) == ["meetings", "members", "notifications", "surveys"]
    assert "national" in instance_of(regional, "national").credentials


async def test_provisioning_a_second_time_changes_nothing(regional: Stack) -> None:
    before = snapshot(regional.instances)

    await regional.add_region("kainuu")

    assert snapshot(regional.instances) == before


async def test_a_region_of_before_gets_its_bucket_and_the_right_to_it(regional: Stack) -> None:
    file, servers = regional.instances / "kainuu" / "members.json", regional.servers
    credentials = json.loads(file.read_text())
    account, user = servers.keyring.account("kainuu"), key_of(credentials["nats_seed"])
    allowed = claims_of(credentials["nats_jwt"])["nats"]
    publish = [subject for subject in allowed["pub"]["allow"] if "members.C" not in subject]
    before = {**allowed, "pub": {"allow": [one for one in publish if "OBJ_" not in one]}}
    jwt = mint(account, user.public, "members", {**before, "type": "user"})
    file.write_text(json.dumps({**credentials, "nats_jwt": jwt}))
    async with provisioner(servers.nats_url, servers.keyring, "kainuu") as jetstream:
        await jetstream.delete_stream("OBJ_members")

    await regional.add_region("kainuu")

    async with connected(instance_of(regional, "kainuu"), "members") as (client, _):
        bucket = await client.jetstream(timeout=5).object_store("members")
        await bucket.put("paper", b"words")
        assert (await bucket.get_info("paper")).size == len(b"words")


async def test_a_damaged_credential_is_made_anew(regional: Stack) -> None:
    file = regional.instances / "lappi" / "surveys.json"
    file.write_text("{")

    await regional.add_region("lappi")

    connection = await asyncpg.connect(plain(json.loads(file.read_text())["database_url"]))
    assert await connection.fetchval("SELECT current_schema") == "surveys"
    await connection.close()


async def test_a_missing_signing_key_is_said_and_never_replaced_in_silence(regional: Stack) -> None:
    file = regional.instances / "lappi" / "signing.key"
    key = file.read_text()
    file.unlink()

    with pytest.raises(Trouble, match=r"signing\.key is missing or damaged"):
        await regional.add_region("lappi")

    file.write_text(key)


async def test_a_region_that_does_not_exist_is_refused(regional: Stack) -> None:
    with pytest.raises(Trouble, match="no region called atlantis"):
        await regional.add_region("atlantis")


async def test_a_failed_migration_leaves_no_instance(stack: Stack) -> None:
    async def fail(_instances: Path) -> None:
        raise RuntimeError("migration")

    with pytest.raises(RuntimeError, match="migration"):
        await regions.add_region(stack.servers, "satakunta", fail)

    assert "satakunta" not in regions.registered(stack.instances)
    await stack.add_region("satakunta")
    assert "satakunta" in regions.registered(stack.instances)


@pytest.mark.parametrize("database", ["lappi", "national", "postgres", "template1"])
async def test_a_role_cannot_connect_to_any_other_database(regional: Stack, database: str) -> None:
    url = plain(instance_of(regional, "kainuu").credentials["members"].database_url)

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
        await asyncpg.connect(url, database=database)


async def test_a_service_cannot_read_the_schema_of_another(regional: Stack) -> None:
    kainuu = instance_of(regional, "kainuu")
    members = await asyncpg.connect(plain(kainuu.credentials["members"].database_url))
    await members.execute("CREATE TABLE IF NOT EXISTS secret (word text)")
    surveys = await asyncpg.connect(plain(kainuu.credentials["surveys"].database_url))

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for schema members"):
        await surveys.fetch("SELECT * FROM members.secret")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await surveys.execute("CREATE TABLE public.mine ()")
    assert await surveys.fetchval("SELECT similarity(unaccent('Pöytä'), 'Poyta')") == 1.0

    await members.close()
    await surveys.close()


async def test_a_service_publishes_its_own_subjects_and_people_only_as_members(regional: Stack) -> None:
    kainuu = instance_of(regional, "kainuu")

    async with connected(kainuu, "members") as (client, refused):
        for subject in (
            "members.body.changed.v1",
            "people.1",
            "public.kainuu.members.call_opened.v1",
            "dlq.members.x",
        ):
            acknowledged = await client.jetstream().publish(subject, b"{}")
            assert acknowledged.seq > 0
        assert refused.empty()


@pytest.mark.parametrize(
    "subject",
    [
        "members.body.changed.v1", "people.1", "public.kainuu.members.x.v1", "public.lappi.meetings.x.v1",
        "wake.members",
        "dlq.members.x", "$JS.API.STREAM.INFO.EVENTS", "$JS.API.STREAM.DELETE.EVENTS", "$JS.API.STREAM.LIST",
        "$JS.API.CONSUMER.CREATE.EVENTS.x", "$JS.API.CONSUMER.MSG.NEXT.EVENTS.members-events",
        "$SYS.REQ.CLAIMS.LIST",
    ],
)  # fmt: skip
async def test_a_service_cannot_publish_what_is_not_its_own(regional: Stack, subject: str) -> None:
    async with connected(instance_of(regional, "kainuu"), "meetings") as (client, refused):
        await client.publish(subject, b"{}")

        assert await refusal(refused) == f'nats: permissions violation for publish to "{subject.lower()}"'


@pytest.mark.parametrize("subject", [">", "members.>", "_INBOX.>", "_INBOX_members.>", "wake.members"])
async def test_a_service_cannot_listen_to_what_is_not_its_own(regional: Stack, subject: str) -> None:
    async with connected(instance_of(regional, "kainuu"), "meetings") as (client, refused):
        await client.subscribe(subject)

        assert (
            await refusal(refused) == f'nats: permissions violation for subscription to "{subject.lower()}"'
        )


async def test_a_service_reads_its_durable_consumer_with_least_rights(regional: Stack) -> None:
    kainuu, keyring = instance_of(regional, "kainuu"), regional.servers.keyring
    async with provisioner(kainuu.nats_url, keyring, "kainuu") as jetstream:
        await ensure_consumers(jetstream, "meetings", {"EVENTS": ["members.seat.filled.v1"]})
        await ensure_consumers(
            jetstream, "meetings", {"EVENTS": ["members.seat.vacated.v1", "members.seat.filled.v1"]}
        )
        info = await jetstream.consumer_info("EVENTS", "meetings-events")
        await jetstream.publish("members.seat.vacated.v1", b"gone")

    async with connected(kainuu, "meetings") as (client, refused):
        subscription = await client.jetstream().pull_subscribe(
            "", durable="meetings-events", stream="EVENTS", inbox_prefix=b"_INBOX_meetings."
        )
        (message,) = await subscription.fetch(1, timeout=5)
        await message.ack_sync()
        assert message.data == b"gone"
        assert refused.empty()
    assert info.config.filter_subjects == ["members.seat.filled.v1", "members.seat.vacated.v1"]
    assert (info.config.max_deliver, info.config.ack_wait, info.config.max_ack_pending) == (-1, 30.0, 1000)


async def test_a_public_event_reaches_the_national_picture_and_nothing_else_does(regional: Stack) -> None:
    async with connected(instance_of(regional, "lappi"), "members") as (client, _):
        await client.jetstream().publish("members.body.changed.v1", b"inner")
        await client.jetstream().publish("people.2", b"person")
        await client.jetstream().publish("public.lappi.members.call_opened.v1", b"open")

    async with provisioner(regional.nats.url, regional.servers.keyring, "national") as national:
        message = await eventually(national.get_last_msg, "PICTURE", "public.lappi.members.call_opened.v1")
        state = (await national.stream_info("PICTURE", subjects_filter=">")).state

    assert message.data == b"open"
    assert all(subject.startswith("public.") for subject in state.subjects or {})


async def test_national_reaches_nothing_of_a_region_but_its_public_stream(regional: Stack) -> None:
    async with provisioner(regional.nats.url, regional.servers.keyring, "national") as national:
        for request in ("STREAM.INFO.EVENTS", "STREAM.DELETE.PUBLIC", "CONSUMER.CREATE.PEOPLE.x"):
            with pytest.raises(nats_client.errors.NoRespondersError):
                await national._nc.request(f"JS.kainuu.API.{request}", b"", timeout=2)


async def test_what_national_tells_a_region_reaches_it_and_no_other(regional: Stack) -> None:
    told = [f"people.national.{slug}.1" for slug in ("lappi", "kainuu")]
    async with provisioner(regional.nats.url, regional.servers.keyring, "national") as national:
        for subject in told:
            await national.publish(subject, subject.encode())

    for subject in told:
        slug = subject.split(".")[2]
        async with provisioner(regional.nats.url, regional.servers.keyring, slug) as jetstream:
            message = await eventually(jetstream.get_last_msg, "SUPPORT", subject)
            state = (await jetstream.stream_info("SUPPORT", subjects_filter=">")).state
        assert message.data == subject.encode()
        assert set(state.subjects or {}) == {subject}


async def test_a_region_sees_no_stream_of_another(regional: Stack) -> None:
    async with provisioner(regional.nats.url, regional.servers.keyring, "kainuu") as kainuu:
        with pytest.raises(NotFoundError):
            await kainuu.stream_info("PICTURE")
        assert sorted(info.config.name for info in await kainuu.streams_info()) == [
            "DLQ", "EVENTS", "OBJ_members", "PEOPLE", "PUBLIC", "SUPPORT",
        ]  # fmt: skip


def test_every_county_has_a_table_in_three_languages_and_a_colour_that_carries_white_text() -> None:
    known = regions.known()

    assert len(known) == 23
    assert len({region.accent for region in known.values()}) == 23
    assert all(
        set(region.table) == {"fi", "sv", "en"} and all(region.table.values()) for region in known.values()
    )
    assert all(contrast(region.accent) >= 5.5 for region in known.values())


def contrast(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


async def eventually(ask: Any, *arguments: str) -> Any:
    """Ask until there is an answer, ten seconds at most."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await ask(*arguments)
            except NotFoundError:
                await asyncio.sleep(0.02)


async def test_a_removed_account_and_database_let_nobody_in(regional: Stack) -> None:
    await regional.add_region("vantaa-kerava")
    gone = instance_of(regional, "vantaa-kerava")
    servers = regional.servers

    async with connected(gone, "members") as (client, _):
        await delete_instance(servers.nats_url, servers.keyring, "vantaa-kerava")
        await drop_database(servers.admin_url, "vantaa-kerava", sorted(gone.credentials))
        async with asyncio.timeout(5):
            while not client.is_closed:
                await asyncio.sleep(0.02)

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(plain(gone.credentials["members"].database_url))
    shutil.rmtree(regional.instances / "vantaa-kerava")
