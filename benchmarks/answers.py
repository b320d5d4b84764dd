"""ANSWERS: milliseconds of a survey form and of a result page at 2,000 answers, against none.

Surveys with the same questions stand side by side, one with a full box, one with an empty box and one with
a few answers. The form is asked for while they are open, the results, as a coordinator sees them, after they
have closed. Without answers the result page has no tables to show, so ANSWERS_RESULTS compares it also to the
page of a few answers, which shows as much: what is left is what each answer adds.
"""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from benchmarks.host import Host, demo_host
from benchmarks.load import Ask, Plan, run
from benchmarks.measure import Figure, by_turns
from benchmarks.write import answers_to, questions_of
from poyta.story.east_uusimaa import BODY, WORDS
from shared.chassis import principals
from shared.chassis.clock import system_clock
from shared.chassis.principals import COORDINATOR, Principal, Role

ANSWERS = 2_000
FEW = 100
SECONDS = 2.0


async def measure() -> list[Figure]:
    async with demo_host() as host, host.serving("surveys") as port, _coordinator(host, port) as client:
        found = await host.rows("surveys", "SELECT id FROM bodies WHERE slug = $1", BODY["slug"])
        body = str(found[0]["id"])
        full, few, empty = [await _open_survey(client, body) for _ in range(3)]
        await _fill(host, port, full, ANSWERS)
        await _fill(host, port, few, FEW)
        headers = {"authorization": client.headers["authorization"]}

        async def once(survey: str, page: str) -> float:
            ask = Ask(f"/surveys/{survey}/{page}", host.instance.host, headers=headers)
            return 1000 / (await run(Plan(port, [ask], SECONDS))).all_are(200).rate

        forms = await by_turns(lambda: once(full, "answer"), lambda: once(empty, "answer"))
        for survey in (full, few, empty):
            (await client.post(f"/surveys/api/surveys/{survey}/closing")).raise_for_status()
        await _counted(host, full, ANSWERS)
        await _counted(host, few, FEW)
        await _counted(host, empty, 0)
        results = await by_turns(lambda: once(full, "results"), lambda: once(empty, "results"))
        scale = await by_turns(lambda: once(full, "results"), lambda: once(few, "results"))
    return [
        Figure("ANSWERS", forms[0] + results[0], forms[1] + results[1], "ms for both pages"),
        Figure("ANSWERS_FORM", *forms, "ms"),
        Figure("ANSWERS_RESULTS", *scale, "ms"),
    ]


def _coordinator(host: Host, port: int) -> httpx.AsyncClient:
    who = Principal(person_id=uuid4(), name="", roles=frozenset([Role(COORDINATOR)]))
    token = principals.issue(host.instance, who, at=system_clock())
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}",
        headers={"host": host.instance.host, "authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=60,
    )


async def _open_survey(client: httpx.AsyncClient, body: str) -> str:
    draft: dict[str, Any] = WORDS["survey"] | {
        "audience": "open",
        "closes_on": (system_clock() + timedelta(days=14)).date().isoformat(),
        "min_group": 5,
        "body_id": body,
    }
    kept = ("title", "purpose", "questions", "audience", "body_id", "closes_on", "min_group")
    made = await client.post("/surveys/api/surveys", json={name: draft[name] for name in kept})
    survey = str(made.raise_for_status().json()["id"])
    (await client.post(f"/surveys/api/surveys/{survey}/opening")).raise_for_status()
    return survey


async def _fill(host: Host, port: int, survey: str, answers: int) -> None:
    questions = await questions_of(host, UUID(survey))
    asks = [
        Ask(
            f"/surveys/api/surveys/{survey}/answers",
            host.instance.host,
            "POST",
            {"language": "fi", "answers": answers_to(questions, turn)},
        )
        for turn in range(answers)
    ]
    seen = await run(Plan(port, asks, seconds=120, once=True))
    if len(seen.all_are(201).milliseconds) != answers:
        raise AssertionError("the box is not full")


async def _counted(host: Host, survey: str, answers: int) -> None:
    """Wait until the survey's own timer has had the box counted."""
    for _ in range(300):
        found = await host.rows("surveys", "SELECT counted FROM surveys WHERE id = $1", UUID(survey))
        if found[0]["counted"] == answers:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{found[0]['counted']} answers were counted, not {answers}")
