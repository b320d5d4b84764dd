"""East Uusimaa's year: the numbers come from the services, not from the test."""

from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import httpx
from icalendar import Calendar

from poyta.story.east_uusimaa import BODY, CONSENTS
from shared.chassis.principals import ANYONE
from tests.journey import Journey


def mails(year: Journey) -> list[EmailMessage]:
    files = sorted(year.stack.mail_dir.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]  # type: ignore[misc]


async def letters(year: Journey) -> Counter[str]:
    log = await year.teller.get("/notifications/api/letters")
    sent: Counter[str] = Counter()
    for row in log["counts"]:
        sent[row["letter"]] += row["sent"]
    return sent


async def test_twenty_seven_applications_are_received_as_the_scenario_counts_them(year: Journey) -> None:
    answer = await year.teller.get(f"/members/api/calls/{year.story.call_id}/applications")

    counts = answer["counts"]
    assert counts["received"] == 27
    assert counts["by_channel"] == {"form": 21, "email": 6}
    assert counts["by_language"] == {"fi": 20, "sv": 7}
    assert counts["by_scope"] == {"local": 15, "regional": 7, "national": 5}
    assert counts["by_theme"] == dict(zip(BODY["themes"], (6, 4, 5, 4, 5, 3), strict=True))


async def test_the_late_attempt_is_refused_kindly_and_counted(year: Journey) -> None:
    answer = await year.teller.get(f"/members/api/calls/{year.story.call_id}/applications")

    assert year.story.late_answer["type"].endswith("members/call-closed")
    assert answer["counts"]["late_attempts"] == 1


async def test_thirteen_are_selected_six_in_reserve_seven_not_and_one_withdrew(year: Journey) -> None:
    selection = await year.teller.get(f"/members/api/calls/{year.story.call_id}/selection")

    totals = selection["totals"]
    fates = [
        totals[name] for name in ("received", "selected", "reserve", "rejected", "withdrawn", "undecided")
    ]
    assert fates == [27, 13, 6, 7, 1, 0]
    assert [warning["theme"] for warning in selection["warnings"]] == ["mielenterveys-paihde"]


async def test_fifteen_sit_at_the_table_again_after_a_member_left_and_a_reserve_came(
    year: Journey,
) -> None:
    path = f"/members/api/bodies/{BODY['slug']}/composition"

    days = ("2023-03-01", "2023-09-05", "2023-09-12")
    filled = [(await year.teller.get(path, on=day))["filled"] for day in days]

    assert filled == [15, 14, 15]


async def test_each_of_the_twenty_six_evaluated_applicants_gets_exactly_one_letter(year: Journey) -> None:
    async def all_sent() -> Counter[str] | None:
        sent = await letters(year)
        return sent if sum(sent[name] for name in OUTCOMES) >= 26 else None

    sent = await year.teller.until("the letters of the selection", all_sent)

    assert [sent[name] for name in OUTCOMES] == [13, 6, 7]
    identities = [mail["Message-ID"] for mail in mails(year)]
    assert len(identities) == len(set(identities))


async def test_every_member_accepts_the_principle_of_representation(year: Journey) -> None:
    found = await year.teller.get(f"/members/api/bodies/{BODY['slug']}/pledges")

    # Who came in the middle of the term was asked, and has not accepted in the story.
    assert Counter(one["accepted"] is not None for one in found["items"]) == {True: 14, False: 1}
    assert {one["text_version"] for one in found["items"]} == {1, None}


async def test_the_call_is_announced_by_letter_to_the_sixty_four_of_the_directory(year: Journey) -> None:
    log = await year.teller.get("/notifications/api/letters", letter="call_opened", limit=100)
    path = f"/members/api/calls/{year.story.call_id}/announcement"

    again = await year.teller.ask("POST", path, 409)

    assert (log["total"], len({item["person_id"] for item in log["letters"]})) == (64, 64)
    assert again["type"].endswith("members/not-at-this-point")


async def test_letters_are_written_in_the_language_of_their_reader(year: Journey) -> None:
    log = await year.teller.get("/notifications/api/letters", letter="selection_selected", limit=50)

    assert Counter(item["language"] for item in log["letters"]) == {"fi": 9, "sv": 4}


async def test_the_years_attendance_is_sixty_six_of_seventy_five(year: Journey) -> None:
    report = await year.teller.get(f"/meetings/api/bodies/{year.story.body_id}/attendance", year=2023)

    sums = report["sums"]
    assert [sums[name] for name in ("invited", "present", "on_site", "remote", "excused", "absent")] == [
        75, 66, 23, 43, 8, 1,
    ]  # fmt: skip
    assert sums["share"] == 0.88
    assert [meeting["present"] for meeting in report["meetings"]] == [13, 12, 14, 13, 14]


