"""WRITE: applications, RSVPs and answers posted a second, against bare endpoints doing the same INSERTs.

A third of each, by turns, over 16 connections; members, meetings and surveys in one process, relays and
subscriptions at work. Letters are left out on both sides: no notifications, no mail.
"""

import json
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from benchmarks.host import Host, demo_host
from benchmarks.load import Ask, Plan, run
from benchmarks.measure import Figure, by_turns
from services.surveys.questionnaires.model import Question
from services.surveys.responses.model import ballot_size
from shared.chassis import links
from shared.chassis.localised import LocalisedText

SECONDS = 3.0
MOST = 2_000
WORDS = "Malliyhdistys kokoaa alueen pienet toimijat yhteen ja tuo niiden äänen pöytään. "


async def measure() -> list[Figure]:
    async with demo_host() as host:
        call, theme, slug = await _open_call(host)
        survey, answers, size = await _open_survey(host)
        invitations = await _invitations(host)
        facts = {
            "databases": {name: host.database_url(name) for name in ("members", "meetings", "surveys")},
            "call": call,
            "theme": theme,
            "survey": survey,
            "ballot_size": size,
            "pages": {},
        }
        tokens = [links.sign(host.instance, "rsvp", {"id": one}) for one in invitations]
        rsvps = [f"/meetings/api/rsvp/{token}" for token in tokens]
        bare_rsvps = [f"/rsvps/{one}" for one in invitations]

        async with host.serving("members,meetings,surveys") as port, host.bare(facts) as bare_port:

            async def ours() -> float:
                paths = (f"/members/api/calls/{call}/applications", f"/surveys/api/surveys/{survey}/answers")
                return await _rate(host, port, (paths[0], rsvps, paths[1]), slug, answers)

            async def ceiling() -> float:
                return await _rate(host, bare_port, ("/applications", bare_rsvps, "/answers"), slug, answers)

            await ours(), await ceiling()
            return [Figure("WRITE", *await by_turns(ours, ceiling), "posts/s")]


async def _rate(
    host: Host, port: int, paths: tuple[str, list[str], str], theme: str, answers: dict[int, object]
) -> float:
    applications = (_application(host, paths[0], theme) for _ in range(MOST))
    rsvps = (
        Ask(paths[1][number % len(paths[1])], host.instance.host, "POST", {"answer": "remote"})
        for number in range(MOST)
    )
    ballots = (
        Ask(paths[2], host.instance.host, "POST", {"language": "fi", "answers": answers}) for _ in range(MOST)
    )
    asks = list(chain.from_iterable(zip(applications, rsvps, ballots, strict=True)))
    seen = await run(Plan(port, asks, SECONDS, once=True))
    return seen.all_are(200, 201).rate


def _application(host: Host, path: str, theme: str) -> Ask:
    number = uuid4().hex
    body = {
        "organisation": f"Malliyhdistys {number} ry",
        "scope": "local",
        "name": "Edustaja Malli",
        "email": f"malli-{number}@example.org",
        "language": "fi",
        "theme": theme,
        "grounds": WORDS * 3,
        "commits": True,
    }
    return Ask(path, host.instance.host, "POST", body)


async def _open_call(host: Host) -> tuple[str, str, str]:
    found = await host.rows(
        "members",
        "SELECT call.id, theme.theme_id AS theme, theme.slug FROM call"
        " JOIN call_theme AS theme ON theme.call_id = call.id AND theme.round = call.round"
        " WHERE call.published IS NOT NULL AND call.confirmed IS NULL AND call.deadline > now() LIMIT 1",
    )
    return str(found[0]["id"]), str(found[0]["theme"]), found[0]["slug"]


async def _open_survey(host: Host) -> tuple[str, dict[int, object], int]:
    """Return a survey anyone may answer, answers to it, and how large a ballot is."""
    found = await host.rows(
        "surveys", "SELECT id FROM surveys WHERE audience = 'open' AND opened IS NOT NULL AND closes > now()"
    )
    survey: UUID = found[0]["id"]
    questions = await questions_of(host, survey)
    return str(survey), answers_to(questions), ballot_size(questions)


async def questions_of(host: Host, survey: UUID) -> list[Question]:
    """Return the questions of a survey, for filling it in."""
    rows = await host.rows("surveys", "SELECT * FROM questions WHERE survey_id = $1 ORDER BY number", survey)
    return [_question(dict(row)) for row in rows]


def answers_to(questions: list[Question], turn: int = 0) -> dict[int, object]:
    """Answer every question; `turn` chooses among the choices."""
    answers: dict[int, object] = {}
    for question in questions:
        keys = [choice.key for choice in question.options]
        if question.kind == "text":
            answers[question.number] = WORDS
        elif question.kind == "scale_1_5":
            answers[question.number] = 1 + turn % 5
        else:
            chosen = keys[turn % len(keys)]
            answers[question.number] = [chosen] if question.kind == "multiple_choice" else chosen
    return answers


async def _invitations(host: Host) -> list[str]:
    """Invite many more to the next meeting, so that no two answers wait for one row."""
    found = await host.rows(
        "meetings",
        "INSERT INTO invitations (id, meeting_id, person_id, represents, counts, sequence)"
        " SELECT gen_random_uuid(), id, gen_random_uuid(), 'Malli', true, 1 FROM"
        " (SELECT id FROM meetings WHERE convened_at IS NOT NULL AND cancelled_at IS NULL AND starts > now()"
        "  AND mode <> 'in_person' ORDER BY starts LIMIT 1) AS next, generate_series(1, 1000) RETURNING id",
    )
    return [str(row["id"]) for row in found]


def _question(row: dict[str, Any]) -> Question:
    row["title"], row["choices"] = LocalisedText.of({}), json.loads(row["choices"])
    return Question(**row)
