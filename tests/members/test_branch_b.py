"""Branch B of the scenario: the call that came back, with its dates. What really happened in 2023."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.members import (
    BodyChanged,
    CallOpened,
    CallReopened,
    CallReturned,
    SeatFilled,
    SelectionConfirmed,
)
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"

FIRST = [
    theme for theme, count in zip(acts.TABLE["themes"], (6, 4, 5, 4, 5, 3), strict=True) for _ in range(count)
]
REASON = {
    "fi": "Pöydän tavoitteet ja teemat täsmennetään.",
    "sv": "Bordets mål och teman preciseras.",
}
THEMES = {
    "lapset-perheet": ("Lapsi- ja perhejärjestöt", "Barn- och familjeorganisationer"),
    "nuoret": ("Nuorten järjestöt", "Ungdomsorganisationer"),
    "ikaihmiset": ("Ikäihmisten järjestöt", "Organisationer för de äldre"),
    "mielenterveys": ("Mielenterveysjärjestöt", "Organisationer för mental hälsa"),
    "paihdetyo": ("Päihdetyön järjestöt", "Organisationer för missbrukararbete"),
    "vammaiset": ("Vammaisjärjestöt", "Organisationer för personer med funktionsnedsättning"),
    "potilas-sairaus": ("Potilas- ja sairausjärjestöt", "Patient- och sjukdomsorganisationer"),
    "tyollisyys": (
        "Työllisyyttä ja yhteisöllisyyttä tukevat järjestöt",
        "Organisationer som stöder sysselsättning och gemenskap",
    ),
    "turvallisuus": ("Turvallisuutta edistävät järjestöt", "Organisationer som främjar trygghet"),
    "moniala": ("Monialajärjestöt", "Organisationer inom flera branscher"),
    "muut": ("Muut järjestöt", "Övriga organisationer"),
}
SECOND = [theme for number, theme in enumerate(THEMES) for _ in range(3 if number < 5 else 2)]
"""27 applications in 11 groups; 16 of the organisations had applied before."""
AGAIN = 16


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    states: list[str]


async def state_of(region: Region, story: Story) -> str:
    coordinator = region.client("coordinator")
    return str(ok(await coordinator.get(f"/members/api/calls/{story.call_id}"))["state"])


async def act(region: Region, story: Story, path: str, body: dict[str, Any] | None = None) -> Any:
    return ok(
        await region.client("coordinator").post(f"/members/api/calls/{story.call_id}/{path}", json=body)
    )


async def decide(region: Region, story: Story, selected: int, reserve: int) -> None:
    """Choose so many of the round, spread over the themes as they came."""
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}"
    items = ok(await coordinator.get(f"{path}/applications"))["items"]
    per_theme: dict[str, int] = {}
    ranked = []
    for one in items:
        per_theme[one["theme"]] = per_theme.get(one["theme"], 0) + 1
        ranked.append((per_theme[one["theme"]], one["received"], one["id"]))
    ranked.sort()
    outcomes = ["selected"] * selected + ["reserve"] * reserve
    outcomes += ["rejected"] * (len(ranked) - len(outcomes))
    chosen = [
        {"application_id": one[2], "outcome": outcome} for one, outcome in zip(ranked, outcomes, strict=True)
    ]
    ok(await coordinator.put(f"{path}/selection", json={"outcomes": chosen}))


def second_call() -> dict[str, Any]:
    return acts.call() | {
        "text": {
            "fi": "Haemme järjestöjen edustajia yhteentoista ryhmään.",
            "sv": "Vi söker representanter till elva grupper.",
        },
        "criteria": [
            {"fi": "Yhteydet oman ryhmän järjestöihin", "sv": "Kontakter till gruppens organisationer"},
            {"fi": "Aika työpäivinä", "sv": "Tid på arbetsdagar"},
        ],
        "opens": "2023-06-05T09:00:00+03:00",
        "deadline": "2023-08-14",
        "term_starts": "2023-10-01",
        "term_ends": "2025-09-30",
        "themes": [
            {"slug": slug, "name": {"fi": fi, "sv": sv}, "target": 2} for slug, (fi, sv) in THEMES.items()
        ],
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region)
    told.states = [await state_of(region, told)]
    region.clock.set("2023-01-18T12:00:00+02:00")
    anyone = region.client()
    for number, theme in enumerate(FIRST):
        language = "sv" if number % 4 == 3 else "fi"
        offer = acts.offer(number, theme, language=language)
        ok(await anyone.post(f"/members/api/calls/{told.call_id}/applications", json=offer), 201)
    return told


async def test_a_preparation_group_proposes_19_of_27(region: Region, story: Story) -> None:
    region.clock.set("2023-01-30T10:00:00+02:00")
    story.states.append(await state_of(region, story))
    await decide(region, story, selected=19, reserve=4)

    evaluated = await act(region, story, "evaluation")

    story.states.append(evaluated["state"])
    assert evaluated["totals"]["selected"] == 19
    assert evaluated["totals"]["received"] == 27


async def test_the_matter_is_returned_with_a_reason_and_nobody_is_written_to(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-03-01T17:00:00+02:00")
    coordinator = region.client("coordinator")

    returned = await act(region, story, "return", {"reason": REASON})
    twice = await coordinator.post(f"/members/api/calls/{story.call_id}/return", json={"reason": REASON})
    confirm = await coordinator.post(f"/members/api/calls/{story.call_id}/confirmation")

    story.states.append(returned["state"])
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/members/not-at-this-point")
    assert confirm.status_code == 409
    await region.settled()
    events = await region.events(CallReturned)
    assert [(event.round, event.reason) for event in events] == [(1, REASON)]
    assert await letters(region, "call_reopened") == 0
    page = await region.client().get(f"/members/calls/{story.call_id}?lang=sv")
    assert "Bordets mål och teman preciseras." in page.text


async def test_the_next_round_has_its_own_themes_criteria_and_texts(region: Region, story: Story) -> None:
    region.clock.set("2023-04-27T12:00:00+03:00")

    revised = await act(region, story, "revision", second_call())

    story.states.append(revised["state"])
    assert revised["round"] == 2
    assert [theme["slug"] for theme in revised["themes"]] == list(THEMES)
    assert [past["number"] for past in revised["rounds"]] == [1]
    assert len(revised["rounds"][0]["criteria"]) == 3
    assert revised["rounds"][0]["reason"] == REASON
    told = ok(await region.client().get(f"/members/api/calls/{story.call_id}"))
    assert (told["state"], told["round"], len(told["themes"])) == ("returned", 1, 6)
    page = await region.client().get(f"/members/calls/{story.call_id}?lang=fi")
    assert "yhteentoista ryhmään" not in page.text
    assert "Pöydän tavoitteet ja teemat täsmennetään." in page.text
    body = ok(await region.client().get("/members/api/bodies/kumppanuuspoyta"))
    assert len(body["themes"]) == 6


async def test_the_call_opens_again_and_each_first_applicant_gets_one_letter(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-06-01T09:00:00+03:00")
    await act(region, story, "publication")
    await region.settled()
    announced = await letters(region, "call_reopened")

    region.clock.set("2023-06-05T09:00:00+03:00")
    await region.settled()
    # A change of the text after the opening tells nobody again.
    path = f"/members/api/calls/{story.call_id}"
    ok(await region.client("coordinator").patch(path, json=second_call()))
    await region.settled()

    story.states.append(await state_of(region, story))
    assert announced == 0
    assert await letters(region, "call_reopened") == 27
    events = await region.events(CallReopened)
    assert [(event.round, len(event.applicants)) for event in events] == [(2, 27)]
    opened = await region.events(CallOpened)
    assert [event.version for event in opened] == sorted({event.version for event in opened})


async def test_27_apply_anew_and_nobody_is_counted_twice(region: Region, story: Story) -> None:
    anyone = region.client()
    path = f"/members/api/calls/{story.call_id}/applications"
    old_theme = await anyone.post(path, json=acts.offer(0, "mielenterveys-paihde"))
    assert (old_theme.status_code, old_theme.json()["type"]) == (422, "/problems/members/theme-unknown")
    for number, theme in enumerate(SECOND):
        whose = number if number < AGAIN else 100 + number
        others = [slug for slug in THEMES if slug != theme][:2]
        region.clock.set("2023-08-14T23:59:59+03:00" if number == 26 else "2023-07-28T12:00:00+03:00")
        offer = acts.offer(whose, theme, alternative_themes=others)
        ok(await anyone.post(path, json=offer), 201)

    coordinator = region.client("coordinator")
    second = ok(await coordinator.get(path))
    first = ok(await coordinator.get(path, params={"round": 1}))

    assert (second["counts"]["received"], first["counts"]["received"]) == (27, 27)
    assert second["by_round"] == {"1": 27, "2": 27}
    assert second["organisations"] == 27 + 27 - AGAIN
    assert len(second["counts"]["by_theme"]) == 11
    assert first["counts"]["by_theme"] == {theme: FIRST.count(theme) for theme in set(FIRST)}
    chosen = [one for one in second["items"] if one["theme"] == "vammaiset"]
    assert {tuple(one["alternative_themes"]) for one in chosen} == {("lapset-perheet", "nuoret")}


async def test_the_first_rounds_applications_stay_with_it(region: Region, story: Story) -> None:
    region.clock.set("2023-08-15T00:00:00+03:00")
    story.states.append(await state_of(region, story))
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}"
    first = ok(await coordinator.get(f"{path}/applications", params={"round": 1}))["items"][0]

    chosen = await coordinator.put(
        f"{path}/selection", json={"outcomes": [{"application_id": first["id"], "outcome": "selected"}]}
    )
    moved = await coordinator.post(
        f"/members/api/applications/{first['id']}/move",
        json={"theme": "nuoret", "consent": True, "how": "phone"},
    )

    assert (chosen.status_code, chosen.json()["type"]) == (422, "/problems/members/not-in-call")
    assert (moved.status_code, moved.json()["type"]) == (409, "/problems/members/round-over")


async def test_a_proposal_stands_still_until_it_is_taken_back(region: Region, story: Story) -> None:
    region.clock.set("2023-09-11T12:00:00+03:00")
    await decide(region, story, selected=21, reserve=3)
    story.states.append((await act(region, story, "evaluation"))["state"])
    await act(region, story, "proposal")
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}"

    still = await coordinator.put(f"{path}/selection", json={"outcomes": []})
    ok(await coordinator.delete(f"{path}/proposal"))
    await decide(region, story, selected=22, reserve=3)
    again = await act(region, story, "proposal")

    story.states.append(again["state"])
    assert (still.status_code, still.json()["type"]) == (409, "/problems/members/proposal-made")
    assert again["totals"]["selected"] == 22


async def test_the_county_board_chooses_22_members_in_11_groups(region: Region, story: Story) -> None:
    region.clock.set("2023-09-28T15:00:00+03:00")
    decision = {
        "organ": {"fi": "Aluehallitus", "sv": "Välfärdsområdesstyrelsen"},
        "day": "2023-09-28",
        "section": "246",
        "case": "MALLI-2023-3160",
    }

    confirmed = await act(region, story, "confirmation", {"decision": decision})
    await region.settled()

    story.states.append(await state_of(region, story))
    assert (confirmed["seats"], confirmed["letters"]) == (22, 27)
    (event,) = await region.events(SelectionConfirmed)
    assert len(event.outcomes) == 27
    assert (event.decision_section, str(event.decision_day)) == ("246", "2023-09-28")
    assert len({seat.theme for seat in await region.events(SeatFilled)}) == 11
    body = ok(await region.client().get("/members/api/bodies/kumppanuuspoyta"))
    targets = {theme["slug"]: theme["target"] for theme in body["themes"]}
    assert {slug for slug, target in targets.items() if target} == set(THEMES)
    assert body["seats"] == 22 + 2
    assert len((await region.events(BodyChanged))[-1].themes) == 12
    page = await region.client().get(f"/members/calls/{story.call_id}?lang=fi")
    assert "Aluehallitus 28.9.2023 § 246, MALLI-2023-3160" in page.text


async def test_the_call_went_through_every_state_of_the_branch(region: Region, story: Story) -> None:
    assert story.states == [
        "open",
        "closed",
        "evaluated",
        "returned",
        "revised",
        "reopened",
        "closed",
        "evaluated",
        "proposed",
        "confirmed",
    ]


async def letters(region: Region, letter: str) -> int:
    rows = await region.rows(
        "notifications", "SELECT count(DISTINCT person_id), count(*) FROM emails WHERE letter = $1", letter
    )
    assert rows[0][0] == rows[0][1]
    return int(rows[0][1])
