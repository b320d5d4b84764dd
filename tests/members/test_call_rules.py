"""What a call lets happen in which state: hidden drafts, themes in use, rounds, and what is too late."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
REASON = {"reason": {"fi": "Tavoitteet täsmennetään.", "sv": "Målen preciseras."}}


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    ids: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    told.ids = [
        await apply(region, told.call_id, 1, "vammaiset", alternative_themes=["moniala", "ikaihmiset"]),
        await apply(region, told.call_id, 2, "moniala"),
    ]
    return told


async def apply(region: Region, call_id: UUID, number: int, theme: str, **other: Any) -> str:
    path = f"/members/api/calls/{call_id}/applications"
    receipt = ok(await region.client().post(path, json=acts.offer(number, theme, **other)), 201)
    return str(receipt["application_id"])


async def draft(region: Region, title: str) -> str:
    body = acts.call() | {"title": {"fi": title, "sv": title}, "deadline": "2023-05-31"}
    path = "/members/api/bodies/kumppanuuspoyta/calls"
    return str(ok(await region.client("coordinator").post(path, json=body), 201)["id"])


def lines(*names: str) -> dict[str, str]:
    """Return the form of the open call with these themes."""
    return {
        "title_fi": "Hae mukaan",
        "title_sv": "Sök",
        "text_fi": "Teksti",
        "text_sv": "Text",
        "opens": "2022-12-29T09:00",
        "deadline": "2023-01-20",
        "term_starts": "2023-03-01",
        "term_ends": "2025-02-28",
        "contact_organisation": "Itä-Uudenmaan hyvinvointialue",
        "contact_email": "kysy@example.org",
        "contact_phone": "040 123 4567",
        "themes_fi": "\n".join(f"{name}: 2" for name in names),
    }


async def test_a_draft_that_is_given_up_stays_hidden(region: Region, story: Story) -> None:
    call_id = await draft(region, "Salainen luonnos")
    coordinator, anyone = region.client("coordinator"), region.client()
    ok(await coordinator.post(f"/members/api/calls/{call_id}/cancellation", json=REASON))

    page = await anyone.get(f"/members/calls/{call_id}")
    told = await anyone.get(f"/members/api/calls/{call_id}")
    sent = await anyone.post(f"/members/calls/{call_id}/apply", data={"name": "Joku"})

    assert [r.status_code for r in (page, told, sent)] == [404, 404, 404]
    assert "Salainen luonnos" in (await coordinator.get(f"/members/calls/{call_id}")).text


async def test_a_theme_that_is_applied_for_in_any_place_is_not_left_out(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/calls/{story.call_id}/edit"
    names = [acts.NAMES[slug]["fi"] for slug in acts.TABLE["themes"]]
    without = [name for name in names if name != acts.NAMES["ikaihmiset"]["fi"]]

    refused = await coordinator.post(f"{path}?lang=fi", data=lines(*without))
    unused = [name for name in names if name != acts.NAMES["lapset-perheet"]["fi"]]
    taken = await coordinator.post(path, data=lines(*unused))

    assert refused.status_code == 422
    assert "Teemaan, joka jäi pois, on jo haettu." in refused.text
    assert taken.status_code == 303


async def test_a_theme_with_applications_can_get_another_name(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}"
    before = ok(await coordinator.get(path))["themes"]
    names = ["Uusi nimi" if theme["slug"] == "vammaiset" else theme["name"]["fi"] for theme in before]

    saved = await coordinator.post(f"/members/calls/{story.call_id}/edit", data=lines(*names))
    after = ok(await coordinator.get(path))["themes"]

    assert saved.status_code == 303
    assert [theme["slug"] for theme in after] == [theme["slug"] for theme in before]
    assert [theme["name"]["fi"] for theme in after] == names


async def test_calls_of_a_state_are_counted_and_paged_by_it(region: Region, story: Story) -> None:
    for number in range(3):
        await draft(region, f"Luonnos {number}")
    coordinator = region.client("coordinator")

    one = ok(await coordinator.get("/members/api/calls?state=draft&limit=2"))
    two = ok(await coordinator.get("/members/api/calls?state=draft&limit=2&offset=2"))
    every = ok(await coordinator.get("/members/api/calls?limit=100"))

    assert (one["total"], len(one["items"]), len(two["items"])) == (3, 2, 1)
    for state in {call["state"] for call in every["items"]} - {"open"}:
        found = ok(await coordinator.get(f"/members/api/calls?state={state}"))
        assert {call["id"] for call in found["items"]} == {
            call["id"] for call in every["items"] if call["state"] == state
        }


async def test_to_save_too_late_is_answered_kindly_and_loses_nothing(region: Region, story: Story) -> None:
    region.clock.set("2023-01-21T00:00:30+02:00")
    typed = {
        "name": "Myöhäinen",
        "email": "myohainen@example.org",
        "language": "fi",
        "grounds": "Pitkä perustelu, jota ei saa hukata.",
    }

    late = await region.client().post(f"/members/calls/{story.call_id}/drafts?lang=fi", data=typed)

    assert late.status_code == 422
    assert "Hakuaika on päättynyt" in late.text
    assert "Pitkä perustelu, jota ei saa hukata." in late.text
    kept = await region.rows("members", "SELECT 1 FROM person WHERE email = 'myohainen@example.org'")
    assert kept == []


async def test_in_a_returned_call_nothing_is_moved_or_withdrawn(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    await region.client().post(
        f"/members/api/calls/{story.call_id}/applications", json=acts.offer(9, "moniala")
    )
    ok(await coordinator.post(f"/members/api/calls/{story.call_id}/return", json=REASON))
    path = f"/members/api/applications/{story.ids[0]}"

    moved = await coordinator.post(f"{path}/move", json={"theme": "moniala", "consent": True, "how": "phone"})
    withdrawn = await coordinator.post(f"{path}/withdrawal", json={})

    assert [r.status_code for r in (moved, withdrawn)] == [409, 409]
    assert moved.json()["type"] == "/problems/members/not-at-this-point"


async def test_while_the_next_round_is_written_others_get_the_round_before(
    region: Region, story: Story
) -> None:
    coordinator, anyone = region.client("coordinator"), region.client()
    path = f"/members/api/calls/{story.call_id}"
    public = ok(await anyone.get(path))
    secret = acts.call() | {
        "title": {"fi": "Uusi otsikko", "sv": "Ny rubrik"},
        "opens": "2023-06-05T09:00:00+03:00",
        "deadline": "2023-08-14",
        "term_starts": "2023-10-01",
        "term_ends": "2025-09-30",
        "themes": [{"slug": "nuoret", "name": {"fi": "Nuoret", "sv": "Unga"}, "target": 2}],
    }
    ok(await coordinator.post(f"{path}/revision", json=secret))

    told = ok(await anyone.get(path))
    own = ok(await coordinator.get(path))
    ok(await coordinator.post(f"{path}/cancellation", json=REASON))
    ended = ok(await anyone.get(path))
    page = await anyone.get(f"/members/calls/{story.call_id}?lang=fi")

    asked = [public[f"contact_{what}"] for what in ("organisation", "email", "phone")]
    assert asked == ["Itä-Uudenmaan hyvinvointialue", "kysy@example.org", "040 123 4567"]
    same = (
        "contact_organisation",
        "contact_email",
        "contact_phone",
        "state",
        "round",
        "title",
        "themes",
        "deadline",
        "term_starts",
        "return_reason",
        "criteria",
    )
    assert {name: told[name] for name in same} == {name: public[name] for name in same}
    assert (own["state"], own["title"]["fi"]) == ("revised", "Uusi otsikko")
    assert (ended["state"], ended["title"]) == ("cancelled", public["title"])
    assert ended["cancel_reason"] == REASON["reason"]
    assert "Haku on peruttu" in page.text
    assert [one in page.text for one in asked] == [True] * 3
    assert "Uusi otsikko" not in page.text


async def test_each_round_has_its_own_late_attempts(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}/applications"

    first = ok(await coordinator.get(f"{path}?round=1"))
    second = ok(await coordinator.get(path))

    assert (first["counts"]["late_attempts"], second["counts"]["late_attempts"]) == (1, 0)
