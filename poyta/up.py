"""`poyta up`: the whole stack on one machine, from nothing to a page that answers."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from poyta import demo, targets
from poyta.embedded.stack import Stack
from poyta.regions import registered
from shared.chassis.clock import system_clock
from shared.chassis.instance import NATIONAL

# `make up` says here when it began, so that the time from a bare checkout can be told.
MAKE_STARTED = "POYTA_MAKE_STARTED"


def run(var: Path, *, port: int, split: bool, with_demo: bool) -> int:
    """Start everything, stay until Ctrl-C or SIGTERM, stop everything; raise Trouble when it cannot start."""
    asyncio.run(_until_told_to_stop(_up(var, port=port, split=split, with_demo=with_demo)))
    _say("Stopped. The data stays in the folder.")
    return 0


async def _up(var: Path, *, port: int, split: bool, with_demo: bool) -> None:
    is_warm = bool(registered(var / "instances"))
    _say("Starting Postgres, NATS and the mailbox")
    async with Stack(var, migrate=targets.migrate, split=split, port=port, say=_say) as stack:
        _say(_first_page_times(is_warm))
        if with_demo:
            _say("Loading the demo")
            if not await demo.load(stack):
                _say(f"The demo was interrupted while it was loading. Remove {stack.var} to load it afresh.")
        await _show_addresses(stack)
        await stack.watch()


async def _show_addresses(stack: Stack) -> None:
    _say("")
    for slug in (*stack.regions, NATIONAL):
        _say(f"  {slug:<18} {stack.url(slug)}")
    _say(f"  {'sent mail':<18} {stack.mailbox_url}")
    _say("")
    for line in await demo.sign_in_links(stack):
        _say(f"  {line}")
    _say("\nCtrl-C stops everything.")


def _first_page_times(is_warm: bool) -> str:
    now = system_clock().timestamp()
    told = f"The first page answers {now - psutil.Process().create_time():.1f} s after `poyta up`"
    if MAKE_STARTED in os.environ:
        told += f", {now - float(os.environ[MAKE_STARTED]):.1f} s after `make up`"
    return f"{told} ({'a start on existing data' if is_warm else 'the first start'})"


async def _until_told_to_stop(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    asked = False

    def stop() -> None:
        nonlocal asked
        if not asked:
            asked = True
            _say("\nStopping")
            task.cancel()

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(name, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not asked:
            raise


def _say(line: str) -> None:
    print(line, flush=True)
