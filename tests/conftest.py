"""Real servers for every test: one Postgres and one NATS for the whole session, nothing kept."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from poyta import targets
from poyta.embedded.nats import Nats
from poyta.embedded.postgres import Postgres
from poyta.embedded.stack import Stack
from tests.journey import journey, split_journey
from tests.region import Region, open_region

__all__ = ["journey", "split_journey"]

GROUNDS = {
    "tests/faults/": "scene",
    "tests/journeys/test_demo.py": "demo",
    "tests/journeys/test_every_page.py": "demo",
    "tests/browser/": "journey",
    "tests/journeys/": "journey",
    "tests/openapi/": "journey",
    "tests/isolation/": "host",
    "tests/regions/": "host",
}
"""Tests that share a stack that takes long to build."""


def pytest_configure() -> None:
    """Time no test, and choose the seed of the run before the workers are made, so that all know it."""
    settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("untimed")
    os.environ.setdefault("POYTA_FAULTS_SEED", str(Random().randrange(10**6)))


def pytest_collection_finish() -> None:
    """Collect garbage as rarely as a process in use does: it is a tenth of the work of a run."""
    targets.settle()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker waits long for the other at the end."""
    order = ("journey", "scene", "demo", "split_journey", "host")
    items.sort(key=lambda item: (*order, ground := _ground(item.nodeid)).index(ground))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Keep together what shares a stack or a region: each is then built by one worker."""
    return _ByGround(config, log)


class _ByGround(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return _ground(nodeid)


def _ground(nodeid: str) -> str:
    if "[split_journey]" in nodeid:
        return "split_journey"
    path = nodeid.split("::")[0]
    return next((ground for begins, ground in GROUNDS.items() if path.startswith(begins)), path)


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Write a line at the end of the run, whichever process the test ran in."""
    return lambda line: request.node.user_properties.append(("said", line))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show what tests said, and how many doors of a region were tried (`tests/isolation`)."""
    reports: Sequence[Any] = [one for kind in terminalreporter.stats.values() for one in kind]
    tried: Counter[str] = Counter()
    opened = 0
    for report in reports:
        for name, found in getattr(report, "user_properties", ()):
            if name == "said" and report.when == "call":
                terminalreporter.write_line(found)
            if name == "doors" and report.when == "teardown":
                tried.update(found[0])
                opened += found[1]
    if tried:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(tried.items()))
        terminalreporter.write_line(f"isolation: {tried.total():,} doors tried, {opened} opened ({kinds})")


async def no_migrations(_instances: Path) -> None:
    """Leave the databases of new instances empty."""


@pytest_asyncio.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """Postgres and NATS, without any region; `stack.add_region` makes one, `stack.servers` says where."""
    var = tmp_path_factory.mktemp("session")
    async with Stack(
        var, migrate=no_migrations, regions=(), parts=("postgres", "nats"), durable=False
    ) as running:
        yield running


@pytest.fixture(scope="session")
def postgres(stack: Stack) -> Postgres:
    """The session's Postgres; `admin_url` is its superuser's address."""
    return stack.postgres


@pytest.fixture(scope="session")
def nats(stack: Stack) -> Nats:
    """The session's NATS server; `url` is its address."""
    return stack.nats


@pytest_asyncio.fixture(scope="module")
async def region(request: pytest.FixtureRequest, stack: Stack) -> AsyncIterator[Region]:
    """A fresh region for this test module, with the services of `SERVICE` at work in this process.

    Without `SERVICE` it is the service the folder is named after. `REGION` chooses the slug.
    """
    services = getattr(request.module, "SERVICE", request.path.parent.name)
    modules = targets.modules(services if isinstance(services, str) else ",".join(services))
    async with open_region(stack.servers, modules, getattr(request.module, "REGION", None)) as opened:
        yield opened
