"""A region comes, is backed up, leaves and returns, and the others never notice."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from poyta import backups
from poyta.embedded.trouble import Trouble
from poyta.provision import databases
from poyta.provision.accounts import _user, provisioner
from poyta.provision.messages import Message
from poyta.regions import alone, registered
from poyta.removal import Leaving, remove_region
from shared.chassis.clock import file_clock
from shared.chassis.instance import NATIONAL
from shared.chassis.outbox import row
from shared.contracts.people import AdviserProposed
from tests.host import Host

STAYS, LEAVES = "pohjois-karjala", "keski-suomi"


async def poyta(host: Host, *words: str) -> str:
    """Run a command of `poyta region` against the running host and return what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "poyta", "region", *words, "--var", str(host.stack.var)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=Path(__file__).parents[2],
    )
    said, _ = await process.communicate()
    return said.decode() if process.returncode == 0 else f"refused: {said.decode()}"


@asynccontextmanager
async def undisturbed(host: Host) -> AsyncIterator[list[int]]:
    """Ask for pages of a region that stays, and hold its connections, while something else happens."""
    answers: list[int] = []
    port = host.stack.port("front")

    async def ask() -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            while True:
                answer = await client.get(
                    f"http://127.0.0.1:{port}/", headers={"Host": f"{STAYS}.localhost:{port}"}
                )
                answers.append(answer.status_code)

    clients_before = await host_clients(host)
    asking = asyncio.create_task(ask())
    yield answers
    asking.cancel()
    assert set(answers) == {200}
    assert await host_clients(host) == clients_before


async def host_clients(host: Host) -> set[int]:
    """Return the numbers of the connections that the services of the region that stays hold to NATS."""
    keyring = host.servers.keyring
    async with _user(host.servers.nats_url, keyring.system(), "test") as system:
        question = json.dumps({"acc": keyring.account(STAYS).public}).encode()
        answer = json.loads((await system.request("$SYS.REQ.SERVER.PING.CONNZ", question, timeout=5)).data)
    return {connection["cid"] for connection in answer["data"]["connections"]}


def same_names(messages: dict[str, list[Message]], was: str, now: str) -> dict[str, list[Message]]:
    """Return messages as they read when the region is called otherwise."""
    return {
        stream: [
            replace(message, subject=message.subject.replace(f"public.{was}.", f"public.{now}."))
            for message in content
        ]
        for stream, content in messages.items()
    }


async def test_a_region_comes_and_nobody_is_disturbed(host: Host) -> None:
    async with undisturbed(host) as answers:
        said = await poyta(host, "add", "kainuu", "--coordinator", "k@example.org", "--name", "Kaisa Koski")

    print(said, f"{len(answers)} pages of {STAYS} answered meanwhile")
    after = re.search(r"kainuu answers at (\S+) after (\d+\.\d) s", said)
    assert after is not None
    link = re.search(r"http://kainuu\.localhost:\d+(/members/sign-in/\S+)", said)
    assert link is not None
    assert (await host.page("kainuu", link[1])).status_code == 200
    assert registered(host.stack.instances) == ["kainuu", LEAVES, "national", STAYS]


async def test_the_list_tells_every_region_with_its_host(host: Host) -> None:
    said = await poyta(host, "list")

    assert re.search(
        rf"^{STAYS} +Pohjois-Karjalan hyvinvointialue +{STAYS}\.localhost +4 ", said, re.MULTILINE
    )
    assert "Can be added: etela-karjala" in said


async def test_a_backup_comes_back_beside_the_region_row_by_row_and_message_by_message(
    host: Host, tmp_path: Path
) -> None:
    said = await poyta(host, "backup", LEAVES, "--to", str(tmp_path))
    done = backups.last_backup(host.stack.var, LEAVES)
    assert done is not None
    assert said.startswith(f"{LEAVES} is in {done.file} (")
    assert (done.file.parent, done.size) == (tmp_path, done.file.stat().st_size)
    assert done.file.stat().st_mode & 0o777 == 0o600
    rows, messages, letters = await host.rows(LEAVES), await host.messages(LEAVES), host.letters()
    picture = await facts(host)

    said = await poyta(host, "restore", str(done.file), "--as", "vanha")

    print(said, f"{sum(map(len, rows.values()))} rows, {sum(map(len, messages.values()))} messages")
    assert "It is a copy for looking" in said
    assert await host.rows("vanha") == rows
    assert await host.messages("vanha") == same_names(messages, LEAVES, "vanha")
    assert sum(map(len, rows.values())) > 100
    assert sum(map(len, messages.values())) > 50
    assert (await host.page("vanha")).status_code == 200
    assert f'poyta_dead_letters{{region="{LEAVES}",service="members"}} 0.0' in await metrics(host)
    assert 'poyta_dead_letters{region="vanha"' not in await metrics(host)
    assert host.letters() == letters
    assert await facts(host) == picture
    async with alone(host.servers):
        await remove_region(host.servers, "vanha", None, None)


async def facts(host: Host) -> dict[str, list[str]]:
    """Return what national knows of the regions; of reports, whose figures move, only whose."""
    rows = await host.rows("national")
    reports = await host.query("national", "SELECT instance, service FROM national.reports ORDER BY 1, 2")
    return rows | {"national.reports": [f"{instance}/{service}" for instance, service in reports]}


async def metrics(host: Host) -> str:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        return (await client.get(f"http://127.0.0.1:{host.stack.metrics_port()}/metrics")).text


async def test_a_removal_without_a_bundle_must_be_said_twice(host: Host) -> None:
    without, once = await asyncio.gather(
        poyta(host, "remove", STAYS), poyta(host, "remove", STAYS, "--without-export")
    )

    assert without.startswith("refused: \nSay where the bundle goes with --export FILE")
    assert once == f"refused: \nEverything of {STAYS} would be lost. If that is meant, add: --yes {STAYS}\n"
    assert STAYS in registered(host.stack.instances)


