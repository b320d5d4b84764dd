"""Where a body works, how it was founded, whom to ask, and what those who work for it are called."""

from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from shared.contracts.members import BodyChanged
from tests.members import acts, bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "keski-suomi"
API = "/members/api/bodies/kumppanuuspoyta"
PAGE = "/members/bodies/kumppanuuspoyta"
JYVASKYLA = "179"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def body(region: Region) -> dict[str, Any]:
    region.clock.set("2023-02-20T10:00:00+02:00")
    return await bodies.table(region.client("coordinator"))


async def shown(region: Region, language: str = "fi", path: str = PAGE) -> str:
    return (await region.client().get(f"{path}?lang={language}")).text


async def test_a_body_of_a_region_is_regional_until_it_is_said_to_be_municipal(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    municipal = {"level": "municipal", "municipality": JYVASKYLA, "starts": "2023-03-01"}

    unknown = await coordinator.post(f"{API}/scopes", json=municipal | {"municipality": "998"})
    without = await coordinator.post(f"{PAGE}/scope", data={"level": "municipal", "starts": "2023-03-01"})
    changed = await coordinator.post(f"{PAGE}/scope", data=municipal)
    before = await shown(region)
    region.clock.set("2023-03-01T10:00:00+02:00")
    after = [await shown(region, language) for language in ("fi", "sv")]
    await region.settled()

    assert (unknown.status_code, without.status_code, changed.status_code) == (422, 422, 303)
    assert "Valitse kunta" in without.text
    assert ("<dd>alueellinen</dd>" in before, "<dd>kunnallinen: Jyväskylä</dd>" in after[0]) == (True, True)
    assert "<dd>kommunalt: Jyväskylä</dd>" in after[1]
    assert ok(await region.client().get(API))["scope"] == municipal | {"ends": None}
    assert [one["ends"] for one in ok(await region.client().get(f"{API}/scopes"))] == ["2023-02-28", None]
    told = [(one.scope, one.municipality) for one in await region.events(BodyChanged)]
    assert (told[0], told[-1]) == (("regional", ""), ("municipal", JYVASKYLA))


async def test_a_body_that_is_not_the_coordinators_is_not_theirs_to_place(
    region: Region, body: dict[str, Any]
) -> None:
    stranger = region.client("coordinator", body_id=UUID(int=7))
    area = {"level": "regional", "starts": "2023-04-01"}

    answers = [
        await region.client().get(f"{PAGE}/particulars"),
        await stranger.get(f"{PAGE}/particulars"),
        await stranger.post(f"{API}/scopes", json=area),
        await stranger.put(f"{API}/founding", json={"year": 2019}),
        await stranger.put(f"{API}/contact", json={"title": {"fi": "Joku"}}),
    ]

    assert [one.status_code for one in answers] == [303, 404, 404, 404, 404]


async def test_a_body_is_in_development_between_planned_and_at_work(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")

    ok(await coordinator.patch(API, json={"state": "in_development"}))
    texts = [await shown(region, language) for language in ("fi", "sv")]
    await region.settled()

    assert ("<dd>kehitteillä</dd>" in texts[0], "<dd>under utveckling</dd>" in texts[1]) == (True, True)
    assert (await region.events(BodyChanged))[-1].state == "in_development"
    ok(await coordinator.patch(API, json={"state": "active"}))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"year": "2019", "part": "spring"}, ("kevät 2019", "våren 2019")),
        ({"year": "2000", "part": "decade"}, ("2000-luku", "2000-talet")),
        ({"year": "2020", "part": "5"}, ("5/2020", "5/2020")),
        ({"year": "2020", "part": "5", "day": "7"}, ("7.5.2020", "7.5.2020")),
        ({"year": "2008"}, ("2008", "2008")),
    ],
)
async def test_the_time_of_the_founding_is_said_as_closely_as_it_is_known(
    region: Region, body: dict[str, Any], typed: dict[str, str], said: tuple[str, str]
) -> None:
    saved = await region.client("coordinator").post(f"{PAGE}/founding", data=typed)

    assert saved.status_code == 303
    texts = [await shown(region, language) for language in ("fi", "sv")]
    found = [f"<dd>{words}</dd>" in text for words, text in zip(said, texts, strict=True)]
    assert found == [True, True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": 2019, "season": "spring", "month": 3},
        {"year": 2019, "day": 3},
        {"year": 2019, "month": 2, "day": 29},
        {"year": 2019, "decade": True, "month": 2},
    ],
)
async def test_a_time_that_is_none_is_refused(
    region: Region, body: dict[str, Any], wrong: dict[str, Any]
) -> None:
    refused = await region.client("coordinator").put(f"{API}/founding", json=wrong)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/members/no-such-time")


