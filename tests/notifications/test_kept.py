"""What anyone is shown is made once a second and after every change, however many ask."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from tests.notifications.test_bulletins import call
from tests.region import Region


@pytest.fixture
def asked(region: Region) -> Iterator[list[str]]:
    """What the service asks its database for, to know when a page is really made."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("SELECT news"):
            statements.append(statement)

    engine = region.process.stations[0].database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


async def front(region: Region, role: str | None = None, **headers: str) -> str:
    answer = await region.client(role).get("/", headers={"accept-language": "fi"} | headers)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    return answer.text


async def test_hundreds_who_ask_in_one_second_are_not_each_made_a_page(
    region: Region, asked: list[str]
) -> None:
    first = await front(region)
    made = len(asked)

    again = {await front(region) for _ in range(100)}

    # The workers of a test look for work five times a second, and each of their commits counts as a change.
    assert again == {first}
    assert 0 < len(asked) < 50 * made


async def test_in_the_next_second_the_page_is_made_anew(region: Region, asked: list[str]) -> None:
    region.clock.set("2023-01-02T10:00:01+02:00")

    await front(region)

    assert asked != []


async def test_what_was_committed_is_seen_at_once(region: Region) -> None:
    before = await front(region)
    await region.arrives(call(title="Tule mukaan juuri nyt"))

    after = await front(region)

    assert "Tule mukaan juuri nyt" not in before
    assert "Tule mukaan juuri nyt" in after


async def test_who_is_signed_in_gets_a_page_of_their_own_and_nobody_else_gets_it(region: Region) -> None:
    anyone = await front(region)

    coordinator = await front(region, "coordinator")

    assert "/notifications/letters" in coordinator
    assert "/notifications/letters" not in anyone
    assert await front(region) == anyone


async def test_each_language_has_its_own(region: Region) -> None:
    finnish = await front(region)

    swedish = await front(region, **{"accept-language": "sv"})

    assert ('lang="fi"' in finnish, 'lang="sv"' in swedish) == (True, True)
    assert finnish != swedish