async def test_a_region_leaves_with_its_bundle_and_nothing_is_left(host: Host, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.tar"
    rows, messages, letters = await host.rows(LEAVES), await host.messages(LEAVES), host.letters()
    positions, front = await host.positions(LEAVES), (await host.page(LEAVES)).text
    secret = host.servers.keyring.account(LEAVES)
    key = (host.stack.instances / LEAVES / "signing.key").read_text()

    async with undisturbed(host) as answers:
        said = await poyta(host, "remove", LEAVES, "--export", str(bundle))

    print(said, f"{len(answers)} pages of {STAYS} answered meanwhile")
    assert said.startswith(f"{LEAVES} is removed")
    assert await remains(host, LEAVES, secret.public) == []
    assert (await host.page(LEAVES)).status_code == 404

    async with undisturbed(host):
        said = await poyta(host, "add", "--import", str(bundle))
    await host.settled(LEAVES)

    print(said)
    assert await host.rows(LEAVES) == rows
    assert await host.messages(LEAVES) == messages
    assert await host.positions(LEAVES) == positions
    assert (host.stack.instances / LEAVES / "signing.key").read_text() == key
    assert host.servers.keyring.account(LEAVES).public != secret.public
    assert host.letters() == letters
    assert (await host.page(LEAVES)).text == front
    assert len(letters) > 5
    await until_in_picture(host, LEAVES)
    await until_told(host, LEAVES)


async def until_told(host: Host, slug: str) -> None:
    """Let national propose an adviser to a region, and wait until the region has heard it."""
    name, now = {"fi": "Aluetukihenkilö"}, file_clock(host.stack.clock_file)()
    event = AdviserProposed(
        person_id=uuid4(), adviser_id=uuid4(), version=1, region=slug, name="Tukihenkilö", language="fi",
        email="tuki@example.org", title=name, employer=name, languages=("fi",), starts=now.date(), ends=None,
    )  # fmt: skip
    message = row(event, uuid4(), service="members", slug=NATIONAL, moment=now, key=None, traceparent=None)
    async with provisioner(host.servers.nats_url, host.servers.keyring, NATIONAL) as jetstream:
        await jetstream.publish(message["address"], message["envelope"], headers={"Nats-Rollup": "sub"})
    async with asyncio.timeout(20):
        while str(event.adviser_id) not in str((await host.rows(slug))["members.proposed_adviser"]):
            await asyncio.sleep(0.05)


async def until_in_picture(host: Host, slug: str) -> None:
    async with asyncio.timeout(10):
        while slug not in {
            row[0] for row in await host.query("national", "SELECT slug FROM national.instances")
        }:
            await asyncio.sleep(0.05)


async def remains(host: Host, slug: str, account: str) -> list[str]:
    """Look for a region in databases, roles, streams, accounts and files, and tell what is found."""
    found = []
    name = databases.database_name(slug)
    catalogues = "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles"
    found += [row[0] for row in await host.query("postgres", catalogues) if row[0].startswith(name)]
    rows = await host.rows("national")
    found += [f"{table}: {row}" for table, content in rows.items() for row in content if slug in row]
    for other in registered(host.stack.instances):
        content = await host.messages(other)
        found += [f"{other}: {m.subject}" for part in content.values() for m in part if slug in m.line()]
    async with _user(host.servers.nats_url, host.servers.keyring.system(), "test") as system:
        accounts = await system.request("$SYS.REQ.CLAIMS.LIST", b"", timeout=5)
        found += ["account"] if account.encode() in accounts.data else []
    # The logs tell what happened, the sent letters are out of the house, and Postgres was asked itself, as
    # was NATS for national's stream: of public facts that are purged the file keeps bytes for a while.
    store = host.stack.var / "nats" / "store" / "jetstream"
    picture = store / host.servers.keyring.account("national").public / "streams" / "PICTURE"
    skipped = {picture, *(host.stack.var / part for part in ("log", "mail", "postgres"))}
    for folder, _, files in os.walk(host.stack.var):
        for file in (Path(folder) / name for name in files):
            if skipped.isdisjoint(file.parents):
                text = str(file).encode() + file.read_bytes()
                found += [str(file)] if slug.encode() in text or account.encode() in text else []
    return found


async def test_an_interrupted_removal_goes_on_where_it_was(host: Host, tmp_path: Path) -> None:
    await host.stack.add_region("lappi")
    bundle = tmp_path / "lappi.tar"

    async def export(directory: Path, file: Path) -> None:
        await backups.write_bundle(host.servers, directory, file, "1")

    async def interrupted(_directory: Path, _file: Path) -> None:
        raise RuntimeError("power cut")

    async with alone(host.servers):
        with pytest.raises(RuntimeError, match="power cut"):
            await remove_region(host.servers, "lappi", interrupted, bundle)
        assert Leaving(host.servers, "lappi").directory.exists()
        await remove_region(host.servers, "lappi", export, bundle)

    assert bundle.exists()
    assert not await databases.database_exists(host.servers.admin_url, "lappi")


async def test_a_region_that_is_in_use_is_not_removed(host: Host) -> None:
    await host.stack.add_region("satakunta")

    async with provisioner(host.servers.nats_url, host.servers.keyring, "satakunta"), alone(host.servers):
        with pytest.raises(Trouble, match=r"still in use \(1 connections to its account\)"):
            await remove_region(host.servers, "satakunta", None, None, patience=1.0)

    assert "satakunta" in registered(host.stack.instances)
    async with alone(host.servers):
        await remove_region(host.servers, "satakunta", None, None)
