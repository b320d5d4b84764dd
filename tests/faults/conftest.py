"""One split stack with durable servers for all the faults."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from poyta import people, targets
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from poyta.provision import streams
from poyta.story.teller import Teller
from shared.chassis.clock import file_clock
from shared.chassis.principals import COORDINATOR
from tests.faults.load import Load
from tests.faults.scene import REGION, Scene

# What dies is taken over within these: an hour of faults has to fit into minutes.
SETTINGS = {"POYTA_POLL_SECONDS": "1", "POYTA_SMTP_SECONDS": "5"}
ACK_WAIT = 5.0


@pytest.fixture(scope="session")
def loads() -> list[Load]:
    """Everything that was asked of the table so far; each test adds its own."""
    return []


@pytest_asyncio.fixture(scope="session")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """A table at work: seated, with meetings called and a call for members open."""
    before = {name: os.environ.get(name) for name in SETTINGS}
    os.environ.update(SETTINGS)
    patch = pytest.MonkeyPatch()
    patch.setattr(streams, "ACK_WAIT", ACK_WAIT)
    var = tmp_path_factory.mktemp("faults")
    try:
        async with Stack(var, migrate=targets.migrate, regions=(REGION,), split=True) as stack:
            # The consumers are made; what other tests of this worker make is as shipped.
            patch.undo()
            instance = read_instances(stack.instances)[REGION]
            clock = file_clock(stack.clock_file)
            async with Teller(instance, stack.port("front"), stack.clock_file, stack.mail_dir) as teller:
                teller.coordinator = await people.grant(
                    instance,
                    clock,
                    name="Koordinaattori",
                    email="koordinaattori@example.org",
                    language="fi",
                    role=COORDINATOR,
                )
                scene = Scene(stack, teller)
                await scene.set_up()
                yield scene
    finally:
        patch.undo()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
