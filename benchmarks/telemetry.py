"""TELEMETRY: requests a second with traces at 10 % and metrics, against none.

The journal's smallest requests, one read and one write by turns: what telemetry costs is the same for a
large request, so a small one shows it best. Spans leave by OTLP to a sink that takes them and does nothing.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

from benchmarks.ground import Ground, free_ports, journal_region
from benchmarks.host import server
from benchmarks.load import Ask, Plan, run
from benchmarks.measure import Figure, by_turns

SECONDS = 3.0
RATIO = "0.1"


async def measure() -> list[Figure]:
    with sink() as endpoint:
        os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint
        try:
            async with journal_region() as ground, AsyncExitStack() as stack:
                measured, unmeasured = free_ports(2)
                await stack.enter_async_context(_journal(ground, measured, RATIO))
                await stack.enter_async_context(_journal(ground, unmeasured, "none"))

                async def ours() -> float:
                    return await _rate(ground, measured)

                async def ceiling() -> float:
                    return await _rate(ground, unmeasured)

                await ours(), await ceiling()
                return [Figure("TELEMETRY", *await by_turns(ours, ceiling), "requests/s")]
        finally:
            del os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]


def _journal(ground: Ground, port: int, ratio: str) -> "AsyncIterator[int]":
    arguments = ["-m", "benchmarks.journal.server", str(port), str(ground.directory), ratio]
    return server(arguments, port, "/healthz")  # type: ignore[return-value]


async def _rate(ground: Ground, port: int) -> float:
    host = ground.instance.host
    asks = [
        Ask("/members/api/entries", host, "POST", {"text": "An entry of the journal"}),
        Ask(f"/members/api/entries/{uuid4()}", host),
    ]
    seen = await run(Plan(port, asks, SECONDS))
    return seen.all_are(200, 201).rate


class _Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", "0")))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def sink() -> Iterator[str]:
    """Take in whatever is posted, and forget it; the value is the address."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Sink)
    Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
