"""NATS itself refuses whatever is not a service's own: other subjects, streams, consumers and accounts."""

import asyncio
import json
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic
from typing import Any

import nats as nats_client
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeout

from poyta.provision.accounts import provisioner
from poyta.provision.keys import ACCOUNT, USER, Key, key_of, mint, new_key
from shared.chassis.clock import system_clock
from shared.chassis.streams import durable
from tests.host import REGIONS, Host
from tests.isolation.doors import DOORS

ALL = (*REGIONS, "national")
STREAMS = (
    *("PEOPLE", "EVENTS", "PUBLIC", "DLQ", "PICTURE", "DELEGATES", "ADVISERS", "SUPPORT", "OBJ_members"),
    *("KV_door", "OBJ_door"),
)
STANDING = 9
SERVICES = ("members", "meetings", "surveys", "notifications", "national")
OF_A_STREAM = (
    "STREAM.INFO.{0}", "STREAM.CREATE.{0}", "STREAM.UPDATE.{0}", "STREAM.DELETE.{0}", "STREAM.PURGE.{0}",
    "STREAM.MSG.GET.{0}", "STREAM.MSG.DELETE.{0}", "STREAM.SNAPSHOT.{0}", "STREAM.RESTORE.{0}",
    "STREAM.LEADER.STEPDOWN.{0}", "STREAM.PEER.REMOVE.{0}", "DIRECT.GET.{0}", "DIRECT.GET.{0}.people.1",
    "CONSUMER.CREATE.{0}", "CONSUMER.CREATE.{0}.door", "CONSUMER.CREATE.{0}.door.people.1",
    "CONSUMER.DURABLE.CREATE.{0}.door", "CONSUMER.NAMES.{0}", "CONSUMER.LIST.{0}",
)  # fmt: skip
OF_ITS_FILES = ("STREAM.INFO.{0}", "STREAM.PURGE.{0}", "STREAM.MSG.GET.{0}", "DIRECT.GET.{0}",
    "DIRECT.GET.{0}.people.1")  # fmt: skip
FILES = ("$O.members.C.1", "$O.members.M.1")
OF_A_CONSUMER = (
    "CONSUMER.INFO.{0}.{1}", "CONSUMER.MSG.NEXT.{0}.{1}", "CONSUMER.DELETE.{0}.{1}", "CONSUMER.PAUSE.{0}.{1}",
    "CONSUMER.DURABLE.CREATE.{0}.{1}", "CONSUMER.CREATE.{0}.{1}", "CONSUMER.LEADER.STEPDOWN.{0}.{1}",
    "CONSUMER.UNPIN.{0}.{1}",
)  # fmt: skip
EVERYWHERE = (
    "$JS.API.INFO", "$JS.API.STREAM.LIST", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.TEMPLATE.NAMES",
    "$JS.API.META.LEADER.STEPDOWN", "$JS.API.ACCOUNT.PURGE.door", "$JS.API.SERVER.REMOVE", "$KV.door.key",
    "$O.door.C.1", "$SYS.REQ.CLAIMS.LIST", "$SYS.REQ.CLAIMS.UPDATE", "$SYS.REQ.CLAIMS.DELETE",
    "$SYS.REQ.CLAIMS.PACK", "$SYS.REQ.SERVER.PING", "$SYS.REQ.SERVER.PING.CONNZ", "$SYS.REQ.SERVER.PING.JSZ",
    "$SYS.REQ.ACCOUNT.PING.CONNZ", "$SYS.REQ.ACCOUNT.NSUBS", "$SYS.REQ.USER.INFO", "$SYS.DEBUG.SUBSCRIBERS",
    "$SYS.REQ.SERVER.PING.SUBSZ", "$SYS.REQ.ACCOUNT.PING.STATZ", "_INBOX.x", "_R_.x", "x", "wake", "people",
)  # fmt: skip
HEARD = (
    ">", "*", "*.>", "people.>", "public.>", "dlq.>",
    "deliver.>", "JS.>", "$JS.>", "$JS.EVENT.>", "$JS.API.>",
    "$JS.ACK.>", "$SYS.>", "$SYS.ACCOUNT.>", "$SYS.REQ.>", "$KV.>", "$O.>", "_INBOX.>", "_INBOX.*", "_R_.>",
)  # fmt: skip


