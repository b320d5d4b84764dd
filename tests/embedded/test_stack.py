"""The stack starts, survives and ends without leaving anything behind."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import psutil
import pytest
import pytest_asyncio
from nats.js.api import StreamConfig

from poyta.embedded.ports import Ports
from poyta.embedded.stack import Stack
from poyta.embedded.trouble import Trouble
from poyta.provision.accounts import provisioner
from tests.conftest import no_migrations

ROOT = Path(__file__).parents[2]


def servers_of(var: Path, **options: object) -> Stack:
    return Stack(var, migrate=no_migrations, regions=(), parts=("postgres", "nats"), **options)  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def durable(tmp_path: Path) -> AsyncIterator[Stack]:
    async with servers_of(tmp_path) as running:
        yield running


def processes_of(var: Path) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            if str(var) in " ".join(process.cmdline()):
                found.append(process.name())
        except psutil.Error:
            continue
    return found


async def until(condition: Callable[[], object]) -> None:
    """Return when the condition holds; fail after twenty seconds."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


async def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    async with servers_of(tmp_path):
        during = processes_of(tmp_path)

    assert sorted(name for name in during if name in ("postgres", "nats-server")) == [
        "nats-server",
        "postgres",
    ]
    assert processes_of(tmp_path) == []


async def test_killing_the_parent_leaves_no_process(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom tests.embedded.test_stack import servers_of\n"
        "async def main():\n    async with servers_of(Path(sys.argv[1])):\n"
        "        print('ready', flush=True)\n        await asyncio.Event().wait()\nasyncio.run(main())"
    )
    var = tmp_path / "var"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(var)], stdout=subprocess.PIPE, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        assert await asyncio.to_thread(parent.stdout.readline) == b"ready\n"
        parent.send_signal(signal.SIGKILL)

    await until(lambda: not processes_of(var))


async def test_postgres_killed_and_started_again_keeps_what_was_committed(durable: Stack) -> None:
    connection = await asyncpg.connect(durable.postgres.admin_url)
    await connection.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('sana')")

    durable.kill("postgres")
    assert not durable.alive("postgres")
    await durable.start("postgres")

    again = await asyncpg.connect(durable.postgres.admin_url)
    assert await again.fetchval("SELECT word FROM kept") == "sana"
    await again.close()


async def test_a_stale_pid_file_of_another_program_does_not_stop_postgres(durable: Stack) -> None:
    durable.kill("postgres")
    pid_file = durable.var / "postgres" / "data" / "postmaster.pid"
    pid_file.write_text(
        pid_file.read_text().replace(pid_file.read_text().splitlines()[0], str(os.getpid()), 1)
    )

    await durable.start("postgres")

    assert durable.alive("postgres")


async def test_nats_killed_and_started_again_keeps_what_was_acknowledged(durable: Stack) -> None:
    await durable.add_region("national")
    await durable.add_region("kainuu")
    async with provisioner(durable.nats.url, durable.servers.keyring, "kainuu") as jetstream:
        await jetstream.publish("members.body.changed.v1", b"{}", stream="EVENTS")

    durable.kill("nats")
    await durable.start("nats")

    async with provisioner(durable.nats.url, durable.servers.keyring, "kainuu") as jetstream:
        assert (await jetstream.stream_info("EVENTS")).state.messages == 1


async def test_a_second_start_finds_its_ports_and_data(tmp_path: Path) -> None:
    async with servers_of(tmp_path) as first:
        ports = (first.port("postgres"), first.port("nats"))
        password = first.postgres.admin_url

    async with servers_of(tmp_path) as second:
        assert (second.port("postgres"), second.port("nats")) == ports
        assert second.postgres.admin_url == password


async def test_an_inner_port_taken_meanwhile_is_replaced(tmp_path: Path) -> None:
    async with servers_of(tmp_path) as first:
        before = first.port("postgres")

    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", before))
        other.listen()
        async with servers_of(tmp_path) as second:
            assert second.port("postgres") != before
            assert second.alive("postgres")


def test_a_taken_front_door_is_said_plainly_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Trouble) as trouble:
            Ports(tmp_path / "ports.json", port).claim()

    assert f"Port {port} is taken by" in str(trouble.value)
    assert f"(process {os.getpid()})" in str(trouble.value)
    assert f"make up PORT={port + 1}" in str(trouble.value)


async def test_two_stacks_never_share_a_folder(durable: Stack) -> None:
    with pytest.raises(Trouble, match="already runs from"):
        await servers_of(durable.var).start()


def test_a_damaged_port_file_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text("{not json")

    with pytest.raises(Trouble, match=r"ports\.json is damaged .* Remove it and start again"):
        servers_of(tmp_path)


async def test_a_data_folder_of_another_postgres_version_is_said_plainly(tmp_path: Path) -> None:
    async with servers_of(tmp_path):
        pass
    (tmp_path / "postgres" / "data" / "PG_VERSION").write_text("15\n")

    stack = servers_of(tmp_path)
    with pytest.raises(Trouble, match="made by another version of Postgres"):
        await stack.start()
    await stack.stop()

    assert processes_of(tmp_path) == []


async def test_a_damaged_database_is_said_plainly(tmp_path: Path) -> None:
    async with servers_of(tmp_path):
        pass
    (tmp_path / "postgres" / "data" / "global" / "pg_control").write_bytes(b"x" * 8192)

    stack = servers_of(tmp_path)
    with pytest.raises(Trouble, match="damaged"):
        await stack.start()
    await stack.stop()


async def test_a_damaged_key_is_said_plainly(tmp_path: Path) -> None:
    async with servers_of(tmp_path):
        pass
    (tmp_path / "keys" / "operator.seed").write_text("SOA")

    stack = servers_of(tmp_path)
    with pytest.raises(Trouble, match=r"operator\.seed is damaged"):
        await stack.start()
    await stack.stop()


async def test_a_lost_event_store_is_said_plainly_and_not_made_empty(tmp_path: Path) -> None:
    async with servers_of(tmp_path) as stack:
        await stack.add_region("national")
        await stack.add_region("kainuu")
        async with provisioner(stack.nats.url, stack.servers.keyring, "kainuu") as jetstream:
            await jetstream.delete_stream("EVENTS")

        with pytest.raises(Trouble, match=r"stored events of kainuu \(EVENTS\) are gone"):
            await stack.add_region("kainuu")
        async with provisioner(stack.nats.url, stack.servers.keyring, "kainuu") as jetstream:
            with pytest.raises(Exception, match="stream not found"):
                await jetstream.update_stream(StreamConfig(name="EVENTS"))


async def test_watch_starts_again_what_dies(tmp_path: Path) -> None:
    said: list[str] = []
    async with servers_of(tmp_path, say=said.append) as stack:
        pid = stack.pid("nats")
        watching = asyncio.create_task(stack.watch())
        os.kill(pid, signal.SIGKILL)
        await until(lambda: stack.alive("nats") and stack.pid("nats") != pid)
        watching.cancel()

        assert stack.pid("nats") != pid
        assert said[-1].startswith("nats has stopped; starting it again.")


async def test_secrets_are_readable_by_their_owner_alone(durable: Stack) -> None:
    await durable.add_region("national")

    secrets = [
        *(durable.var / "keys").iterdir(),
        *(durable.var / "instances" / "national").iterdir(),
        durable.var / "postgres" / "password",
        durable.var / "nats" / "nats.conf",
    ]

    assert {oct(file.stat().st_mode & 0o777) for file in secrets} == {"0o600"}
    assert json.loads((durable.var / "ports.json").read_text())["postgres"] == durable.port("postgres")
