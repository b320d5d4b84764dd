"""The bare endpoints: FastAPI, SQLAlchemy Core on asyncpg, Jinja2, and nothing else.

`python -m benchmarks.bare PORT FACTS`. Writes run the INSERTs (and the UPDATE) that ours run for the same
request, in one transaction and with the same outbox rows, but without any check, lock or look. Pages run one
SELECT and fill a template that gives the very bytes of ours, every text of it an escaped expression.
"""

import gc
import json
import re
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI
from jinja2 import Environment
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.responses import HTMLResponse

from shared.chassis.settings import ProcessSettings

# Due far from now, so that no relay of ours takes them.
_OUTBOX = text(
    "INSERT INTO outbox (event_id, address, envelope, due)"
    " VALUES (:event_id, :address, :envelope, now() + interval '1 year')"
)
_PERSON = text(
    "INSERT INTO person (id, name, email, language, version, known)"
    " VALUES (:id, :name, :email, :language, 1, now())"
)
_ORGANISATION = text(
    "INSERT INTO organisation (id, name, scope, language, contact_person_id, version)"
    " VALUES (:id, :name, :scope, :language, :person, 1)"
)
_APPLICATION = text(
    "INSERT INTO application (id, call_id, person_id, organisation_id, name, number, scope, language,"
    " applied_theme_id, theme_id, grounds, channel, received)"
    " VALUES (:id, :call, :person, :organisation, :name, '', :scope, :language, :theme, :theme, :grounds,"
    " 'form', now())"
)
_RSVP = text("UPDATE invitations SET answer = :answer, answered_at = now() WHERE id = :id")
_BALLOT = text("INSERT INTO ballot_box (id, survey_id, sealed) VALUES (:id, :survey, :sealed)")


class ApplicationIn(BaseModel):
    organisation: str
    scope: str
    name: str
    email: str
    language: str
    theme: str
    grounds: str
    commits: bool


class RsvpIn(BaseModel):
    answer: str


class AnswersIn(BaseModel):
    language: str
    answers: dict[int, Any]


class Written(BaseModel):
    id: UUID


def build(facts: dict[str, Any]) -> FastAPI:
    """Return the app; `facts` holds database addresses, ids, and pages with their SELECTs."""
    app = FastAPI()
    pool = {"pool_size": ProcessSettings().pool_size, "max_overflow": 0}
    engines = {name: create_async_engine(url, **pool) for name, url in facts["databases"].items()}

    @app.get("/healthz")
    async def health() -> str:
        return "ok"

    @app.post("/applications", status_code=201)
    async def apply(body: ApplicationIn) -> Written:
        person, organisation, application = uuid4(), uuid4(), uuid4()
        same = {"scope": body.scope, "language": body.language, "person": person}
        async with engines["members"].begin() as connection:
            await connection.execute(
                _PERSON, {"id": person, "name": body.name, "email": body.email, "language": body.language}
            )
            await connection.execute(_ORGANISATION, same | {"id": organisation, "name": body.organisation})
            await connection.execute(
                _APPLICATION,
                same
                | {"id": application, "name": body.organisation, "organisation": organisation}
                | {"call": UUID(facts["call"]), "theme": UUID(facts["theme"]), "grounds": body.grounds},
            )
            await connection.execute(_OUTBOX, _events(3, body.model_dump(mode="json")))
        return Written(id=application)

    @app.post("/rsvps/{invitation}")
    async def rsvp(invitation: UUID, body: RsvpIn) -> Written:
        async with engines["meetings"].begin() as connection:
            await connection.execute(_RSVP, {"id": invitation, "answer": body.answer})
            await connection.execute(_OUTBOX, _events(1, body.model_dump(mode="json")))
        return Written(id=invitation)

    @app.post("/answers", status_code=201)
    async def answer(body: AnswersIn) -> Written:
        ballot = uuid4()
        sealed = body.model_dump_json().encode().ljust(facts["ballot_size"], b"\0")
        async with engines["surveys"].begin() as connection:
            await connection.execute(
                _BALLOT, {"id": ballot, "survey": UUID(facts["survey"]), "sealed": sealed}
            )
        return Written(id=ballot)

    for path, page in facts["pages"].items():
        _add_page(app, path, engines[page["service"]], text(page["select"]), page["html"])
    return app


def _events(count: int, data: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"event_id": uuid4(), "address": "benchmark.v1", "envelope": json.dumps(data).encode()}
        for _ in range(count)
    ]


def _add_page(app: FastAPI, path: str, engine: Any, select: Any, html: str) -> None:
    words: list[str] = []

    def expression(match: re.Match[str]) -> str:
        words.append(match.group(1).replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&"))
        return f">{{{{ words[{len(words) - 1}] }}}}<"

    source = re.sub(r">([^<>]*[^<>\s][^<>]*)<", expression, html)
    template = Environment(autoescape=True).from_string(source)

    async def page() -> HTMLResponse:
        async with engine.connect() as connection:
            rows = (await connection.execute(select)).all()
        return HTMLResponse(template.render(words=words, rows=rows))

    app.get(path, response_class=HTMLResponse)(page)


def main() -> None:
    app = build(json.loads(Path(sys.argv[2]).read_text()))
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
