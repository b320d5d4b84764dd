"""A load generator that runs in a process of its own: `python -m benchmarks.load PLAN` prints what it saw.

Closed loop (`connections`, each asks again when it is answered) or open loop (`rate` a second, evenly,
whatever the answers). Bounded by time and by the plan's requests; those are sent round and round, or each
once with `once`. HTTP/1.1 with kept connections and Content-Length, which is all our servers speak.
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import uvloop

ROOT = Path(__file__).parent.parent
ASK_SECONDS = 30


@dataclass(frozen=True)
class Ask:
    """One request."""

    path: str
    host: str
    method: str = "GET"
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self) -> bytes:
        """Return the bytes of the request."""
        content = json.dumps(self.body).encode() if self.body is not None else b""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if content:
            lines += ["content-type: application/json", f"content-length: {len(content)}"]
        return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass(frozen=True)
class Plan:
    """What to ask, of which port, how long."""

    port: int
    asks: Sequence[Ask]
    seconds: float
    connections: int = 16
    rate: float | None = None
    once: bool = False


@dataclass(frozen=True)
class Seen:
    """What came back: answers a second, milliseconds of each, statuses."""

    rate: float
    milliseconds: list[float]
    statuses: dict[str, int]
    bytes_each: float

    def all_are(self, *expected: int) -> "Seen":
        """Return this if every answer had one of the statuses; raise AssertionError otherwise."""
        if not self.statuses or set(self.statuses) - {str(status) for status in expected}:
            raise AssertionError(f"answers were {self.statuses}, not all {expected}")
        return self


async def run(plan: Plan) -> Seen:
    """Run a plan in another process and return what it saw."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asdict(plan), file)
        file.flush()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.load", file.name), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await asyncio.wait_for(process.communicate(), plan.seconds + 2 * ASK_SECONDS)
    if process.returncode != 0:
        raise RuntimeError("the load generator failed")
    return Seen(**json.loads(output))


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answer: asyncio.Future[tuple[int, int]] | None = None
        self._length = -1
        self._status = 0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server closed the connection"))

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, int]]":
        """Send a request; the result is the status and the number of bytes of the body."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._length < 0:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._buffer[:end]).lower()
            self._status = int(head[9:12])
            mark = head.find(b"content-length:")
            self._length = int(head[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
            del self._buffer[: end + 4]
        if len(self._buffer) >= self._length and self._answer is not None:
            size, self._length = self._length, -1
            del self._buffer[:size]
            self._answer.set_result((self._status, size))

    def close(self) -> None:
        self._transport.close()


class _Run:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        wires = [ask.wire() for ask in plan.asks]
        self._wires: Iterator[bytes] = iter(wires) if plan.once else cycle(wires)
        self._free: asyncio.Queue[_Connection] = asyncio.Queue()
        self.milliseconds: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.bytes = 0

    async def go(self) -> float:
        loop = asyncio.get_running_loop()
        connections = []
        for _ in range(self._plan.connections):
            _, connection = await loop.create_connection(_Connection, "127.0.0.1", self._plan.port)
            connections.append(connection)
            self._free.put_nowait(connection)
        started = perf_counter()
        if self._plan.rate is None:
            until = started + self._plan.seconds
            await asyncio.gather(*(self._again_and_again(one, until) for one in connections))
        else:
            await self._evenly(self._plan.rate, started)
        seconds = perf_counter() - started
        for connection in connections:
            connection.close()
        return seconds

    async def _again_and_again(self, connection: _Connection, until: float) -> None:
        while (now := perf_counter()) < until:
            request = next(self._wires, None)
            if request is None:
                return
            await self._one(connection, request, now)

    async def _evenly(self, rate: float, started: float) -> None:
        tasks = []
        for number in range(int(rate * self._plan.seconds)):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            tasks.append(asyncio.create_task(self._on_a_free_one(next(self._wires), due)))
        await asyncio.gather(*tasks)

    async def _on_a_free_one(self, request: bytes, due: float) -> None:
        # From the moment it was due: waiting for a connection is waiting, too.
        connection = await self._free.get()
        await self._one(connection, request, due)
        self._free.put_nowait(connection)

    async def _one(self, connection: _Connection, request: bytes, since: float) -> None:
        status, size = await asyncio.wait_for(connection.ask(request), ASK_SECONDS)
        self.milliseconds.append((perf_counter() - since) * 1000)
        self.statuses[str(status)] += 1
        self.bytes += size


async def _main(plan: Plan) -> None:
    going = _Run(plan)
    seconds = await going.go()
    count = len(going.milliseconds)
    seen = Seen(
        rate=count / seconds,
        milliseconds=going.milliseconds,
        statuses=dict(going.statuses),
        bytes_each=going.bytes / max(1, count),
    )
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    facts = json.loads(Path(sys.argv[1]).read_text())
    uvloop.run(_main(Plan(**facts | {"asks": [Ask(**ask) for ask in facts["asks"]]})))
