"""ANSWERS: milliseconds of a survey form and of a result page at 2,000 answers, against none.

Two surveys with the same questions stand side by side, one with a full box and one with an empty box. The
form is asked for while they are open, the results, as a coordinator sees them, after they have closed.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from benchmarks.host import Host, demo_host
from benchmarks.load import Ask, Plan, run
from benchmarks.measure import Figure, by_turns
from benchmarks.write import answers_to, questions_of
from poyta.story.east_uusimaa import WORDS
from shared.chassis import principals
from shared.chassis.clock import system_clock
from shared.chassis.principals import COORDINATOR, Principal, Role

ANSWERS = 2_000
SECONDS = 2.0


async def measure() -> list[Figure]:
    async with demo_host() as host, host.serving("surveys") as port, _coordinator(host, port) as client:
        body = str((await host.rows("surveys", "SELECT id FROM bodies ORDER BY slug LIMIT 1"))[0]["id"])
        full, empty = await _open_survey(client, body), await _open_survey(client, body)
        await _fill(host, port, full)
        headers = {"authorization": client.headers["authorization"]}

        async def once(survey: str, page: str) -> float:
            ask = Ask(f"/surveys/{survey}/{page}", host.instance.host, headers=headers)
            return 1000 / (await run(Plan(port, [ask], SECONDS))).all_are(200).rate

        forms = await by_turns(lambda: once(full, "answer"), lambda: once(empty, "answer"))
        for survey in (full, empty):
            (await client.post(f"/surveys/api/surveys/{survey}/closing")).raise_for_status()
        await _counted(client, full, ANSWERS)
        await _counted(client, empty, 0)
        results = await by_turns(lambda: once(full, "results"), lambda: once(empty, "results"))
    print(
        f"{'':16} form {forms[0]:.2f} and {forms[1]:.2f} ms, results {results[0]:.2f} and {results[1]:.2f} ms"
    )
    return [Figure("ANSWERS", forms[0] + results[0], forms[1] + results[1], "ms for both pages")]


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


async def _fill(host: Host, port: int, survey: str) -> None:
    questions = await questions_of(host, UUID(survey))
    asks = [
        Ask(
            f"/surveys/api/surveys/{survey}/answers",
            host.instance.host,
            "POST",
            {"language": "fi", "answers": answers_to(questions, turn)},
        )
        for turn in range(ANSWERS)
    ]
    seen = await run(Plan(port, asks, seconds=120, once=True))
    if len(seen.all_are(201).milliseconds) != ANSWERS:
        raise AssertionError("the box is not full")


async def _counted(client: httpx.AsyncClient, survey: str, answers: int) -> None:
    """Count now; the survey's own timer would do the same a moment later."""
    for _ in range(200):
        results = (await client.get(f"/surveys/api/surveys/{survey}/results")).raise_for_status().json()
        if results["answers"] == answers:
            return
    raise AssertionError(f"{results['answers']} answers were counted, not {answers}")
