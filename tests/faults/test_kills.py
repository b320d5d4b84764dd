"""Under load, parts are killed again and again: what was accepted is there, and only once."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from random import Random
from time import monotonic

from poyta.story.teller import UnexpectedAnswerError
from tests.faults.load import Load
from tests.faults.reckoning import Reckoning, reckon
from tests.faults.scene import CONVENED_BEFORE, Scene

SEED = int(os.environ["POYTA_FAULTS_SEED"])
SERVERS = ("nats", "postgres")
SERVICES = (
    *("notifications", "members", "meetings", "notifications", "surveys", "members"),
    *("notifications", "meetings", "national", "members", "notifications"),
)


async def test_under_thirty_kills_every_accepted_request_takes_effect_once(
    scene: Scene, loads: list[Load], say: Callable[[str], None]
) -> None:
    load, began = Load(scene, Random(SEED + 1)), monotonic()
    loads.append(load)
    say(f"POYTA_FAULTS_SEED={SEED}")

    running = await load.begin()
    kills = await _kill_in_turn(scene, Random(SEED))
    load.ended = True
    await running
    killed = monotonic() - began
    books = await reckon(scene, *loads)

    say(f"{sum(kills.values())} kills in {killed:.0f} s, quiet at {monotonic() - began:.0f} s: {dict(kills)}")
    _tell(load, books, say)
    assert books.wrong == []
    assert sum(kills.values()) >= 30
    # One letter at a time is under way, so a kill repeats one at most.
    assert sum(books.sent_twice.values()) - len(books.sent_twice) <= kills["notifications"]


async def _kill_in_turn(scene: Scene, rng: Random) -> Counter[str]:
    kills: Counter[str] = Counter()
    for number, service in enumerate(SERVICES):
        if number in range(1, len(scene.meetings) - CONVENED_BEFORE + 1):
            await _convene(scene, scene.meetings[CONVENED_BEFORE + number - 1])
        # A service takes long to start: servers die under it meanwhile.
        async with asyncio.TaskGroup() as coming:
            for name in rng.sample((service, *SERVERS), 3):
                await asyncio.sleep(rng.uniform(0.1, 1.2))
                scene.stack.kill(name)
                kills[name] += 1
                await asyncio.sleep(rng.uniform(0, 0.5))
                back = coming.create_task(scene.bring_back(name))
                if name in SERVERS:
                    await back
    return kills


async def _convene(scene: Scene, meeting_id: str) -> None:
    """Call a meeting in the middle of it all; that it is called already is as good."""
    while True:
        try:
            await scene.teller.post(f"/meetings/api/meetings/{meeting_id}/convocation")
            return
        except UnexpectedAnswerError as error:
            if "already-convened" in str(error):
                return
            await asyncio.sleep(0.2)


def _tell(load: Load, books: Reckoning, say: Callable[[str], None]) -> None:
    replies = Counter(one.reply for one in load.applications)
    say(f"{load.requests} requests: {dict(load.statuses)}")
    say(f"{len(load.applications)} applications: {dict(replies)}; {load.accepted_answers} answers accepted")
    say(
        f"{books.events} events, {books.letters} letters; a kill fell between the mail server's yes and the"
        f" commit for {len(books.sent_twice)}, which came twice under one Message-ID: {books.sent_twice}"
    )
