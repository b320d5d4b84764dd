"""The NATS of the cluster: its own configuration on three servers, and one of them may die."""

import asyncio
import os
import re
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from nats.errors import Error as NatsError

from poyta.embedded.stack import Stack
from poyta.provision.accounts import provisioner
from poyta.provision.keys import Keyring
from poyta.provisioning import provision, write_operator
from poyta.regions import Servers
from tests.conftest import no_migrations
from tests.deploy.tools import ROOT, wheel

REGION = "ita-uusimaa"
SECONDS = 60.0


class Cluster:
    """Three servers with the configuration of the cluster, at ports of this machine instead of pods."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.keyring = Keyring(var / "keys")
        self._ports = {name: _free_ports() for name in ("4222", "8222", "6222")}
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        (self.var / "nats-operator").mkdir()
        write_operator(self.keyring, self.var / "nats-operator" / "operator.conf")
        for number in range(3):
            folder = self.var / f"nats-{number}"
            folder.mkdir()
            (folder / "nats.conf").write_text(self._configuration(number, folder))
            command = [wheel("nats-server"), "-c", str(folder / "nats.conf"), "-l", str(folder / "log")]
            self._running.append(subprocess.Popen(command, env={**os.environ, "POD_NAME": f"nats-{number}"}))

    def stop(self) -> None:
        for server in self._running:
            server.kill()
            server.wait()

    def kill(self, number: int) -> None:
        self._running[number].kill()

    def url(self, number: int) -> str:
        return f"nats://127.0.0.1:{self._ports['4222'][number]}"

    def _configuration(self, number: int, folder: Path) -> str:
        text = (ROOT / "deploy/k8s/platform/nats.conf").read_text().replace("/data/", f"{folder}/")
        for usual, ports in self._ports.items():
            text = text.replace(f"0.0.0.0:{usual}", f"127.0.0.1:{ports[number]}")
        routes = self._ports["6222"]
        return re.sub(r"nats-(\d)\.nats-servers:6222", lambda pod: f"127.0.0.1:{routes[int(pod[1])]}", text)


@pytest_asyncio.fixture(scope="module")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    """The cluster with one region, provisioned as the Job does it."""
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    folder = tmp_path_factory.mktemp("postgres")
    with ExitStack() as ending:
        ending.callback(started.stop)
        started.start()
        async with Stack(
            folder, migrate=no_migrations, regions=(), parts=("postgres",), durable=False
        ) as stack:
            servers = Servers(
                started.var,
                stack.postgres.admin_url,
                started.url(0),
                base_url_template="https://{slug}.example.fi",
                replicas=3,
            )
            await _until(lambda: provision(servers, [REGION], no_migrations))
            yield started


async def test_every_stream_stands_on_all_three_servers(cluster: Cluster) -> None:
    async with provisioner(cluster.url(2), cluster.keyring, REGION) as jetstream:
        streams = await jetstream.streams_info()

    assert {stream.config.name: stream.config.num_replicas for stream in streams} == {
        "DLQ": 3,
        "EVENTS": 3,
        "OBJ_members": 3,
        "PEOPLE": 3,
        "PUBLIC": 3,
        "SUPPORT": 3,
    }


async def test_events_are_taken_while_one_server_is_dead(cluster: Cluster) -> None:
    cluster.kill(0)

    async def publish() -> None:
        async with provisioner(cluster.url(1), cluster.keyring, REGION) as jetstream:
            await jetstream.publish("members.anything.happened.v1", b"{}", headers={"Nats-Msg-Id": "1"})

    await _until(publish)
    async with provisioner(cluster.url(2), cluster.keyring, REGION) as jetstream:
        assert (await jetstream.stream_info("EVENTS")).state.messages == 1


async def _until(work: Any) -> None:
    """Try again while the servers choose a leader."""
    deadline = asyncio.get_running_loop().time() + SECONDS
    while True:
        try:
            await work()
            return
        except (NatsError, OSError, TimeoutError):
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.5)


def _free_ports() -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        return [probe.getsockname()[1] for probe in probes]
