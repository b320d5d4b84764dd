"""Turns: a few requests of an instance at once, the others in line, slow clients beside it."""

import asyncio
from collections.abc import AsyncIterator

import httpx
from starlette.types import Message, Receive, Scope, Send

from poyta.process import Turns
from tests.region import Region

BODY: Message = {"type": "http.request", "body": b"", "more_body": False}


class Work:
    """An app whose requests last until they are let go."""

    def __init__(self) -> None:
        self.going = 0
        self.most = 0
        self.may_end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.going += 1
        self.most = max(self.most, self.going)
        await self.may_end.wait()
        self.going -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def at_once() -> Message:
    return BODY


async def never() -> Message:
    await asyncio.Event().wait()
    return BODY


async def ask(turns: Turns, work: Work, receive: Receive = at_once) -> Message:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await turns.serve(work, {"type": "http", "method": "GET"}, receive, send)
    return sent[0]


async def test_as_many_as_there_are_turns_are_worked_on_at_once_and_all_are_answered():
    turns, work = Turns(2), Work()
    asked = [asyncio.create_task(ask(turns, work)) for _ in range(9)]
    await asyncio.sleep(0)
    work.may_end.set()

    answers = await asyncio.gather(*asked)

    assert [answer["status"] for answer in answers] == [200] * 9
    assert work.most == 2


async def test_a_client_that_does_not_send_its_request_holds_no_turn():
    turns, work = Turns(1), Work()
    work.may_end.set()
    slow = asyncio.create_task(ask(turns, work, never))
    await asyncio.sleep(0)

    answer = await asyncio.wait_for(ask(turns, work), 5)

    slow.cancel()
    assert answer["status"] == 200


async def test_a_client_that_does_not_take_its_answer_holds_no_turn():
    turns, work = Turns(1), Work()
    work.may_end.set()
    slow = asyncio.create_task(
        turns.serve(work, {"type": "http", "method": "GET"}, at_once, lambda _: asyncio.Event().wait())
    )
    await asyncio.sleep(0)

    answer = await asyncio.wait_for(ask(turns, work), 5)

    slow.cancel()
    assert answer["status"] == 200


async def test_who_comes_when_the_line_is_full_is_told_to_come_again():
    turns, work = Turns(1, line=1), Work()
    asked = [asyncio.create_task(ask(turns, work)) for _ in range(2)]
    while turns.waiting == 0:
        await asyncio.sleep(0)

    answer = await ask(turns, work)

    work.may_end.set()
    await asyncio.gather(*asked)
    assert answer["status"] == 503
    assert dict(answer["headers"])[b"retry-after"] == b"1"


async def test_a_body_that_turns_out_too_large_is_refused(region: Region):
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 500_000

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=region.process.asgi), base_url=region.instance.base_url
    ) as client:
        answer = await client.post("/members/api/notes", content=parts())

    assert answer.status_code == 413