@asynccontextmanager
async def connected(url: str, jwt: str, key: Key) -> AsyncIterator[tuple[Client, list[str]]]:
    """Connect with a JWT and a key; what the server refuses is collected."""
    refused: list[str] = []

    async def collect(error: Exception) -> None:
        refused.append(str(error).lower())

    client = await nats_client.connect(
        url,
        user_jwt_cb=lambda: bytearray(jwt.encode()),
        signature_cb=lambda nonce: b64encode(key.sign(nonce.encode())),
        error_cb=collect,
        allow_reconnect=False,
        connect_timeout=5,
    )
    try:
        yield client, refused
    finally:
        await client.close()


def forbidden(slug: str, service: str) -> Iterator[str]:
    """Yield what a service has no business to publish."""
    for other in SERVICES:
        if other != service:
            yield from (f"{other}.x.v1", f"public.{slug}.{other}.x.v1", f"dlq.{other}.x", f"wake.{other}")
    for region in ALL:
        if region != slug:
            yield from (f"public.{region}.{service}.x.v1", f"deliver.national.{region}.x")
            for stream in ("PUBLIC", "ADVISERS"):
                yield from (f"JS.{region}.API.{call.format(stream)}" for call in OF_A_STREAM)
            yield f"JS.{region}.API.CONSUMER.CREATE.ADVISERS.door.people.national.{slug}.1"
            yield f"deliver.{slug}.{region}.x"
    if service != "members":
        yield from ("people.1", "people.1.2", *FILES)
    for stream in STREAMS:
        own = OF_ITS_FILES if stream == f"OBJ_{service}" else ()
        yield from (f"$JS.API.{call.format(stream)}" for call in OF_A_STREAM if call not in own)
        yield f"$JS.FC.{stream}.x"
        for other in SERVICES:
            yield from _consumer_calls(stream, durable(other, stream), is_own=other == service)
    yield from EVERYWHERE


def _consumer_calls(stream: str, consumer: str, *, is_own: bool) -> Iterator[str]:
    own = OF_A_CONSUMER[:2] if is_own else ()
    yield from (f"$JS.API.{call.format(stream, consumer)}" for call in OF_A_CONSUMER if call not in own)
    if not is_own:
        yield from (f"$JS.ACK.{stream}.{consumer}.1.1.1.1.1", f"$JS.ACK._.x.{stream}.{consumer}.1.1.1.1.1")


async def tried(client: Client, refused: list[str], subjects: Sequence[str], kind: str) -> None:
    """Publish to subjects, or subscribe to them, and note which the server did not refuse."""
    refused.clear()
    for subject in subjects:
        if kind == "publish":
            await client.publish(subject, b"{}")
        else:
            await client.subscribe(subject, queue="door" if kind == "queue" else "")
    await client.flush()
    deadline = monotonic() + 5
    # The server has spoken by now; the client hands its words on one by one.
    while len(refused) < len(subjects) and monotonic() < deadline:
        await asyncio.sleep(0.01)
    said = "\n".join(refused)
    for subject in subjects:
        DOORS.shut("NATS", f"{kind} {subject}", is_shut=f'"{subject.lower()}"' in said)


@pytest.mark.parametrize("slug", ALL)
async def test_no_service_speaks_or_listens_where_it_has_no_business(host: Host, slug: str) -> None:
    before = len(DOORS.opened)
    instance = host.instance(slug)
    for service, credentials in sorted(instance.credentials.items()):
        key = key_of(credentials.nats_seed)
        async with connected(instance.nats_url, credentials.nats_jwt, key) as (client, refused):
            await tried(client, refused, list(forbidden(slug, service)), "publish")
            others = [f"{other}.>" for other in SERVICES] + [
                f"_INBOX_{o}.>" for o in SERVICES if o != service
            ]
            wakes = [f"wake.{other}" for other in SERVICES if other != service] + ["wake.>"]
            for kind in ("subscribe", "queue"):
                await tried(client, refused, [*HEARD, *others, *wakes], kind)
    assert DOORS.opened[before:] == []


