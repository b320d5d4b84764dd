"""A trace that begins with a request ends with the letter that the request caused."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from oteltap import OtelTapHttpProtobufReceiver, OtelTapHttpProtobufReceiverSettings

from poyta import people, targets
from poyta.embedded.ports import Ports
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from shared.chassis.clock import system_clock
from shared.chassis.principals import COORDINATOR

REGION = "ita-uusimaa"
TRACE = "0af7651916cd43dd8448eb211c80319c"
SECONDS = 60.0


async def test_one_trace_leads_from_the_request_to_the_sent_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = Ports(tmp_path / "ports.json", None)
    ports.claim("otlp")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{ports['otlp']}")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
    settings = OtelTapHttpProtobufReceiverSettings(http_port=ports["otlp"])

    async with (
        OtelTapHttpProtobufReceiver(settings) as tap,
        Stack(
            tmp_path / "var", migrate=targets.migrate, regions=(REGION,), split=True, durable=False
        ) as stack,
    ):
        instance = read_instances(stack.instances)[REGION]
        await people.grant(
            instance, system_clock, name="Jälki", email="jalki@example.org", language="fi", role=COORDINATOR
        )
        letter = asyncio.create_task(tap.await_trace(_is("send sign_in"), timeout=SECONDS))
        request = asyncio.create_task(tap.await_trace(_is("POST /sign-ins"), timeout=SECONDS))
        event = asyncio.create_task(tap.await_trace(_is("members.sign_in.requested.v1"), timeout=SECONDS))
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                f"http://127.0.0.1:{stack.port('front')}/members/api/sign-ins",
                json={"email": "jalki@example.org"},
                headers={"host": instance.host, "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"},
            )
        spans = await asyncio.gather(request, event, letter)

    assert answer.status_code == 202
    assert {span.trace_id.hex() for span in spans} == {TRACE}
    assert not any("jalki" in str(span) for span in spans)


def _is(name: str) -> Callable[[Span], bool]:
    return lambda span: span.name == name
