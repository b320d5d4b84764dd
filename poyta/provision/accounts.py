"""NATS accounts: one an instance, what it gives out to another, users with the least rights."""

import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

import nats
from nats.aio.client import Client
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext

from poyta.provision.keys import USER, Key, Keyring, claims_of, key_of, mint, new_key
from shared.chassis.instance import NATIONAL
from shared.chassis.streams import (
    EVENTS,
    KEEPS_FILES,
    PEOPLE,
    PICTURE,
    PUBLIC,
    bucket_stream,
    bucket_subjects,
    durable,
    wake_subject,
)
from shared.contracts.operations import order_subject, status_subject
from shared.contracts.people import ADVISERS, DELEGATES, SUPPORT

GIB = 2**30
# One answer to each order, soon: a service can speak to nobody who has not asked.
_ANSWERS = {"max": 1, "ttl": 10 * 10**9}
_UNLIMITED = {"subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "conn": -1, "leaf": -1}


class AccountRefusedError(RuntimeError):
    """The NATS server did not take an account's JWT."""


def operator_jwt(keyring: Keyring) -> str:
    """Return the operator's own JWT, which names the system account."""
    operator = keyring.operator()
    claims = {"type": "operator", "system_account": keyring.system().public}
    return mint(operator, operator.public, "poyta", claims)


def system_jwt(keyring: Keyring) -> str:
    """Return the JWT of the system account: no JetStream, nothing shared."""
    return _account(keyring, keyring.system(), "SYS", _UNLIMITED)


def instance_jwt(keyring: Keyring, slug: str, regions: Collection[str]) -> str:
    """Return the JWT of an instance's account.

    A region offers its PUBLIC stream, whom it has named to national groups, the reports of its stations and
    its dead letters to the national account and nobody else: the exports ask for a token that only it holds.
    National imports from `regions`. It offers each region what it tells that one by name, and the regions
    among `regions` import that.
    """
    limits = _UNLIMITED | {
        "wildcards": True,
        "mem_storage": 0,
        "disk_storage": (64 if slug == NATIONAL else 4) * GIB,
        "streams": 12,
        "consumer": 200,
    }
    if slug == NATIONAL:
        exports = _exports(_downward("*"))
        imports = [
            part for region in sorted(regions) for part in _imports(keyring, region, slug, _upward(region))
        ]
    else:
        exports = _exports(_upward(slug))
        imports = _imports(keyring, NATIONAL, slug, _downward(slug)) if slug in regions else []
    return _account(
        keyring, keyring.account(slug), _account_name(slug), limits, exports=exports, imports=imports
    )


async def push_instance(nats_url: str, keyring: Keyring, slug: str, regions: Collection[str]) -> None:
    """Make the account of an instance known to the running server, or bring it up to date."""
    jwt = instance_jwt(keyring, slug, regions)
    async with _system(nats_url, keyring) as system:
        answer = json.loads((await system.request("$SYS.REQ.CLAIMS.UPDATE", jwt.encode(), timeout=5)).data)
    if answer.get("data", {}).get("code") != 200:
        raise AccountRefusedError(f"account {slug}: {answer.get('error', answer)}")


async def delete_instance(nats_url: str, keyring: Keyring, slug: str) -> None:
    """Remove an instance's account from the running server: its clients are disconnected at once."""
    operator = keyring.operator()
    claims = {"type": "generic", "accounts": [keyring.account(slug).public]}
    async with _system(nats_url, keyring) as system:
        jwt = mint(operator, operator.public, "delete", claims)
        answer = json.loads((await system.request("$SYS.REQ.CLAIMS.DELETE", jwt.encode(), timeout=5)).data)
    if answer.get("data", {}).get("code") != 200:
        raise AccountRefusedError(f"delete account {slug}: {answer.get('error', answer)}")


async def account_clients(nats_url: str, keyring: Keyring, slug: str) -> int:
    """Return how many are connected to an instance's account, on all servers together."""
    question = json.dumps({"acc": keyring.account(slug).public}).encode()
    count = 0
    async with _system(nats_url, keyring) as system:
        answers = await system.subscribe(system.new_inbox())
        await system.publish("$SYS.REQ.SERVER.PING.CONNZ", question, reply=answers.subject)
        wait = 2.0
        while True:
            try:
                answer = json.loads((await answers.next_msg(timeout=wait)).data)
            except NatsTimeout:
                return count
            count += answer["data"]["total"]
            # The first answer may be far; the other servers of a cluster answer close behind it.
            wait = 0.2


@asynccontextmanager
async def provisioner(nats_url: str, keyring: Keyring, slug: str) -> AsyncIterator[JetStreamContext]:
    """Yield JetStream with full rights in one instance's account; for `poyta` only, never for a service."""
    async with _user(nats_url, keyring.account(slug), "provisioner") as client:
        yield client.jetstream(timeout=10)


def service_user(
    keyring: Keyring, slug: str, service: str, known: tuple[str, str] | None = None
) -> tuple[str, str]:
    """Return (JWT, seed) of the least-privilege user of a service.

    The `known` pair is returned as it is while it still says the same, so that nothing is
    rewritten without a reason; otherwise its key is kept and the JWT is minted anew.
    """
    account = keyring.account(slug)
    claims = _service_claims(slug, service)
    if known and _says(known[0], account, claims):
        return known
    user = key_of(known[1]) if known else new_key(USER)
    return mint(account, user.public, service, claims), user.seed


def _says(jwt: str, account: Key, claims: dict[str, Any]) -> bool:
    body = claims_of(jwt)
    return bool(body["iss"] == account.public and body["nats"] == {"version": 2, **claims})


def _service_claims(slug: str, service: str) -> dict[str, Any]:
    publish = [f"{service}.>", f"public.{slug}.{service}.>", f"dlq.{service}.>", wake_subject(service)]
    publish.append(status_subject(slug, service))
    hear = [f"_INBOX_{service}.>", wake_subject(service), order_subject(slug, service, "*")]
    if service == "members":
        publish.append("people.>")
    if service in KEEPS_FILES:
        publish += _keep_files(bucket_stream(service))
    if service == NATIONAL:
        publish.append(order_subject("*", "*", "*"))
        hear.append(status_subject("*", "*"))
    for stream in (PEOPLE, EVENTS, PUBLIC, *_gathered(slug, service)):
        publish += _consume(stream, durable(service, stream))
    return {
        "type": "user",
        "subs": -1,
        "data": -1,
        "payload": -1,
        "pub": {"allow": publish},
        "sub": {"allow": hear},
        "resp": _ANSWERS,
    }


def _gathered(slug: str, service: str) -> tuple[str, ...]:
    """Return the streams made of what other accounts give out that a service reads there."""
    if service == "members":
        return (DELEGATES,) if slug == NATIONAL else (SUPPORT,)
    return (PICTURE,) if service == NATIONAL else ()


def _keep_files(stream: str) -> Sequence[str]:
    # Everything of the object store but making, changing and removing the bucket itself.
    return (
        *bucket_subjects(stream),
        *(f"$JS.API.STREAM.{call}.{stream}" for call in ("INFO", "MSG.GET", "PURGE")),
        f"$JS.API.DIRECT.GET.{stream}",
        f"$JS.API.DIRECT.GET.{stream}.>",
    )


def _consume(stream: str, consumer: str) -> Sequence[str]:
    # The second form of the acknowledgement is what servers send once they name domain and account in it.
    return (
        f"$JS.API.CONSUMER.INFO.{stream}.{consumer}",
        f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}",
        f"$JS.ACK.{stream}.{consumer}.>",
        f"$JS.ACK.*.*.{stream}.{consumer}.>",
    )