@pytest.mark.parametrize("slug", ALL)
async def test_even_full_rights_in_one_account_reach_nothing_of_another(host: Host, slug: str) -> None:
    before = len(DOORS.opened)
    servers = host.servers
    async with provisioner(servers.nats_url, servers.keyring, slug) as jetstream:
        client = jetstream._nc
        for other in (region for region in ALL if region != slug):
            for call in (
                *(f"JS.{other}.API.{call.format(s)}" for call in OF_A_STREAM for s in STREAMS[:STANDING]
                  if not (slug == "national" and call.startswith("CONSUMER.CREATE") and s == "PUBLIC")),
                *(f"JS.{other}.API.{call.format(s, durable(o, s))}" for call in OF_A_CONSUMER
                  for s in STREAMS[:3] for o in SERVICES[:4]
                  if not (slug == "national" and call.startswith("CONSUMER.CREATE") and s == "PUBLIC")),
                *(f"$SYS.REQ.ACCOUNT.{servers.keyring.account(other).public}.{ask}"
                  for ask in ("CONNZ", "JSZ", "INFO", "SUBSZ", "CONNS")),
                "$SYS.REQ.CLAIMS.LIST", "$SYS.REQ.CLAIMS.UPDATE", "$SYS.REQ.CLAIMS.PACK",
            ):  # fmt: skip
                await unanswered(client, call)
        heard = await client.subscribe(">")
        await client.flush()
        for other in (region for region in ALL if region != slug):
            async with provisioner(servers.nats_url, servers.keyring, other) as elsewhere:
                for subject in (
                    "members.door.v1",
                    "$O.members.C.door",
                    "people.door",
                    "dlq.door",
                    "wake.members",
                    f"deliver.national.{other}",
                ):
                    await elsewhere._nc.publish(subject, b"door")
                await elsewhere._nc.flush()
        await client.flush()
        leaked = [subject for subject in _subjects(heard) if "door" in subject]
        DOORS.shut("NATS", f"{slug} hears {leaked}", is_shut=leaked == [])
    assert DOORS.opened[before:] == []


async def test_of_a_regions_people_national_can_ask_only_for_those_named_to_it(host: Host) -> None:
    before, servers = len(DOORS.opened), host.servers
    one, other = REGIONS
    named = f"people.{one}.national.>"
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("", {}),
        (".door", {}),
        (".door.people.>", {"filter_subject": "people.>"}),
        (".door.people.*", {"filter_subject": "people.*"}),
        (f".door.people.{one}.>", {"filter_subject": f"people.{one}.>"}),
        (f".door.people.{other}.national.>", {"filter_subject": f"people.{other}.national.>"}),
        (f".door.{named}", {}),
        (f".door.{named}", {"filter_subject": "people.>"}),
        (f".door.{named}", {"filter_subjects": ["people.>"]}),
        (f".door.{named}", {"filter_subjects": [named, "people.*"]}),
    )
    async with provisioner(servers.nats_url, servers.keyring, "national") as jetstream:
        for tail, filters in asked:
            body = _consumer("PEOPLE", f"deliver.national.{one}.door", filters)
            await unanswered(jetstream._nc, f"JS.{one}.API.CONSUMER.CREATE.PEOPLE{tail}", body)
    assert DOORS.opened[before:] == []


