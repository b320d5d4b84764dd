"""The mailbox keeps every mail and shows it."""

import smtplib
from collections.abc import AsyncIterator
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from poyta.embedded import mailpages
from poyta.embedded.stack import Stack
from tests.conftest import no_migrations

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest_asyncio.fixture(scope="module")
async def mailbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    var = tmp_path_factory.mktemp("mailbox")
    async with Stack(var, migrate=no_migrations, regions=(), parts=("mailbox", "caddy")) as running:
        yield running


def send(stack: Stack, to: str, subject: str, text: str, calendar: str | None = None) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "poyta@ita-uusimaa.localhost", to, subject
    mail.set_content(text)
    if calendar:
        mail.add_alternative(calendar, subtype="calendar")
    with smtplib.SMTP("127.0.0.1", stack.port("smtp")) as smtp:
        smtp.send_message(mail)


def client(stack: Stack) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{stack.port('front')}",
        headers={"Host": "mail.localhost"},
        trust_env=False,
    )


def texts_of_links(html: str) -> list[str]:
    links: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "a":
                links.append(dict(attrs)["href"] or "")

    Links().feed(html)
    return links


async def test_each_mail_is_one_whole_file_with_its_recipient(mailbox: Stack) -> None:
    before = set(mailbox.mail_dir.glob("*.eml"))

    send(mailbox, "agare@example.fi", "Kutsu: kumppanuuspöytä", "Tervetuloa")

    (file,) = set(mailbox.mail_dir.glob("*.eml")) - before
    mail = mailpages.read(file)
    assert (mail.recipients, mail.subject, mail.text.strip()) == (
        "agare@example.fi",
        "Kutsu: kumppanuuspöytä",
        "Tervetuloa",
    )
    assert file.read_bytes().startswith(b"X-Envelope-To: agare@example.fi\r\n")


async def test_the_inbox_shows_the_newest_first_and_finds_a_recipient(mailbox: Stack) -> None:
    send(mailbox, "eka@example.fi", "Older", "1")
    send(mailbox, "toka@example.fi", "Newer", "2")

    async with client(mailbox) as pages:
        everyone = (await pages.get("/")).text
        one = (await pages.get("/", params={"to": "EKA@"})).text
        nobody = (await pages.get("/", params={"to": "<b>"})).text

    assert everyone.index("Newer") < everyone.index("Older")
    assert "Older" in one
    assert "Newer" not in one
    assert "No mail to this recipient yet." in nobody
    assert "<b>" not in nobody


async def test_a_mail_shows_its_text_with_links_and_its_calendar_to_download(mailbox: Stack) -> None:
    send(
        mailbox,
        "kutsu@example.fi",
        "M1",
        "Vastaa: http://a.localhost:8080/r?t=1&u=2. <script>x</script>",
        CALENDAR,
    )
    name = max(mailbox.mail_dir.glob("*.eml")).stem

    async with client(mailbox) as pages:
        page = await pages.get(f"/mails/{name}")
        calendar = await pages.get(f"/mails/{name}/invitation.ics")

    assert texts_of_links(page.text)[1:] == [
        "http://a.localhost:8080/r?t=1&u=2",
        f"/mails/{name}/invitation.ics",
    ]
    assert "<script>" not in page.text
    assert "METHOD:REQUEST" in page.text
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "METHOD:REQUEST" in calendar.text


async def test_a_mail_that_is_not_there_is_not_found(mailbox: Stack) -> None:
    async with client(mailbox) as pages:
        for path in (
            "/mails/20200101T000000-00",
            "/mails/..%2f..%2fports",
            "/mails/x/invitation.ics",
            "/other",
        ):
            assert (await pages.get(path)).status_code == 404


async def test_the_door_says_that_a_stopped_part_is_coming_back(mailbox: Stack) -> None:
    async with client(mailbox) as pages:
        mailbox.kill("mailbox")
        away = await pages.get("/", timeout=10)
        await mailbox.start("mailbox")
        back = await pages.get("/")

    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert "<h1>One moment</h1>" in away.text
    assert back.status_code == 200


async def test_mail_that_is_kept_survives_a_kill(mailbox: Stack) -> None:
    send(mailbox, "kept@example.fi", "Kept", "x")

    mailbox.kill("mailbox")
    await mailbox.start("mailbox")

    async with client(mailbox) as pages:
        assert "Kept" in (await pages.get("/", params={"to": "kept@"})).text


def test_a_broken_mail_is_still_shown(tmp_path: Path) -> None:
    file = tmp_path / "20260101T000000-00.eml"
    file.write_bytes(b"Content-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe")

    assert mailpages.read(file).subject == "(no subject)"
