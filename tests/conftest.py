"""Real servers for every test: one Postgres and one NATS for the whole session, nothing kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from poyta import targets
from poyta.embedded.nats import Nats
from poyta.embedded.postgres import Postgres
from poyta.embedded.stack import Stack
from tests.journey import journey, split_journey
from tests.region import Region, open_region

__all__ = ["journey", "split_journey"]


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