async def test_of_what_national_tells_regions_each_can_ask_only_for_its_own(host: Host) -> None:
    before, servers = len(DOORS.opened), host.servers
    one, other = REGIONS
    own, foreign = f"people.national.{one}.>", f"people.national.{other}.>"
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("", {}),
        (".door", {}),
        (".door.people.>", {"filter_subject": "people.>"}),
        (".door.people.national.>", {"filter_subject": "people.national.>"}),
        (".door.people.national.*.>", {"filter_subject": "people.national.*.>"}),
        (f".door.{foreign}", {"filter_subject": foreign}),
        (f".door.{own}", {}),
        (f".door.{own}", {"filter_subject": foreign}),
        (f".door.{own}", {"filter_subject": "people.>"}),
        (f".door.{own}", {"filter_subjects": [own, foreign]}),
    )
    async with provisioner(servers.nats_url, servers.keyring, one) as jetstream:
        for stream in ("ADVISERS", "PEOPLE", "PUBLIC"):
            for tail, filters in asked:
                body = _consumer(stream, f"deliver.{one}.national.door", filters)
                await unanswered(jetstream._nc, f"JS.national.API.CONSUMER.CREATE.{stream}{tail}", body)
        body = _consumer("ADVISERS", f"deliver.{one}.national.door", {"filter_subject": own})
        right = await jetstream._nc.request(f"JS.national.API.CONSUMER.CREATE.ADVISERS.door.{own}", body)
    async with provisioner(servers.nats_url, servers.keyring, "national") as jetstream:
        await jetstream.delete_consumer("ADVISERS", "door")
    assert json.loads(right.data)["config"]["filter_subject"] == own
    assert DOORS.opened[before:] == []


async def test_what_national_tells_one_region_reaches_no_other(host: Host) -> None:
    before, servers = len(DOORS.opened), host.servers
    one, other = REGIONS
    async with AsyncExitStack() as opened:
        national, asked, silent = [
            await opened.enter_async_context(provisioner(servers.nats_url, servers.keyring, slug))
            for slug in ("national", one, other)
        ]
        heard = [await jetstream._nc.subscribe(">") for jetstream in (asked, silent)]
        for jetstream in (asked, silent):
            await jetstream._nc.flush()
        await national.publish(f"people.national.{one}.door", b"{}", headers={"Nats-Rollup": "sub"})
        async with asyncio.timeout(20):
            while not any("door" in subject for subject in _subjects(heard[0])):
                await asyncio.sleep(0.02)
        await silent._nc.flush()
        told = [subject for subject in _subjects(heard[1]) if "door" in subject or "deliver" in subject]
        # The heartbeat of what national delivers to this region itself is its own.
        leaked = [subject for subject in told if not subject.startswith(f"deliver.national.{other}.")]
        DOORS.shut("NATS", f"{other} hears {leaked}", is_shut=leaked == [])
        await national.purge_stream("PEOPLE", subject=f"people.national.{one}.door")
        await national.purge_stream("ADVISERS", subject=f"people.national.{one}.door")
    assert DOORS.opened[before:] == []


def _consumer(stream: str, deliver_subject: str, filters: dict[str, Any]) -> bytes:
    config = {"name": "door", "ack_policy": "none", "deliver_policy": "all"}
    return json.dumps(
        {"stream_name": stream, "config": config | {"deliver_subject": deliver_subject} | filters}
    ).encode()


def _subjects(subscription: Any) -> list[str]:
    return [message.subject for message in list(subscription._pending_queue._queue)]


async def unanswered(client: Client, subject: str, body: bytes = b"{}") -> None:
    try:
        answer = await client.request(subject, body, timeout=0.3)
        is_shut, said = b'"error"' in answer.data and b'"data"' not in answer.data, answer.data[:80].decode()
    except (NoRespondersError, NatsTimeout):
        is_shut, said = True, ""
    DOORS.shut("NATS", f"request {subject}: {said}", is_shut=is_shut)


