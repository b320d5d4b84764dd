"""Postgres, NATS or a service is away for a while: what can go on goes on, and the rest catches up."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random

import psutil  # type: ignore[import-untyped]
import pytest

from shared.chassis.instance import NATIONAL
from tests.faults.load import PAGES, Application, Load
from tests.faults.reckoning import reckon
from tests.faults.scene import REGION, SEATS, Scene, another_meeting, until
from tests.papers import pdf, words_of

SERVERS = ("postgres", "nats")
PAUSE_SECONDS = 10.0
ENOUGH = 5
WAITING = [f"{NATIONAL}/members", f"{REGION}/members"]
AWAY = {
    "fi": "Tietoihin ei juuri nyt saada yhteyttä. Yritä hetken päästä uudelleen.",
    "sv": "Just nu går uppgifterna inte att nå. Försök igen om en stund.",
}


@pytest.mark.parametrize(("first", "then"), [SERVERS, SERVERS[::-1]])
async def test_a_service_that_starts_before_its_servers_waits_and_becomes_ready_by_itself(
    scene: Scene, loads: list[Load], first: str, then: str
) -> None:
    for part in ("members", *SERVERS):
        await scene.stack.stop(part)

    await scene.stack.start("members")
    pid = scene.stack.pid("members")
    alone = await scene.readiness("members")
    await scene.stack.start(first)
    with_one = await scene.readiness("members")
    await scene.stack.start(then)
    await scene.ready()

    assert alone == with_one == (503, WAITING)
    assert scene.stack.alive("members")
    assert scene.stack.pid("members") == pid
    assert (await reckon(scene, *loads)).wrong == []


@pytest.mark.parametrize("part", SERVERS)
async def test_a_server_that_is_restarted_under_load_costs_nothing(
    scene: Scene, loads: list[Load], part: str
) -> None:
    async with _under_load(scene, loads, f"restart-{part}") as load:
        await scene.stack.stop(part)
        await scene.stack.start(part)
        await _some_more(load)

    assert (await reckon(scene, *loads)).wrong == []


@pytest.mark.parametrize("part", SERVERS)
async def test_a_server_that_stands_still_for_ten_seconds_costs_nothing(
    scene: Scene, loads: list[Load], part: str
) -> None:
    async with _under_load(scene, loads, f"pause-{part}") as load:
        server = psutil.Process(scene.stack.pid(part))
        stopped = [server, *server.children(recursive=True)]
        _tell(stopped, signal.SIGSTOP)
        await asyncio.sleep(PAUSE_SECONDS)
        _tell(stopped, signal.SIGCONT)
        await _some_more(load)

    assert (await reckon(scene, *loads)).wrong == []


async def test_without_nats_pages_answer_and_what_is_written_is_told_when_it_returns(
    scene: Scene, loads: list[Load]
) -> None:
    scene.stack.kill("nats")

    async with _under_load(scene, loads, "without-nats") as load:
        await _some_more(load)
        waiting = await scene.readiness("members")
    await scene.bring_back("nats")
    books = await reckon(scene, *loads)

    assert set(load.statuses) == {"200", "201"}
    assert waiting == (503, WAITING)
    assert books.wrong == []


async def test_without_nats_files_wait_kindly_and_all_else_goes_on(scene: Scene, loads: list[Load]) -> None:
    load = Load(scene, Random("files"), "files")
    loads.append(load)
    file = {"file": ("ohjelma.pdf", pdf("Ohjelma 2023"))}

    async with scene.client() as client:
        offered = scene.application("files-0")
        answer = await client.post(f"/members/api/calls/{scene.call_id}/applications", json=offered)
        receipt = answer.json()
        load.applications.append(Application("files-0", 0, "accepted", receipt["application_id"]))
        page = f"/members/applications/{receipt['token']}/attachments"
        before = await client.post(page, files=file)
        scene.stack.kill("nats")

        for language, words in AWAY.items():
            refused = await client.post(page, files=file, headers={"accept-language": language})
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert f'lang="{language}"' in refused.text
            assert words in refused.text
        api = await client.post(f"/members/api/own-application/{receipt['token']}/attachments", files=file)
        listed = await client.get(page)
        (href,) = re.findall(rf'href="({re.escape(page)}/[^"/]+)"', listed.text)
        unreadable = await client.get(href)
        removed_later = await client.post(f"{href}/remove")
        await scene.bring_back("nats")
        await scene.ready()
        again = await client.post(page, files=file)
        (other,) = re.findall(rf'href="({re.escape(page)}/[^"/]+)"', (await client.get(page)).text)
        opened = await client.get(other)

    assert (before.status_code, again.status_code, removed_later.status_code) == (303, 303, 303)
    assert (api.status_code, api.json()["type"]) == (503, "/problems/unavailable")
    assert (listed.status_code, unreadable.status_code) == (200, 503)
    assert words_of(opened.content) == "Ohjelma 2023"
    assert (await reckon(scene, *loads)).wrong == []


async def test_without_postgres_pages_say_so_in_the_readers_language_and_readiness_too(
    scene: Scene, loads: list[Load]
) -> None:
    scene.stack.kill("postgres")

    async with scene.client() as client:
        for path in PAGES:
            for language, words in AWAY.items():
                page = await client.get(path, headers={"accept-language": language})
                assert (page.status_code, page.headers["retry-after"]) == (503, "5")
                assert f'lang="{language}"' in page.text
                assert words in page.text
        answer = await client.post(
            f"/members/api/calls/{scene.call_id}/applications", json=scene.application("refused")
        )
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")

        async def told() -> bool:
            return await scene.readiness("members") == (503, WAITING)

        await until("members to say that it is not ready", told)
        await scene.bring_back("postgres")
        await scene.ready()
        assert {(await client.get(path)).status_code for path in PAGES} == {200}
    assert (await reckon(scene, *loads)).wrong == []


async def test_invitations_made_while_notifications_is_stopped_go_out_once_when_it_returns(
    scene: Scene, loads: list[Load]
) -> None:
    before = await reckon(scene, *loads)
    meeting = await scene.teller.post("/meetings/api/meetings", another_meeting(scene.body_id))

    await scene.stack.stop("notifications")
    await scene.teller.post(f"/meetings/api/meetings/{meeting['id']}/convocation")
    await scene.bring_back("notifications")
    after = await reckon(scene, *loads)

    assert after.wrong == []
    assert after.letters == before.letters + SEATS
    assert after.sent_twice == before.sent_twice


def _tell(processes: list[psutil.Process], what: signal.Signals) -> None:
    for process in processes:
        # A backend of Postgres may have ended since they were counted.
        with suppress(ProcessLookupError):
            os.kill(process.pid, what)


@asynccontextmanager
async def _under_load(scene: Scene, loads: list[Load], tag: str) -> AsyncIterator[Load]:
    load = Load(scene, Random(tag), tag)
    loads.append(load)
    running = await load.begin()
    try:
        yield load
    finally:
        load.ended = True
        await running


async def _some_more(load: Load) -> None:
    """Wait until a few more applications and answers have been accepted."""
    enough = (load.accepted_applications + ENOUGH, load.accepted_answers + ENOUGH)

    async def accepted() -> bool:
        return load.accepted_applications >= enough[0] and load.accepted_answers >= enough[1]

    await until("more to be accepted", accepted)
