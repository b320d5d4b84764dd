"""Several selectors score, some have a conflict, and the applications are compared."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pypdf
import pytest_asyncio

from tests.members import acts
from tests.members.acts import ok
from tests.papers import words_of
from tests.region import Region

REGION = "ita-uusimaa"


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    body_id: UUID
    ids: list[str]
    selectors: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    told.body_id = UUID(ok(await region.client().get("/members/api/bodies/kumppanuuspoyta"))["id"])
    told.ids = []
    for number in range(4):
        offer = acts.offer(number, "vammaiset" if number < 3 else "moniala")
        path = f"/members/api/calls/{told.call_id}/applications"
        told.ids.append(ok(await region.client().post(path, json=offer), 201)["application_id"])
    region.clock.set("2023-01-23T12:00:00+02:00")
    return told


def points(*given: int, comment: str = "") -> dict[str, Any]:
    return {
        "scores": [
            {"criterion": position, "points": one, "comment": comment} for position, one in enumerate(given)
        ]
    }


async def compared(region: Region, story: Story, application_id: str) -> dict[str, Any]:
    """Return an application as the coordinator compares it."""
    path = f"/members/api/calls/{story.call_id}/comparison"
    items: list[dict[str, Any]] = ok(await region.client("coordinator").get(path))["items"]
    return next(one for one in items if one["application_id"] == application_id)


async def test_the_mean_of_several_selectors_ranks_within_a_theme(region: Region, story: Story) -> None:
    chair = region.client("chair", body_id=story.body_id)
    secretary = region.client("secretary", body_id=story.body_id)
    path = "/members/api/applications"
    ok(await chair.put(f"{path}/{story.ids[0]}/scores", json=points(2, 2, 2)), 204)
    ok(await secretary.put(f"{path}/{story.ids[0]}/scores", json=points(4, 2, 0)), 204)
    ok(await chair.put(f"{path}/{story.ids[1]}/scores", json=points(5, 5, 4, comment="Hyvä")), 204)
    ok(await chair.put(f"{path}/{story.ids[1]}/scores", json=points(5)), 204)

    items = ok(await secretary.get(f"/members/api/calls/{story.call_id}/comparison"))["items"]

    assert [one["application_id"] for one in items][:2] == [story.ids[1], story.ids[0]]
    found = {one["application_id"]: one for one in items}
    assert found[story.ids[0]]["mean"] == 2.0
    assert found[story.ids[0]]["by_criterion"] == [3.0, 2.0, 1.0]
    assert (found[story.ids[0]]["selectors"], found[story.ids[0]]["spread"]) == (2, 2)
    assert found[story.ids[2]]["mean"] is None


async def test_who_has_a_conflict_of_interest_cannot_score(region: Region, story: Story) -> None:
    chair = region.client("chair", body_id=story.body_id)
    path = f"/members/api/applications/{story.ids[2]}"
    ok(await chair.put(f"{path}/scores", json=points(5, 5, 5)), 204)
    ok(await chair.put(f"{path}/conflict", json={"words": "Olen yhdistyksen hallituksessa."}), 204)

    refused = await chair.put(f"{path}/scores", json=points(5, 5, 5))
    items = ok(await chair.get(f"/members/api/calls/{story.call_id}/comparison"))["items"]
    page = await chair.get(f"/members/calls/{story.call_id}/comparison?lang=fi")
    form = await chair.get(f"/members/calls/{story.call_id}/evaluation/{story.ids[2]}?lang=fi")

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/conflict-declared")
    row = next(one for one in items if one["application_id"] == story.ids[2])
    assert (row["mean"], row["conflicts"]) == (None, ["Olen yhdistyksen hallituksessa."])
    assert (row["scores"], [one["points"] for one in row["left_out"]]) == ([], [5, 5, 5])
    assert "Olen yhdistyksen hallituksessa." in page.text
    assert "Aiemmin antamasi pisteet säilyvät, mutta niitä ei lasketa mukaan." in form.text


async def test_nobody_scores_the_own_application_or_sees_what_others_gave_it(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    paths = [f"/members/api/applications/{one}" for one in story.ids[:3]]
    read = [ok(await coordinator.get(path)) for path in paths]
    applicants, organisation = [UUID(one["person_id"]) for one in read], read[2]["organisation_id"]
    board = {"organisation_id": organisation, "role": "Hallitus", "starts": "2022-01-01"}
    ok(await coordinator.post(f"/members/api/people/{applicants[1]}/organisations", json=board), 201)
    owner = region.client("chair", body_id=story.body_id, person_id=applicants[0])
    board_member = region.client("chair", body_id=story.body_id, person_id=applicants[1])
    pages = f"/members/calls/{story.call_id}"

    refused = [
        await client.put(f"{path}/scores", json=points(5, 5, 5))
        for client, path in zip((owner, board_member, board_member), paths, strict=True)
    ]
    given = [ok(await owner.get(f"{path}/scores"))["scores"] for path in paths[:2]]
    items, beside = [
        ok(await client.get(f"/members/api/calls/{story.call_id}/comparison"))["items"]
        for client in (owner, board_member)
    ]
    said = ok(await board_member.get(f"{paths[2]}/scores"))
    form, other = [await owner.get(f"{pages}/evaluation/{one}?lang=fi") for one in story.ids[:2]]
    shown = await owner.get(f"{pages}/comparison?lang=fi")
    listed = await owner.get(f"{pages}/evaluation?lang=fi")

    assert [(r.status_code, r.json()["type"]) for r in refused] == [
        (409, "/problems/members/own-application")
    ] * 3
    assert (given[0], len(given[1]), said["conflicts"]) == ([], 3, [])
    assert [one["conflicts"] for one in beside if one["application_id"] == story.ids[2]] == [[]]
    own = {one["application_id"]: (one["near"], one["mean"] is None) for one in items}
    assert (own[story.ids[0]], own[story.ids[1]]) == ((True, True), (False, False))
    assert ["Et pisteytä tätä hakemusta" in one.text for one in (form, other)] == [True, False]
    assert ['name="points-0"' in one.text for one in (form, other)] == [False, True]
    assert "Et näe, mitä muut ovat sille antaneet." in shown.text
    assert "esteellisyys" in listed.text


async def test_what_selectors_wrote_is_read_by_selectors_and_on_paper(region: Region, story: Story) -> None:
    chair = region.client("chair", body_id=story.body_id, person_id=UUID(int=7))
    path = f"/members/api/applications/{story.ids[1]}"
    ok(await chair.put(f"{path}/scores", json=points(4, 3, 2, comment="Vahva verkosto.")), 204)

    given = ok(await chair.get(f"{path}/scores"))
    items = ok(await chair.get(f"/members/api/calls/{story.call_id}/comparison"))["items"]
    page = await chair.get(f"/members/calls/{story.call_id}/comparison?lang=sv")
    paper = await region.client("coordinator").get(
        f"/members/calls/{story.call_id}/proposal.pdf?comments=true"
    )
    plain = await region.client("coordinator").get(f"/members/calls/{story.call_id}/proposal.pdf")

    mine = [
        (one["criterion"], one["points"], one["comment"])
        for one in given["scores"]
        if one["person_id"] == str(UUID(int=7))
    ]
    assert mine == [(0, 4, "Vahva verkosto."), (1, 3, "Vahva verkosto."), (2, 2, "Vahva verkosto.")]
    row = next(one for one in items if one["application_id"] == story.ids[1])
    assert len([one for one in row["scores"] if one["comment"] == "Vahva verkosto."]) == 3
    assert page.text.count("Vahva verkosto.") == 3
    assert ["Vahva" in words_of(answer.content) for answer in (paper, plain)] == [True, False]
    assert (await region.client("member", body_id=story.body_id).get(f"{path}/scores")).status_code == 404


async def test_a_named_selector_evaluates_this_call_and_others_do_not(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    body = {"name": "Valitsija", "email": "valitsija@example.org", "language": "fi"}
    path = f"/members/api/calls/{story.call_id}"
    named = ok(await coordinator.post(f"{path}/selectors", json=body), 201)
    selector = region.client(person_id=UUID(named["person_id"]))
    page = f"/members/calls/{story.call_id}/evaluation"

    read = [
        await selector.get(f"/members/api/applications/{story.ids[3]}"),
        await selector.get(f"/members/api/applications/{story.ids[3]}/attachments"),
        await selector.get(f"{path}/applications"),
    ]
    seen = await selector.get(f"{page}?lang=sv")
    form = await selector.get(f"{page}/{story.ids[3]}?lang=fi")
    scored = await selector.post(
        f"{page}/{story.ids[3]}", data={"points-0": "3", "comment-0": "Kyllä", "points-1": "0"}
    )
    wrong = await selector.post(f"{page}/{story.ids[3]}", data={"points-0": "6"})
    none = await selector.post(f"{page}/{story.ids[3]}", data={})
    stranger = await region.client("member", body_id=story.body_id).get(page)
    ok(await coordinator.delete(f"{path}/selectors/{named['person_id']}"), 204)
    let_go = await selector.get(page)
    no_more = await selector.get(f"/members/api/applications/{story.ids[3]}")

    assert [r.status_code for r in (seen, form, scored, wrong, none)] == [200, 200, 303, 422, 422]
    assert [r.status_code for r in read] == [200, 200, 200]
    assert (stranger.status_code, let_go.status_code, no_more.status_code) == (404, 404, 404)
    rows = await region.rows(
        "members",
        "SELECT position, points, comment FROM score WHERE application_id = $1 ORDER BY position",
        UUID(story.ids[3]),
    )
    assert [tuple(row) for row in rows] == [(0, 3, "Kyllä"), (1, 0, "")]


async def test_points_of_who_comes_near_an_applicant_are_kept_and_do_not_count(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/api/applications/{story.ids[3]}"
    story.selectors = [
        ok(
            await coordinator.post(
                f"/members/api/calls/{story.call_id}/selectors",
                json={"name": f"Valitsija {email}", "email": f"{email}@example.org", "language": "fi"},
            ),
            201,
        )["person_id"]
        for email in ("pysyva", "tuleva")
    ]
    for person_id, first in zip(story.selectors, (2, 5), strict=True):
        body = points(first, comment=f"Annoin {first}.")
        ok(await region.client(person_id=UUID(person_id)).put(f"{path}/scores", json=body), 204)
    before = await compared(region, story, story.ids[3])
    organisation = ok(await coordinator.get(path))["organisation_id"]
    board = {"organisation_id": organisation, "role": "Hallitus", "starts": "2023-02-01"}
    ok(await coordinator.post(f"/members/api/people/{story.selectors[1]}/organisations", json=board), 201)

    near = await compared(region, story, story.ids[3])
    given = ok(await coordinator.get(f"{path}/scores"))
    page = await coordinator.get(f"/members/calls/{story.call_id}/comparison?lang=fi")
    paper = await coordinator.get(f"/members/calls/{story.call_id}/proposal.pdf?comments=true&lang=fi")
    listed = await coordinator.get(f"/members/calls/{story.call_id}/comparison/export?lang=fi")

    assert (before["mean"], before["selectors"], before["left_out"]) == (2.5, 3, [])
    assert (near["mean"], near["by_criterion"][0], near["selectors"], near["spread"]) == (5 / 3, 2.5, 2, 1)
    assert [sorted(one["points"] for one in given[part]) for part in ("scores", "left_out")] == [
        [0, 2, 3],
        [5],
    ]
    assert "1 valitsija on lähellä hakijaa. Näitä pisteitä ei lasketa mukaan." in page.text
    assert "Annoin 5." in page.text
    said = " ".join(words_of(paper.content).split())
    assert [one in said for one in ("1 valitsijan pisteitä", "1,7", "2,5")] == [True, True, False]
    row = next(line for line in listed.text.splitlines() if "Malliyhdistys 3" in line)
    assert row.split(";")[-4:] == ["2", "1", "1", "0"]


async def test_scores_wait_for_the_deadline_and_end_with_the_proposal(region: Region, story: Story) -> None:
    chair = region.client("chair", body_id=story.body_id)
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}"
    outcomes = ["selected", "reserve", "rejected", "selected"]
    chosen = [
        {"application_id": one, "outcome": outcome} for one, outcome in zip(story.ids, outcomes, strict=True)
    ]
    region.clock.set("2023-01-20T12:00:00+02:00")
    early = await chair.put(f"/members/api/applications/{story.ids[0]}/scores", json=points(1))
    region.clock.set("2023-01-23T12:00:00+02:00")
    after = ok(await coordinator.put(f"{path}/selection", json={"outcomes": chosen}))
    ok(await coordinator.post(f"{path}/proposal"))

    late = await chair.put(f"/members/api/applications/{story.ids[0]}/scores", json=points(1))

    assert (early.status_code, late.status_code) == (409, 409)
    assert {(one["kind"], one["theme"]) for one in after["warnings"]} >= {
        ("under_target", "vammaiset"),
        ("under_target", "moniala"),
        ("nobody_selected", "ikaihmiset"),
    }


async def test_why_a_target_is_not_met_is_in_the_proposal_before_it_is_decided(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}"
    page = f"/members/calls/{story.call_id}"
    state = ok(await coordinator.get(f"{path}/selection"))["state"]

    asked = await coordinator.get(f"{page}/reasons?lang=fi")
    wrong = await coordinator.post(f"{page}/reasons", data={"reason-vammaiset": "a\x00b"})
    saved = await coordinator.post(f"{page}/reasons", data={"reason-vammaiset": "Kaksi riittää."})
    told = ok(await coordinator.put(f"{path}/selection/reasons", json={"reasons": {"moniala": "Yksi haki."}}))
    paper = await coordinator.get(f"{page}/proposal.pdf?lang=fi")
    shown = await coordinator.get(f"{page}/selection?lang=fi")
    back = ok(await coordinator.put(f"{path}/selection/reasons", json={"reasons": {"moniala": ""}}))

    assert state == "proposed"
    assert 'name="reason-vammaiset"' in asked.text
    assert (wrong.status_code, saved.status_code) == (422, 303)
    assert told["reasons"] == {"vammaiset": "Kaksi riittää.", "moniala": "Yksi haki."}
    text = words_of(paper.content)
    for words in ("Kaksi riittää.", "Yksi haki."):
        assert words in text
        assert words in shown.text
    assert back["reasons"] == {"vammaiset": "Kaksi riittää."}


async def test_why_a_target_is_not_met_is_asked_and_kept_but_never_demanded(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/calls/{story.call_id}/confirm"

    asked = await coordinator.get(f"{path}?lang=fi")
    half = await coordinator.post(f"{path}?lang=fi", data={"section": "5"})
    wrong = await coordinator.post(path, data={"reason-moniala": "a\x00b"})
    confirmed = await coordinator.post(
        path,
        data={
            "reason-moniala": "Vain yksi haki.",
            "organ_fi": "Aluehallitus",
            "day": "2023-01-23",
            "section": "12",
        },
    )

    assert 'name="reason-vammaiset"' in asked.text
    assert (half.status_code, wrong.status_code, confirmed.status_code) == (422, 422, 303)
    kept = await region.rows("members", "SELECT words FROM target_reason ORDER BY words")
    assert [row["words"] for row in kept] == ["Kaksi riittää.", "Vain yksi haki."]


async def test_a_tie_that_begins_after_the_decision_leaves_no_points_out(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    application = ok(await coordinator.get(f"/members/api/applications/{story.ids[3]}"))
    board = {"organisation_id": application["organisation_id"], "role": "Hallitus", "starts": "2023-01-24"}
    before = await compared(region, story, story.ids[3])

    ok(await coordinator.post(f"/members/api/people/{story.selectors[0]}/organisations", json=board), 201)

    assert len(before["left_out"]) == 1
    assert await compared(region, story, story.ids[3]) == before


async def test_every_reading_is_in_the_log_the_coordinator_sees(region: Region, story: Story) -> None:
    reader = UUID("11111111-2222-3333-4444-555555555555")
    region.clock.set("2023-01-24T09:30:00+02:00")
    chair = region.client("chair", body_id=story.body_id, person_id=reader)
    await chair.get(f"/members/calls/{story.call_id}/applications/{story.ids[1]}")
    ok(await chair.get(f"/members/api/applications/{story.ids[2]}"))
    await chair.get(f"/members/calls/{story.call_id}/comparison")
    await chair.get(f"/members/calls/{story.call_id}/applications/{story.ids[1]}/attachments")
    ok(await chair.get(f"/members/api/applications/{story.ids[0]}/attachments"))
    hidden = await chair.get(f"/members/api/calls/{story.call_id}/readings")

    coordinator = region.client("coordinator")
    log = ok(await coordinator.get(f"/members/api/calls/{story.call_id}/readings"))
    page = await coordinator.get(f"/members/calls/{story.call_id}/readings?lang=fi")

    mine = [one for one in log["items"] if one["person_id"] == str(reader)]
    assert {(one["what"], one["application_id"]) for one in mine} == {
        ("application", story.ids[1]),
        ("application", story.ids[2]),
        ("comparison", None),
        ("attachment", story.ids[1]),
        ("attachment", story.ids[0]),
    }
    assert {one["at"] for one in mine} == {"2023-01-24T07:30:00Z"}
    assert hidden.status_code == 404
    assert "Malliyhdistys 1 ry" in page.text


async def test_what_a_coordinator_reads_in_other_places_is_in_the_log_too(
    region: Region, story: Story
) -> None:
    by = UUID("22222222-2222-3333-4444-555555555555")
    coordinator = region.client("coordinator", person_id=by)
    own = ok(await coordinator.get(f"/members/api/applications/{story.ids[3]}"))["person_id"]
    seats = ok(await coordinator.get("/members/api/bodies/kumppanuuspoyta/composition?on=2023-03-02"))
    seat = next(one for one in seats["items"] if one["theme"] == "vammaiset")

    ok(await coordinator.get(f"/members/api/people/{own}/record"))
    await coordinator.get(f"/members/people/{own}")
    await coordinator.get(f"/members/seats/{seat['id']}/fill")
    ok(await region.client(person_id=UUID(own)).get("/members/api/me/record"))

    log = ok(await coordinator.get(f"/members/api/calls/{story.call_id}/readings"))
    assert sorted(
        (one["what"], one["application_id"] or "") for one in log["items"] if one["person_id"] == str(by)
    ) == [
        ("application", story.ids[3]),
        ("record", story.ids[3]),
        ("record", story.ids[3]),
        ("reserves", ""),
    ]


async def test_the_proposal_is_a_tagged_pdf_in_the_readers_language(region: Region, story: Story) -> None:
    region.clock.set("2023-01-24T10:00:00+02:00")
    coordinator = region.client("coordinator")
    path = f"/members/calls/{story.call_id}/proposal.pdf"

    finnish = await coordinator.get(f"{path}?lang=fi")
    swedish = await coordinator.get(f"{path}?lang=sv")

    for answer, language, words in ((finnish, "fi", "Valintaesitys"), (swedish, "sv", "Förslag till val")):
        assert answer.headers["content-type"] == "application/pdf"
        paper = pypdf.PdfReader(BytesIO(answer.content))
        root = paper.root_object
        text = "".join(page.extract_text() for page in paper.pages)
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
        assert b"pdfuaid" in root["/Metadata"].get_data()
        assert words in text
        assert "Malliyhdistys 1 ry" in text
    assert "Vain yksi haki." in words_of(finnish.content)
    assert (await region.client("member", body_id=story.body_id).get(path)).status_code == 404