async def test_no_credential_opens_what_it_was_not_made_for(host: Host) -> None:
    before = len(DOORS.opened)
    one, other = (host.instance(slug) for slug in REGIONS)
    keyring, url = host.servers.keyring, one.nats_url
    account, foreign = keyring.account(one.slug), keyring.account(other.slug)
    members, meetings = one.credentials["members"], one.credentials["meetings"]
    theirs, own, stranger = other.credentials["members"], new_key(USER), new_key(ACCOUNT)
    now, free = int(system_clock().timestamp()), {"type": "user", "subs": -1, "data": -1, "payload": -1}
    keys = {
        name: key_of(c.nats_seed)
        for name, c in (("members", members), ("meetings", meetings), ("theirs", theirs))
    }
    user = own.public
    moved = mint(account, user, "door", {**free, "issuer_account": foreign.public})
    forged = {
        "a JWT with the key of another service": (members.nats_jwt, keys["meetings"]),
        "a JWT with the key of another region": (members.nats_jwt, keys["theirs"]),
        "another region's JWT with an own key": (theirs.nats_jwt, keys["members"]),
        "a JWT without a key that fits": (members.nats_jwt, own),
        "a JWT signed by a user": (mint(keys["members"], user, "door", free), own),
        "a JWT signed by an unknown account": (mint(stranger, user, "door", free), own),
        "a JWT signed for another account": (moved, own),
        "a JWT signed by the system's user": (mint(new_key(USER), user, "door", free), own),
        "an account's JWT": (mint(keyring.operator(), account.public, "door", {"type": "account"}), account),
        "an expired JWT": (timed(account, user, free, exp=now - 10), own),
        "a JWT of the future": (timed(account, user, free, nbf=now + 3600), own),
        "a JWT with more rights written in": (edited(members.nats_jwt, pub={}), keys["members"]),
        "a JWT moved to another account": (edited(members.nats_jwt, iss=foreign.public), keys["members"]),
        "a JWT cut short": (members.nats_jwt[:-4], keys["members"]),
        "no JWT": ("", own),
    }  # fmt: skip
    for name, (jwt, key) in forged.items():
        await refused_at_the_door(name, connected(url, jwt, key))
    for name, options in {
        "nobody": {}, "a password": {"user": "members", "password": "members"}, "a token": {"token": "x"},
        "the account's name": {"user": one.slug.upper(), "password": ""},
    }.items():  # fmt: skip
        await refused_at_the_door(name, open_with(url, **options))
    async with connected(url, timed(account, user, free, exp=now + 60), own) as (client, _):
        assert client.is_connected
    assert DOORS.opened[before:] == []


async def test_a_credential_that_expires_ends_its_connection(host: Host) -> None:
    before = len(DOORS.opened)
    account, own = host.servers.keyring.account(REGIONS[0]), new_key(USER)
    free = {"type": "user", "subs": -1, "data": -1, "payload": -1}
    soon = int(system_clock().timestamp()) + 2

    async with connected(host.servers.nats_url, timed(account, own.public, free, exp=soon), own) as (
        client,
        _,
    ):
        async with asyncio.timeout(10):
            while client.is_connected:
                await asyncio.sleep(0.05)
        DOORS.shut("NATS", "an expired connection", is_shut=not client.is_connected)

    assert DOORS.opened[before:] == []


async def refused_at_the_door(name: str, connecting: Any) -> None:
    try:
        async with connecting:
            is_shut = False
    except (NatsError, TimeoutError, OSError):
        is_shut = True
    DOORS.shut("NATS", f"connect with {name}", is_shut=is_shut)


@asynccontextmanager
async def open_with(url: str, **options: Any) -> AsyncIterator[Client]:
    async def quiet(_error: Exception) -> None: ...

    client = await nats_client.connect(
        url, allow_reconnect=False, connect_timeout=5, error_cb=quiet, **options
    )
    try:
        yield client
    finally:
        await client.close()


def timed(issuer: Key, subject: str, claims: dict[str, Any], **times: int) -> str:
    """Return a user's JWT with times in it, rightly signed."""
    header, body, _ = mint(issuer, subject, "door", claims).split(".")
    signed = f"{header}.{encoded(decoded(body) | times)}"
    return f"{signed}.{urlsafe_b64encode(issuer.sign(signed.encode())).rstrip(b'=').decode()}"


def edited(jwt: str, **changes: Any) -> str:
    """Return a JWT with its claims changed and its old signature."""
    header, body, signature = jwt.split(".")
    facts = decoded(body)
    for name, value in changes.items():
        (facts if name in facts else facts["nats"])[name] = value
    return f"{header}.{encoded(facts)}.{signature}"


def decoded(part: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return facts


def encoded(facts: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(facts, separators=(",", ":")).encode()).rstrip(b"=").decode()