async def test_every_invitation_holds_one_calendar_request_for_its_reader(year: Journey) -> None:
    invitations = [
        (mail, part.get_content())
        for mail in mails(year)
        for part in mail.walk()
        if part.get_content_type() == "text/calendar" and not part.is_attachment()
        if year.teller.instance.host in mail["Message-ID"]
    ]
    calendars = [(mail["To"].addresses[0].addr_spec, Calendar.from_ical(text)) for mail, text in invitations]

    assert len(calendars) == 75
    assert {str(calendar["METHOD"]) for _, calendar in calendars} == {"REQUEST"}
    for address, calendar in calendars:
        event = calendar.walk("VEVENT")[0]
        assert str(event["ATTENDEE"]).lower() == f"mailto:{address}"
    assert len({str(calendar.walk("VEVENT")[0]["UID"]) for _, calendar in calendars}) == 5


async def test_the_survey_says_forty_one_of_sixty_four_and_hides_the_small_group(year: Journey) -> None:
    results = await year.teller.get(f"/surveys/api/surveys/{year.story.survey_id}/results", who=ANYONE)

    assert (results["invited"], results["answers"]) == (64, 41)
    assert round(results["response_rate"], 3) == 0.641
    assert {row["key"]: row["answers"] for row in results["languages"]} == {"fi": 32, "sv": 9}
    # The group of four, and the group of five that would give it away by subtraction.
    assert [group["answers"] for group in results["groups"]] == [11, 8, 7, 6, None, None]


async def test_memos_are_published_in_both_languages_and_say_when_one_is_still_to_come(
    year: Journey,
) -> None:
    meeting = year.story.meetings["M3"].id
    now = await year.page(f"/meetings/{meeting}", language="sv")

    assert "skriftlig ändring" not in year.seen["M3 sv before the translation"]
    assert "29.6.2023" in year.seen["M3 sv before the translation"]
    assert "skriftlig ändring" in now


async def test_a_body_without_decision_power_cannot_store_a_decision(year: Journey) -> None:
    meeting = year.story.meetings["M5"].id
    known = await year.teller.get(f"/meetings/api/meetings/{meeting}")
    decision = {"kind": "decision", "text": {"fi": "Päätettiin.", "sv": "Beslutades."}}

    answer = await year.teller.ask(
        "PUT",
        f"/meetings/api/meetings/{meeting}/memo",
        422,
        json={
            "summary": {"fi": "x", "sv": "x"},
            "items": [
                {
                    "agenda_item_id": known["agenda"][0]["id"],
                    "discussion": {},
                    "conclusion": decision,
                    "concludes_topic": False,
                }
            ],
        },
    )

    assert answer["type"].endswith("meetings/no-decision-power")


async def test_anyone_reads_the_call_in_finnish_and_in_swedish(year: Journey) -> None:
    assert "Hae järjestöjen kumppanuuspöydän jäseneksi" in year.seen["call page fi"]
    assert "20.1.2023" in year.seen["call page fi"]
    assert "Sök till organisationernas partnerskapsbord" in year.seen["call page sv"]


async def test_the_front_page_tells_the_news_and_names_no_one_who_has_not_consented(year: Journey) -> None:
    front = await year.page("/")
    swedish = await year.page("/", language="sv")

    assert "Kokous 5: matalan kynnyksen kohtaamispaikat" in front
    assert "Möte 5: mötesplatser med låg tröskel" in swedish
    for path in ("/", "/members", f"/members/bodies/{BODY['slug']}", "/meetings", "/surveys"):
        assert "Edustaja IU" not in (await year.page(path)).replace(CONSENTS, "")


async def test_national_shows_the_region_from_its_public_events_alone(year: Journey) -> None:
    async def region_of_the_picture() -> dict[str, Any] | None:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(
                f"http://127.0.0.1:{year.stack.port('front')}/national/api/picture",
                headers={"host": "national.localhost"},
            )
        regions = {region["slug"]: region for region in answer.json()["regions"]}
        body = next(iter(regions.get("ita-uusimaa", {}).get("bodies", [])), None)
        return body if body and body["filled"] == 15 else None

    body = await year.teller.until("the picture", region_of_the_picture)

    assert (body["seats"], body["filled"], body["cadence_min"], body["cadence_max"]) == (14, 15, 4, 6)
    assert sum(theme["filled"] for theme in body["themes"]) == 13


OUTCOMES = ("selection_selected", "selection_reserve", "selection_rejected")
