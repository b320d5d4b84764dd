"""Children of `poyta up`: started ready or not at all, restarted when they die, never left behind."""

import asyncio
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from poyta.embedded.identity import Identity
from poyta.embedded.trouble import Trouble, explain, explain_os_error

POLL = 0.02
STOP_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)

Ready = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Program:
    """What to run as a child and how to see that it is ready."""

    name: str
    command: Sequence[str]
    ready: Ready
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    identity: Identity | None = None
    ready_seconds: float = 180.0
    works_in: Path = Path("/")


class Process:
    """One child and its log. Start it from the main thread: the kernel ties its life to that thread."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.log = log
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id; LookupError while it does not run."""
        if self._child is None:
            raise LookupError(f"{self.program.name} does not run")
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def died(self) -> bool:
        """Whether it ended without being told to."""
        return self._child is not None and self._child.poll() is not None

    async def start(self) -> None:
        """Start the program and return when it is ready; raise Trouble when it cannot be."""
        self._spawn()
        deadline = time.monotonic() + self.program.ready_seconds
        while not await self.program.ready():
            if not self.alive:
                raise explain(self.program.name, self.log, self.program.folder)
            if time.monotonic() > deadline:
                await self.stop()
                seconds = f"{self.program.ready_seconds:.0f} s"
                raise Trouble(f"{self.program.name} is not ready after {seconds}. Its log is {self.log}.")
            await asyncio.sleep(POLL)

    async def stop(self) -> None:
        """Ask the child to end and wait until it has; kill it when it does not."""
        if self._child is None:
            return
        if self.alive:
            self._child.send_signal(self.program.stop_signal)
        deadline = time.monotonic() + STOP_SECONDS
        while self.alive:
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(POLL)
        self.kill()

    def kill(self) -> None:
        """End the child at once, as a power cut would."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def _spawn(self) -> None:
        parent, identity = os.getpid(), self.program.identity
        stop_signal = self.program.stop_signal

        def prepare() -> None:
            if identity is not None:
                identity.assume()
            # After the change of user, which would clear it. A parent already gone sends no signal.
            _LIBC.prctl(_PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            if self.log.exists():
                # What it said before it died stays readable beside the new log.
                self.log.replace(self.log.with_suffix(".before.log"))
            with self.log.open("wb") as log:
                self._child = subprocess.Popen(
                    [str(word) for word in self.program.command],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **self.program.environment},
                    # A group of its own: Ctrl-C reaches the parent alone, which stops children in order.
                    process_group=0,
                    preexec_fn=prepare,
                    cwd=self.program.works_in,
                )
        except OSError as error:
            raise explain_os_error(error, f"{self.program.name} does not start") from error
