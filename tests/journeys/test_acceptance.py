"""The acceptance checks of the scenario that are the members' own, named after them.

They ask the services as they run, in both topologies; `docs/architecture/acceptance.md` lists every check.
"""

from collections import Counter
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import httpx
import psutil

from poyta.migrate import read_instances
from poyta.provision.accounts import provisioner
from poyta.provision.messages import read_messages
from poyta.story.east_uusimaa import BODY, CONSENTS
from shared.chassis import principals
from shared.chassis.principals import COORDINATOR, MEMBER, Principal, Role
from shared.chassis.streams import durable
from shared.chassis.subscriptions import stream_of
from shared.contracts.members import SelectionConfirmed
from tests.journey import NEIGHBOUR, REGION, Journey
from tests.journeys.test_year import OUTCOMES, letters, mails

TABLE = f"/members/bodies/{BODY['slug']}"
COMPOSITION = f"/members/api/bodies/{BODY['slug']}/composition"
RECORDS = (
    "/members/api/calls/{call}/applications",
    "/members/api/calls/{call}/selection",
    "/members/api/calls/{call}/comparison",
    "/members/api/calls/{call}/readings",
    "/members/api/applications/{application}",
    "/meetings/api/rosters/{body}",
    "/meetings/api/meetings/{meeting}/invitations",
    "/meetings/api/meetings/{meeting}/attendance",
    "/members/calls/{call}/applications",
    "/meetings/{meeting}/attendance",
)
LISTS = (
    "/members/api/people",
    "/members/api/organisations",
    "/notifications/api/letters",
    "/members/people",
    "/notifications/letters",
)
# What each theme got: applied, moved in, moved out, then selected, reserve, not selected, withdrawn.
THEMES = {
    "lapset-perheet": (6, 0, 1, 2, 1, 2, 0),
    "ikaihmiset": (4, 0, 0, 2, 1, 1, 0),
    "mielenterveys-paihde": (5, 0, 0, 3, 1, 1, 0),
    "vammaiset": (4, 0, 0, 2, 1, 1, 0),
    "potilas-sairaus": (5, 0, 0, 2, 1, 1, 1),
    "moniala": (3, 1, 0, 2, 1, 1, 0),
}


async def test_a_01_anyone_reads_the_call_the_table_its_calendar_memos_and_results_in_both_languages(
    year: Journey,
) -> None:
    memo, survey = f"/meetings/{year.story.meetings['M1'].id}", f"/surveys/{year.story.survey_id}"
    shown = {
        "fi": {
            f"/members/calls/{year.story.call_id}": "Hae järjestöjen kumppanuuspöydän jäseneksi",
            f"{TABLE}/composition": "Ikäihmisten järjestöt",
            "/meetings": "Kokous 5: matalan kynnyksen kohtaamispaikat",
            memo: "hyväksyivät periaatteen",
            survey: "Yhteistyö hyvinvointialueen kanssa",
        },
        "sv": {
            f"/members/calls/{year.story.call_id}": "Sök till organisationernas partnerskapsbord",
            f"{TABLE}/composition": "Organisationer för de äldre",
            "/meetings": "Möte 5: mötesplatser med låg tröskel",
            memo: "godkände principen",
            survey: "Samarbetet med välfärdsområdet",
        },
    }

    lacking = [
        f"{language} {path}"
        for language, pages in shown.items()
        for path, words in pages.items()
        if words.casefold() not in (await year.page(path, language=language)).casefold()
    ]
    calendar = await year.page("/meetings/calendar.ics")

    assert lacking == []
    assert calendar.count("BEGIN:VEVENT") == 5


async def test_a_01_anyone_sees_the_names_of_those_who_consented_and_nothing_that_is_private(
    year: Journey,
) -> None:
    names = {f"Edustaja IU-{number:02d}" for number in range(1, 65)} | {"Edustaja IU-A1", "Edustaja IU-A2"}
    pages = [await year.page(path) for path in ("/", TABLE, f"{TABLE}/composition", "/members", "/meetings")]

    told = {name for page in pages for name in names if name in page}
    answers = {path: await status(year, path) for path in (*records(year), *LISTS)}

    assert told == {CONSENTS}
    assert [page for page in pages if "@example.org" in page] == []
    assert {path: code for path, code in answers.items() if code not in (303, 401)} == {}


