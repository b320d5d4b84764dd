"""Dashboards: panels and variables find something in a Prometheus that scrapes running services."""

import asyncio
import json
import re
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
import yaml

from poyta import targets
from poyta.embedded.stack import Stack
from poyta.picture import note_backup
from poyta.provision.accounts import provisioner
from shared.chassis.clock import system_clock
from shared.chassis.outbox import row
from shared.chassis.streams import EVENTS, durable
from shared.contracts.people import PersonChanged
from tests.deploy.tools import ROOT, debian

REGION = "ita-uusimaa"
DASHBOARDS = sorted((ROOT / "deploy/observability/dashboards").glob("*.json"))
SECONDS = 60.0
WINDOW = "10s"


def queries() -> Iterator[Any]:
    for file in DASHBOARDS:
        board = json.loads(file.read_text())
        for panel in board["panels"]:
            for target in panel["targets"]:
                name = f"{file.stem}: {panel['title']} {target['refId']}"
                yield pytest.param(target["expr"], id=name)


def variables() -> Iterator[Any]:
    for file in DASHBOARDS:
        for variable in json.loads(file.read_text())["templating"]["list"]:
            yield pytest.param(variable["query"], id=f"{file.stem}: {variable['name']}")


@pytest_asyncio.fixture(scope="module")
async def prometheus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """A Prometheus that scrapes one region's services, where something has happened and something failed."""
    program, folder = debian("prometheus", "prometheus"), tmp_path_factory.mktemp("dashboards")
    async with Stack(
        folder / "stack",
        migrate=targets.migrate,
        regions=(REGION,),
        parts=("postgres", "nats", "mailbox"),
        durable=False,
    ) as stack:
        await note_backup(stack.servers, REGION, system_clock())
        await stack.start("serve")
        with _prometheus(program, folder, stack.metrics_port()) as url:
            async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=10) as client:
                await _tell(stack)
                visitor = asyncio.create_task(_visit(stack))
                await _scraped(client)
                yield client
                visitor.cancel()
                await asyncio.gather(visitor, return_exceptions=True)


@pytest.mark.parametrize("query", queries())
async def test_every_panel_finds_something(prometheus: httpx.AsyncClient, query: str) -> None:
    asked = query.replace("$__rate_interval", WINDOW).replace("$region", REGION)
    deadline = asyncio.get_running_loop().time() + SECONDS

    while not (found := await _ask(prometheus, asked)):
        if asyncio.get_running_loop().time() > deadline:
            pytest.fail(f"no series: {asked}")
        await asyncio.sleep(0.5)

    assert [series for series in found if series["value"][1] == "NaN"] == []


@pytest.mark.parametrize("query", variables())
async def test_every_variable_has_a_value(prometheus: httpx.AsyncClient, query: str) -> None:
    metric, label = re.fullmatch(r"label_values\((\w+), (\w+)\)", query).groups()  # type: ignore[union-attr]

    values = await prometheus.get(f"/api/v1/label/{label}/values", params={"match[]": metric})

    assert REGION in values.json()["data"]


async def test_what_the_alerts_ask_for_is_measured(prometheus: httpx.AsyncClient) -> None:
    rules = (ROOT / "deploy/observability/alerts/poyta.yml").read_text()
    named = set(re.findall(r"\b(?:poyta|process)_\w+", rules)) - {"poyta_yml"}

    missing = [name for name in sorted(named) if not await _ask(prometheus, f"count({name})")]

    assert missing == []


async def _ask(client: httpx.AsyncClient, query: str) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/query", params={"query": query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]["result"]
    return found


async def _scraped(client: httpx.AsyncClient) -> None:
    deadline = asyncio.get_running_loop().time() + SECONDS
    while True:
        try:
            if len(await _ask(client, "poyta_http_request_seconds_count offset 3s")):
                return
        except httpx.TransportError:
            pass
        if asyncio.get_running_loop().time() > deadline:
            pytest.fail("Prometheus does not scrape the services")
        await asyncio.sleep(0.2)


async def _visit(stack: Stack) -> None:
    """Look at the first page of every service of the region, again and again."""
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{stack.port('serve')}",
        headers={"Host": f"{REGION}.localhost"},
        trust_env=False,
    ) as client:
        while True:
            for path in ("/", "/members", "/meetings", "/surveys"):
                await client.get(path)
            await asyncio.sleep(0.2)


async def _tell(stack: Stack) -> None:
    """Publish an event that every service acts on, and one that notifications cannot read."""
    known = PersonChanged(
        person_id=uuid4(), version=1, name="Testi Henkilö", email="t@example.fi", language="fi"
    )
    message = row(
        known, uuid4(), service="members", slug=REGION, moment=system_clock(), key=None, traceparent=None
    )
    async with provisioner(stack.nats.url, stack.servers.keyring, REGION) as jetstream:
        await jetstream.publish(message["address"], message["envelope"])
        listening = (await jetstream.consumer_info(EVENTS, durable("notifications", EVENTS))).config
        subject = listening.filter_subject or (listening.filter_subjects or [""])[0]
        await jetstream.publish(subject, b"{}")


@contextmanager
def _prometheus(program: str, folder: Path, target: int) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    config = folder / "prometheus.yml"
    job = {"job_name": "poyta", "static_configs": [{"targets": [f"127.0.0.1:{target}"]}]}
    config.write_text(yaml.safe_dump({"global": {"scrape_interval": "500ms"}, "scrape_configs": [job]}))
    command = [program, f"--config.file={config}", f"--storage.tsdb.path={folder / 'series'}"]
    with (folder / "log").open("wb") as log:
        child = subprocess.Popen([*command, f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(20)