async def test_founders_and_purpose_are_on_the_page_and_a_known_founder_is_the_one_of_the_directory(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    facts = {"name": "Keski-Suomen Yhteisöjen Tuki ry", "scope": "regional", "language": "fi"}
    known = ok(await coordinator.post("/members/api/organisations", json=facts), 201)
    form = {"year": "2019", "part": "spring", "founding_fi": "Uudistuksen kehittämiseksi."}
    form["founders"] = "Keski-Suomen liitto\n keski-suomen yhteisöjen tuki ry \n"

    await coordinator.post(f"{PAGE}/founding", data=form)
    text, record = await shown(region), ok(await region.client().get(API))["founding"]
    again = (await coordinator.get(f"{PAGE}/particulars?lang=fi")).text
    await coordinator.post(f"{PAGE}/founding", data={})
    gone = ok(await region.client().get(API))["founding"]

    assert "Uudistuksen kehittämiseksi." in text
    assert "<dd>Keski-Suomen liitto, keski-suomen yhteisöjen tuki ry</dd>" in text
    assert [one["organisation_id"] for one in record["founders"]] == [None, known["id"]]
    assert (record["year"], record["season"], gone) == (2019, "spring", None)
    assert "Keski-Suomen liitto\nkeski-suomen yhteisöjen tuki ry</textarea>" in again


async def test_the_founding_of_a_model_is_kept_only_in_its_own_region(region: Region) -> None:
    coordinator = region.client("coordinator")

    for template, slug in (("keski-suomi-kumppanuuspoyta", "oma"), ("pohjois-karjala-jane", "toisen")):
        form = {"template": template, "slug": slug, "name_fi": "M", "purpose_fi": "M"}
        made = await coordinator.post("/members/bodies/new", data=form)
        assert made.status_code == 303
    own, other = [
        ok(await coordinator.get(f"/members/api/bodies/{slug}"))["founding"] for slug in ("oma", "toisen")
    ]

    assert (own["year"], own["season"], other) == (2019, "spring", None)
    assert [one["represents"] for one in own["founders"]] == ["Maakuntavalmistelu"]


async def test_the_contact_is_a_title_until_its_owner_lets_the_name_be_shown(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    seat = await bodies.seat(coordinator, "kumppanuuspoyta", 1)
    form = {
        "title_fi": "Järjestötyön ja osallisuuden asiantuntija",
        "organisation": "Keski-Suomen hyvinvointialue",
        "email": "Edustaja-1@example.org",
        "phone": "014 123 456",
    }

    saved = await coordinator.post(f"{PAGE}/contact", data=form)
    nameless = await shown(region)
    holder = region.client("member", body_id=UUID(body["id"]), person_id=UUID(seat["person"]["id"]))
    await holder.post(f"{PAGE}/own-name", data={"allow": "1"})
    named = await shown(region)

    assert saved.status_code == 303
    assert "Järjestötyön ja osallisuuden asiantuntija, Keski-Suomen hyvinvointialue" in nameless
    assert 'href="mailto:edustaja-1@example.org"' in nameless
    assert 'href="tel:014123456"' in nameless
    assert ("Edustaja 1<" in nameless, "Edustaja 1<" in named) == (False, True)


async def test_a_call_without_a_contact_shows_that_of_the_body(region: Region, body: dict[str, Any]) -> None:
    coordinator = region.client("coordinator")
    asking = {"title": {"fi": "Koordinaattori"}, "organisation": "Tuki ry", "email": "tuki@example.org"}
    ok(await coordinator.put(f"{API}/contact", json=asking), 204)
    own = {"contact": {"fi": "Suunnittelija"}, "contact_organisation": "Liitto", "contact_phone": "040 1"}

    calls = []
    for extra in ({}, own):
        written = ok(await coordinator.post(f"{API}/calls", json=acts.call() | extra | MAY), 201)
        ok(await coordinator.post(f"/members/api/calls/{written['id']}/publication"))
        calls.append(await shown(region, path=f"/members/calls/{written['id']}"))
    ok(await coordinator.delete(f"{API}/contact"), 204)

    assert [("Koordinaattori, Tuki ry" in text, "tuki@example.org" in text) for text in calls] == [
        (True, True),
        (False, False),
    ]
    assert ("Suunnittelija, Liitto" in calls[1], 'href="tel:0401"' in calls[1]) == (True, True)
    assert "Koordinaattori, Tuki ry" not in await shown(region)


MAY = {"opens": "2023-05-01T09:00:00+03:00", "deadline": "2023-05-31"}


async def test_the_title_and_the_employer_of_those_who_work_for_the_body_are_shown_and_their_names_not(
    region: Region, body: dict[str, Any]
) -> None:
    operator = region.client("operator")
    person = ok(await operator.post("/members/api/people", json=bodies.person(70)), 201)
    post = {
        "title_fi": "Järjestökoordinaattori",
        "title_sv": "Organisationskoordinator",
        "organisation": "Hyvinvointialue",
    }

    given = await operator.post(
        f"/members/people/{person['person_id']}/roles",
        data=post | {"role": "coordinator", "body_id": body["id"]},
    )
    texts = [await shown(region, language) for language in ("fi", "sv")]
    roles = ok(await operator.get(f"/members/api/people/{person['person_id']}/roles"))["items"]

    assert given.status_code == 303
    assert "Järjestökoordinaattori, Hyvinvointialue" in texts[0]
    assert "Organisationskoordinator, Hyvinvointialue" in texts[1]
    assert "Edustaja 70" not in texts[0]
    assert [(one["title"]["fi"], one["organisation"]) for one in roles] == [
        ("Järjestökoordinaattori", "Hyvinvointialue")
    ]


async def test_a_role_given_again_corrects_what_its_holder_is_called(
    region: Region, body: dict[str, Any]
) -> None:
    operator = region.client("operator")
    person = ok(await operator.post("/members/api/people", json=bodies.person(71)), 201)
    path, role = f"/members/api/people/{person['person_id']}/roles", {"role": "coordinator"}

    for extra in ({}, {"title": {"fi": "Päällikkö"}}, {}):
        ok(await operator.post(path, json=role | extra), 204)

    assert [one["title"] for one in ok(await operator.get(path))["items"]] == [{"fi": "Päällikkö"}]


async def test_an_office_carries_a_title(region: Region, body: dict[str, Any]) -> None:
    coordinator = region.client("coordinator")
    days = {"starts": "2023-03-01", "ends": "2025-02-28"}
    form: dict[str, str] = {"name": "Sihteeri", "email": "sihteeri@example.org", "language": "fi"}
    form |= days | {"kind": "secretary", "represents": "Tuki ry", "title_fi": "Erityisasiantuntija"}

    taken: httpx.Response = await coordinator.post(f"{PAGE}/offices", data=form)
    pages = [await shown(region, path=f"{PAGE}/{one}") for one in ("offices", "composition")]

    assert taken.status_code == 303
    assert ["Erityisasiantuntija, Tuki ry" in page for page in pages] == [True, True]