async def test_a_02_the_last_second_of_the_deadline_is_in_time_where_the_clock_is_helsinkis(
    year: Journey,
) -> None:
    commands = {one: " ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])}
    serving = [
        process
        for process, command in commands.items()
        if " serve " in command and str(year.stack.instances) in command
    ]
    last = next(a for a in year.story.applicants if a is year.story.applicants[-1])
    taken = await year.query(
        "SELECT received AT TIME ZONE 'UTC' FROM members.application WHERE id = $1", last.application_id
    )

    assert {process.environ()["TZ"] for process in serving} == {"UTC"}
    assert str(taken[0][0]) == "2023-01-20 21:59:59"
    assert (year.seen["state in the last second"], year.seen["state at midnight"]) == ("open", "closed")
    assert "/apply" not in year.seen["call page at midnight"]
    assert year.story.late_answer["type"].endswith("members/call-closed")


async def test_a_03_the_theme_table_comes_out_of_the_members_service(year: Journey) -> None:
    selection = await year.of_call("/selection")

    found = {
        theme["slug"]: tuple(
            theme[name]
            for name in ("applied", "moved_in", "moved_out", "selected", "reserve", "rejected", "withdrawn")
        )
        for theme in selection["themes"]
    }
    assert found == THEMES
    sums = [sum(row[column] for row in found.values()) for column in (0, 3, 4, 5, 6)]
    assert sums == [27, 13, 6, 7, 1]


async def test_a_04_an_over_target_theme_warns_and_an_empty_one_warns_more_and_neither_blocks(
    year: Journey,
) -> None:
    before, after = year.seen["warnings before"], (await year.of_call("/selection"))["warnings"]

    assert {(warning["kind"], warning["theme"]) for warning in before} == {
        ("nobody_selected", theme) for theme in THEMES
    }
    assert after == [{"kind": "over_target", "theme": "mielenterveys-paihde", "selected": 3, "target": 2}]
    assert (await year.of_call(""))["state"] == "confirmed"


async def test_a_05_each_of_the_26_gets_one_letter_though_the_event_comes_again(year: Journey) -> None:
    before = await letters(year)
    identities = await outcomes(year)
    addresses = Counter(address_of(mail) for mail in mails(year) if mail["Message-ID"] in identities)

    await deliver_again(year, SelectionConfirmed.subject)

    assert len(addresses) == 26
    assert set(addresses.values()) == {1}
    assert await letters(year) == before


async def test_a_06_a_confirmed_selection_reaches_the_invitations_and_the_letters_by_events(
    year: Journey,
) -> None:
    seats = (await year.teller.get(COMPOSITION, on=BODY["term"][0]))["items"]
    roster = await year.teller.get(f"/meetings/api/rosters/{year.story.body_id}", on=BODY["term"][0])
    invited = await year.teller.get(f"/meetings/api/meetings/{year.story.meetings['M1'].id}/invitations")
    addresses = await year.query(
        "SELECT email FROM notifications.recipients WHERE person_id = ANY($1::uuid[])",
        [item["person_id"] for item in invited["invitations"]],
    )

    seated = {seat["id"]: seat["person"]["id"] for seat in seats}
    assert len(seated) == 15
    assert {seat["seat_id"]: seat["person_id"] for seat in roster["seats"]} == seated
    assert sorted(i["person_id"] for i in invited["invitations"]) == sorted(seated.values())
    selected = [a.email for a in year.story.applicants if a.outcome == "selected"]
    assert sorted(row["email"] for row in addresses) == sorted(
        [*selected, "alue-01@example.org", "alue-02@example.org"]
    )


async def test_a_14_resignation_and_replacement_keep_their_history(year: Journey) -> None:
    days = ("2023-08-31", "2023-09-05", "2023-09-12")

    seen = {day: await year.teller.get(COMPOSITION, on=day) for day in days}

    assert [seen[day]["filled"] for day in days] == [15, 14, 15]
    left, taken = year.story.left_seat, one(seen["2023-09-12"], starts="2023-09-12")
    assert left in [seat["id"] for seat in seen["2023-08-31"]["items"]]
    assert left not in [seat["id"] for seat in seen["2023-09-05"]["items"]]
    assert (taken["succeeds"], taken["theme"], taken["ends"]) == (left, "vammaiset", "2025-02-28")
    page = await ask(year, f"{TABLE}/composition?on=2023-09-05&lang=fi")
    assert "5.9.2023" in page.text
    assert "14 paikkaa täytetty" in page.text


async def test_a_16_eight_applications_are_erased_after_six_months_and_the_figures_stay(
    year: Journey,
) -> None:
    rows = year.seen["applications after"]

    erased = [row for row in rows if row["erased"]]
    kept = [row for row in rows if not row["erased"]]
    fates = Counter("withdrawn" if row["withdrawn"] else row["outcome"] for row in erased)
    assert fates == {"rejected": 7, "withdrawn": 1}
    assert {tuple(row)[3:] for row in erased} == {(None, None, "", "", "")}
    assert year.seen["scores after"] == []
    assert Counter(row["outcome"] for row in kept) == {"selected": 13, "reserve": 6}
    assert all(row["person_id"] and row["grounds"] for row in kept)
    assert year.seen["counts before"]["received"] == 27
    assert year.seen["counts after"] == year.seen["counts before"] | {"erased": 8}
    for figures in ("totals", "themes"):
        assert year.seen["selection after"][figures] == year.seen["selection before"][figures]


async def test_a_19_a_user_of_another_region_finds_nothing_here_and_never_hears_forbidden(
    year: Journey,
) -> None:
    instances = read_instances(year.stack.instances)
    stranger = Principal(person_id=uuid4(), name="Vieras", roles=frozenset([Role(COORDINATOR)]))
    member = Principal(person_id=uuid4(), name="Jäsen", roles=frozenset([Role(MEMBER, uuid4())]))

    def token(slug: str, who: Principal) -> str:
        return principals.issue(instances[slug], who, at=year.teller.now)

    asked = {
        (who, path): await status(year, path, at=at, token=session)
        for who, at, session in (
            ("at their own door", NEIGHBOUR, token(NEIGHBOUR, stranger)),
            ("of another body", REGION, token(REGION, member)),
            ("at this door", REGION, token(NEIGHBOUR, stranger)),
            ("anyone", REGION, ""),
        )
        for path in records(year)
    }

    # A session of another region is nobody's here: it is asked to sign in, whatever it asks for.
    for path in records(year):
        assert asked["at their own door", path] == 404
        assert asked["of another body", path] == 404
        assert asked["at this door", path] == asked["anyone", path]
        assert asked["anyone", path] in (303, 401)


async def test_a_19_the_national_operator_sees_figures_and_no_people(year: Journey) -> None:
    operator = Principal(person_id=uuid4(), name="Operaattori", roles=frozenset([Role("operator")]))
    national = principals.issue(
        read_instances(year.stack.instances)["national"], operator, at=year.teller.now
    )

    answers = [
        await ask(year, path, at="national", token=national)
        for path in ("/", "/national/api/picture", "/national/operations")
    ]
    here = {path: await status(year, path, token=national) for path in records(year)}

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    for answer in answers:
        assert "Edustaja" not in answer.text
        assert "@example.org" not in answer.text
        assert not any(applicant.organisation in answer.text for applicant in year.story.applicants)
    assert set(here.values()) <= {303, 401}


def records(year: Journey) -> list[str]:
    """Return the records of the region that only those who may see them see."""
    return [
        path.format(
            call=year.story.call_id,
            application=year.story.applicants[0].application_id,
            body=year.story.body_id,
            meeting=year.story.meetings["M1"].id,
        )
        for path in RECORDS
    ]


async def ask(year: Journey, path: str, *, at: str = REGION, token: str = "") -> httpx.Response:
    headers = {"host": f"{at}.localhost"} | ({"cookie": f"session={token}"} if token else {})
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        return await client.get(f"http://127.0.0.1:{year.stack.port('front')}{path}", headers=headers)


async def status(year: Journey, path: str, *, at: str = REGION, token: str = "") -> int:
    return (await ask(year, path, at=at, token=token)).status_code


async def outcomes(year: Journey) -> set[str]:
    """Return the Message-ID of every letter that told how an application fared."""
    rows = await year.query(
        "SELECT message_id FROM notifications.emails WHERE letter = ANY($1::text[])", list(OUTCOMES)
    )
    return {row["message_id"] for row in rows}


async def deliver_again(year: Journey, subject: str) -> None:
    """Put the messages of a subject into their stream once more; return when notifications has read them."""
    stream, servers = stream_of(SelectionConfirmed), year.stack.servers
    async with provisioner(servers.nats_url, servers.keyring, REGION) as jetstream:
        last = (await jetstream.stream_info(stream)).state.last_seq
        found = [m async for m in read_messages(jetstream, stream, last) if m.subject == subject]
        for message in found:
            await jetstream.publish(subject, message.data, stream=stream)

        async def read() -> bool:
            info = await jetstream.consumer_info(stream, durable("notifications", stream))
            return not info.num_pending and not info.num_ack_pending

        await year.teller.until("the event to be read again", read)
    assert len(found) == 1


def address_of(mail: EmailMessage) -> str:
    return str(mail["To"].addresses[0].addr_spec)


def one(composition: dict[str, Any], *, starts: str) -> dict[str, Any]:
    (found,) = [seat for seat in composition["items"] if seat["starts"] == starts]
    return dict(found)
