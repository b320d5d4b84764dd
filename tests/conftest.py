"""Real servers for every test: one Postgres and one NATS for the whole session, nothing kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from poyta.embedded.nats import Nats
from poyta.embedded.postgres import Postgres
from poyta.embedded.stack import Stack


async def no_migrations(_instances: Path) -> None:
    """Leave the databases of new instances empty."""


@pytest_asyncio.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """Postgres and NATS, without any region; `stack.add_region(slug)` makes one, `stack.servers` says where."""
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