def _exports(shared: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": subject, "subject": subject, "type": kind, "token_req": True}
        | (
            {"response_type": "Singleton" if subject.startswith("ops.") else "Stream"}
            if kind == "service"
            else {}
        )
        for subject, kind in shared
    ]


def _imports(
    keyring: Keyring, owner: str, slug: str, shared: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return what an instance imports of the owner's, each with the owner's token for it alone."""
    account, importer = keyring.account(owner), keyring.account(slug).public
    return [
        {
            "name": f"{owner} {subject}",
            "account": account.public,
            "subject": subject,
            "local_subject": subject.replace("$JS.API", source_api(owner), 1),
            "type": kind,
            "token": mint(
                account, importer, subject, {"type": "activation", "subject": subject, "kind": kind}
            ),
        }
        for subject, kind in shared
    ]


def _upward(region: str) -> tuple[tuple[str, str], ...]:
    # Sourcing silently stays at nothing without both forms of CONSUMER.CREATE.
    return (
        (f"$JS.API.CONSUMER.CREATE.{PUBLIC}", "service"),
        (f"$JS.API.CONSUMER.CREATE.{PUBLIC}.>", "service"),
        (f"$JS.FC.{PUBLIC}.>", "service"),
        # Of PEOPLE only whom the region has named to national groups: the server refuses any other filter.
        (f"$JS.API.CONSUMER.CREATE.{PEOPLE}.*.people.{region}.{NATIONAL}.>", "service"),
        (f"$JS.FC.{PEOPLE}.>", "service"),
        (f"{source_deliver(region, NATIONAL)}.>", "stream"),
        (status_subject(region, "*"), "stream"),
        (order_subject(region, "*", "*"), "service"),
    )


def _downward(region: str) -> tuple[tuple[str, str], ...]:
    # A stream of its own: $JS.FC.PEOPLE shared both ways would be a cycle, which NATS refuses.
    return (
        (f"$JS.API.CONSUMER.CREATE.{ADVISERS}.*.people.{NATIONAL}.{region}.>", "service"),
        (f"$JS.FC.{ADVISERS}.>", "service"),
        (f"{source_deliver(NATIONAL, region)}.>", "stream"),
    )


def source_api(owner: str) -> str:
    """Return the prefix under which another instance reaches the consumer API of the owner's streams."""
    return f"JS.{owner}.API"


def source_deliver(owner: str, reader: str) -> str:
    """Return the prefix on which the owner's messages arrive in the account of the reader."""
    return f"deliver.{reader}.{owner}"


def _account(
    keyring: Keyring,
    account: Key,
    name: str,
    limits: dict[str, Any],
    *,
    exports: Sequence[dict[str, Any]] = (),
    imports: Sequence[dict[str, Any]] = (),
) -> str:
    claims = {
        "type": "account",
        "limits": limits,
        "exports": list(exports),
        "imports": list(imports),
        "default_permissions": {"pub": {}, "sub": {}},
    }
    return mint(keyring.operator(), account.public, name, claims)


def _account_name(slug: str) -> str:
    return slug.upper().replace("-", "_")


def _system(nats_url: str, keyring: Keyring) -> Any:
    return _user(nats_url, keyring.system(), "system")


@asynccontextmanager
async def _user(nats_url: str, account: Key, name: str) -> AsyncIterator[Client]:
    user = new_key(USER)
    claims = {"type": "user", "subs": -1, "data": -1, "payload": -1, "pub": {}, "sub": {}}
    jwt = mint(account, user.public, name, claims)
    client = await nats.connect(
        nats_url,
        user_jwt_cb=lambda: bytearray(jwt.encode()),
        signature_cb=user.sign_nonce,
        allow_reconnect=False,
        connect_timeout=5,
        error_cb=_quiet,
    )
    try:
        yield client
    finally:
        await client.close()


async def _quiet(_error: Exception) -> None:
    """Errors reach the caller as exceptions; the client's own logging would say them twice."""
