"""Letters that one may do without: stopping them in one click, and choosing among them."""

from datetime import date
from uuid import UUID, uuid4

from shared.contracts.cooperation import MatterAnswered, MemberNewsShared, PledgeAsked, ThemeReported
from shared.contracts.people import PersonChanged, PersonErased
from tests.notifications.conftest import Mail, posted
from tests.notifications.test_emails import person
from tests.region import Region

REGION = "ita-uusimaa"
TITLE = {"fi": "Kumppanuuspöytä", "sv": "Partnerskapsbordet"}
THEME = {"fi": "Ikäihmiset", "sv": "De äldre"}


def report_to(someone: PersonChanged) -> ThemeReported:
    return ThemeReported(
        report_id=uuid4(),
        body_id=uuid4(),
        person_id=someone.person_id,
        title=TITLE,
        theme=THEME,
        represents="Malli ry",
    )


def stop_address(mail: Mail, someone: PersonChanged) -> str:
    return str(mail.to(someone.email)[0]["List-Unsubscribe"]).strip("<>")


async def test_a_report_goes_out_once_in_the_readers_language_with_a_way_to_stop(
    region: Region, mail: Mail
) -> None:
    reader, event_id = person("sv"), uuid4()
    report = report_to(reader)

    await region.arrives(reader)
    await region.arrives(report, event_id=event_id)
    await region.arrives(report, event_id=event_id)
    await posted(region)

    (letter,) = mail.to(reader.email)
    assert letter["Subject"] == "Rapport till temats organisationer: De äldre"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/members/reports/{report.report_id}?lang=sv" in letter.get_content()
    assert stop_address(mail, reader) in letter.get_content()


async def test_the_mail_program_stops_a_kind_of_letters_in_one_click_and_no_other_kind(
    region: Region, mail: Mail
) -> None:
    reader = person()
    await region.arrives(reader, report_to(reader))
    await posted(region)
    address = stop_address(mail, reader)

    shown = await region.client().get(address)
    before = await region.rows(
        "notifications", "SELECT 1 FROM choices WHERE person_id = $1", reader.person_id
    )
    stopped = await region.client().post(address, data={"List-Unsubscribe": "One-Click"})
    answered = MatterAnswered(
        matter_id=uuid4(), body_id=uuid4(), person_id=reader.person_id, title=TITLE, theme=THEME
    )
    await region.arrives(report_to(reader), answered)
    await posted(region)

    # Looking at the page stops nothing: mail programs fetch links by themselves.
    assert (shown.status_code, before, stopped.status_code) == (200, [], 200)
    assert [letter["Subject"] for letter in mail.to(reader.email)] == [
        "Raportti teeman järjestöille: Ikäihmiset",
        "Asiaasi on vastattu: Ikäihmiset",
    ]


async def test_a_letter_of_ones_task_has_no_way_to_stop(region: Region, mail: Mail) -> None:
    member = person()
    asked = PledgeAsked(seat_id=uuid4(), body_id=uuid4(), person_id=member.person_id, title=TITLE)

    await region.arrives(member, asked)
    await posted(region)

    (letter,) = mail.to(member.email)
    assert letter["List-Unsubscribe"] is None
    assert "/members/me?lang=fi" in letter.get_content()


async def test_who_takes_a_seat_is_welcomed_with_the_body_the_days_and_where_to_begin(
    region: Region, mail: Mail
) -> None:
    member, body_id = person(), uuid4()
    asked = PledgeAsked(
        seat_id=uuid4(),
        body_id=body_id,
        person_id=member.person_id,
        title=TITLE,
        body_slug="kumppanuuspoyta",
        kind="county",
        represents="Hyvinvointialue",
        term_starts=date(2023, 3, 1),
        term_ends=date(2025, 2, 28),
    )
    deputy = person()
    instead = asked.model_copy(
        update={"seat_id": uuid4(), "person_id": deputy.person_id, "is_deputy": True, "kind": "organisation"}
    )
    told = asked.model_copy(update={"seat_id": uuid4(), "told": True})
    attendee = person()
    attends = asked.model_copy(
        update={"seat_id": uuid4(), "person_id": attendee.person_id, "kind": "attendee"}
    )

    await region.arrives(member, deputy, attendee, asked, instead, told, attends)
    await posted(region)

    (letter,) = mail.to(member.email)
    text = letter.get_content()
    assert letter["Subject"] == "Tervetuloa: Kumppanuuspöytä"
    assert "Edustat: Hyvinvointialue." in text
    assert "Tehtävä alkaa ke 1.3.2023 ja päättyy pe 28.2.2025." in text
    assert ("Paikalla edustetaan" in text, "/members/me?lang=fi" in text) == (False, True)
    assert f"/meetings?body={body_id}&lang=fi" in text
    assert "/members/bodies/kumppanuuspoyta/composition?on=2023-03-01&lang=fi" in text
    (other,) = mail.to(deputy.email)
    words = ("Olet varajäsen: Kumppanuuspöytä", "Paikalla edustetaan")
    assert [one in other.get_content() for one in words] == [True, True]
    (third,) = mail.to(attendee.email)
    words = ("Osallistut kokouksiin: Kumppanuuspöytä", "hyväksy se", f"/meetings?body={body_id}&lang=fi")
    assert [one in third.get_content() for one in words] == [True, False, True]


async def test_news_of_fellow_members_comes_only_to_those_who_chose_it(region: Region, mail: Mail) -> None:
    chose, silent = person(), person()
    await region.arrives(chose, silent)
    me = region.client("member", person_id=chose.person_id)

    page = await me.get("/notifications/mine?lang=fi")
    saved = await me.post("/notifications/mine", data={"letters": ["member_news"]})
    for reader in (chose, silent):
        await region.arrives(
            MemberNewsShared(news_id=uuid4(), person_id=reader.person_id, represents="Malli ry")
        )
    await posted(region)

    kept = (await me.get("/notifications/api/me/choices")).json()["items"]
    assert page.text.count(" checked") == 4
    assert saved.status_code == 303
    assert [one["letter"] for one in kept if one["wants"]] == ["member_news"]
    assert [letter["Subject"] for letter in mail.to(chose.email)] == ["Uutinen jäsenjärjestöltä: Malli ry"]
    assert mail.to(silent.email) == []


async def test_what_one_cannot_do_without_is_not_chosen(region: Region) -> None:
    someone = person()
    await region.arrives(someone)
    me = region.client("member", person_id=someone.person_id)

    answers = [
        (await me.put(f"/notifications/api/me/choices/{letter}", json={"wants": False})).status_code
        for letter in ("sign_in", "theme_report")
    ]

    assert answers == [404, 204]


async def test_an_erased_persons_choices_go_and_the_link_stops_nothing(region: Region, mail: Mail) -> None:
    reader = person()
    await region.arrives(reader, report_to(reader))
    await posted(region)
    address = stop_address(mail, reader)
    await region.client().post(address)

    await region.arrives(PersonErased(person_id=reader.person_id, version=2))

    again = await region.client().post(address)
    assert await _choices(region, reader.person_id) == []
    assert again.status_code == 410


async def _choices(region: Region, person_id: UUID) -> list[str]:
    query = "SELECT letter FROM choices WHERE person_id = $1"
    return [row[0] for row in await region.rows("notifications", query, person_id)]
