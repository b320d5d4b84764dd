"""Moving to another e-mail address: a link goes to the new one; till it is used, the present one holds."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest_asyncio

from shared.contracts.members import SignInRequested
from tests.members.acts import ok
from tests.notifications.conftest import Mail, mail, posted
from tests.privacy.search import messages_with, tables_with
from tests.region import Region

__all__ = ["mail"]

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"
NAME, OLD, NEW = "Muuttava Henkilö", "vanha@example.org", "uusi@example.org"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def person_id(region: Region, mail: Mail) -> UUID:
    person_id = await _known(region, NAME, OLD)
    await posted(region)
    mail.taken.clear()
    return person_id


async def test_a_link_goes_to_the_new_address_and_the_old_one_is_told(
    region: Region, person_id: UUID, mail: Mail
) -> None:
    me = region.client("member", person_id=person_id)

    asked = await me.post("/members/me/address", data={"email": NEW})
    await posted(region)

    (to_new,), (to_old,) = mail.to(NEW), mail.to(OLD)
    page = await me.get("/members/me?lang=fi")
    assert asked.status_code == 303
    assert NAME not in str(to_new)
    assert to_new["To"].addresses[0].display_name == ""
    assert "/members/address/" in to_new.get_content()
    assert "/members/address/" not in to_old.get_content()
    assert NEW not in to_old.get_content()
    assert (OLD in page.text, NEW in page.text) == (True, True)


async def test_the_old_address_works_until_the_link_is_used(
    region: Region, person_id: UUID, mail: Mail
) -> None:
    before = len(mail.to(OLD))

    ok(await region.client().post("/members/api/sign-ins", json={"email": OLD}), 202)
    ok(await region.client().post("/members/api/sign-ins", json={"email": NEW}), 202)
    await posted(region)

    assert len(mail.to(OLD)) == before + 1
    assert len(mail.to(NEW)) == 1


async def test_the_link_says_what_it_does_and_works_once(region: Region, person_id: UUID, mail: Mail) -> None:
    link = _link(mail, NEW)
    anyone = region.client()

    shown = await anyone.get(f"{link}?lang=fi")
    unchanged = await _address(region, person_id)
    used = await anyone.post(f"{link}?lang=fi")
    again = [(await anyone.get(link)).status_code, (await anyone.post(link)).status_code]
    changes = ok(await region.client("member", person_id=person_id).get("/members/api/me/record"))["changes"]

    assert (shown.status_code, used.status_code, again) == (200, 200, [410, 410])
    assert NEW in shown.text
    assert NAME not in shown.text
    assert unchanged == OLD
    assert await _address(region, person_id) == NEW
    assert sorted(one["what"] for one in changes) == ["email", "email_asked"]


async def test_after_it_nothing_knows_the_old_address_and_its_links_are_void(
    region: Region, person_id: UUID, mail: Mail
) -> None:
    await region.settled()
    sent = mail.to(OLD)[-1].get_content()
    sign_in = re.search(r"/members/sign-in/\S+", sent)
    before = len(await region.events(SignInRequested))

    opened = await region.client().post(sign_in[0] if sign_in else "")
    ok(await region.client().post("/members/api/sign-ins", json={"email": OLD}), 202)
    ok(await region.client().post("/members/api/sign-ins", json={"email": NEW}), 202)
    await posted(region)

    assert opened.status_code == 410
    assert len(await region.events(SignInRequested)) == before + 1
    assert len(mail.to(NEW)) == 2
    assert await tables_with(region, OLD) == []
    assert await messages_with(region, OLD) == []


async def test_only_the_last_link_counts_and_a_change_can_be_given_up(region: Region, mail: Mail) -> None:
    person_id = await _known(region, "Epäröivä Henkilö", "eparoiva@example.org")
    me, anyone = region.client("member", person_id=person_id), region.client()

    for email in ("yksi@example.org", "kaksi@example.org"):
        ok(await me.post("/members/api/me/address", json={"email": email}), 202)
        await posted(region)
    first = await anyone.post("/members/api" + _api(_link(mail, "yksi@example.org")))
    ok(await me.delete("/members/api/me/address"), 204)
    second = await anyone.post("/members/api" + _api(_link(mail, "kaksi@example.org")))
    await region.settled()

    assert (first.status_code, second.status_code) == (410, 410)
    assert await _address(region, person_id) == "eparoiva@example.org"
    assert await tables_with(region, "kaksi@example.org") == []
    assert await messages_with(region, "kaksi@example.org") == []


async def test_a_letter_to_an_address_that_was_given_up_is_not_sent(region: Region, mail: Mail) -> None:
    person_id = await _known(region, "Perunut Henkilö", "perunut@example.org")
    me = region.client("member", person_id=person_id)
    mail.down()
    ok(await me.post("/members/api/me/address", json={"email": "erehdys@example.org"}), 202)
    await region.settled()

    ok(await me.delete("/members/api/me/address"), 204)
    await region.settled()
    mail.up()
    region.clock.set((region.clock() + timedelta(hours=1)).isoformat())
    await posted(region)

    assert mail.to("erehdys@example.org") == []
    assert len(mail.to("perunut@example.org")) == 2, "who was added, and that a change was asked"


async def test_a_link_is_too_old_after_a_day(region: Region, mail: Mail) -> None:
    person_id = await _known(region, "Hidas Henkilö", "hidas@example.org")
    asked = await region.client("coordinator").post(
        f"/members/api/people/{person_id}/address", json={"email": "hidas2@example.org"}
    )
    await posted(region)
    region.clock.set((region.clock() + timedelta(hours=24)).isoformat())

    late = await region.client().post(_link(mail, "hidas2@example.org"))

    assert (asked.status_code, late.status_code) == (202, 410)
    assert await _address(region, person_id) == "hidas@example.org"


async def test_an_address_of_somebody_else_is_refused_only_to_its_reader(region: Region, mail: Mail) -> None:
    person_id = await _known(region, "Toinen Henkilö", "toinen@example.org")
    await _known(region, "Kolmas Henkilö", "kolmas@example.org")
    me = region.client("member", person_id=person_id)

    ok(await me.post("/members/api/me/address", json={"email": "kolmas@example.org"}), 202)
    await posted(region)
    refused = await region.client().post("/members/api" + _api(_link(mail, "kolmas@example.org")))
    same = await me.post("/members/me/address", data={"email": "toinen@example.org"})

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/address-taken")
    assert same.status_code == 422
    assert await _address(region, person_id) == "toinen@example.org"


async def test_nobody_asks_for_another_and_not_without_end(region: Region) -> None:
    person_id = await _known(region, "Ahkera Henkilö", "ahkera@example.org")
    path = f"/members/api/people/{person_id}/address"
    me = region.client("member", person_id=person_id)

    others = [
        (await client.post(path, json={"email": "x@example.org"})).status_code
        for client in (region.client(), region.client("member"), region.client("chair"))
    ]
    often = [
        (await me.post("/members/api/me/address", json={"email": f"x{n}@example.org"})).status_code
        for n in range(6)
    ]

    assert others == [401, 404, 404]
    assert often == [202, 202, 202, 202, 202, 409]


async def _known(region: Region, name: str, email: str) -> UUID:
    person = {"name": name, "email": email, "language": "fi"}
    known = ok(await region.client("coordinator").post("/members/api/people", json=person), 201)
    return UUID(known["person_id"])


async def _address(region: Region, person_id: UUID) -> str:
    found = await region.rows("members", "SELECT email FROM person WHERE id = $1", person_id)
    return str(found[0]["email"])


def _link(mail: Mail, email: str) -> str:
    sent = "\n".join(letter.get_content() for letter in mail.to(email))
    found = re.search(r"https?://\S+(/members/address/[^?\s]+)", sent)
    assert found, "the letter has no link"
    return str(httpx.URL(found[1]))


def _api(link: str) -> str:
    return link.replace("/members/address/", "/addresses/")


async def test_a_person_sees_which_letters_were_sent_to_them_and_to_nobody_else(
    region: Region, person_id: UUID, mail: Mail
) -> None:
    me = region.client("member", person_id=person_id)
    other = region.client("member")

    mine = ok(await me.get("/notifications/api/me/letters"))
    page = await me.get("/notifications/mine?lang=fi")

    kinds = sorted(one["letter"] for one in mine["letters"])
    assert kinds == ["address_asked", "address_confirm", "person_added", "sign_in", "sign_in"]
    assert {one["state"] for one in mine["letters"]} == {"sent"}
    assert "Uusi sähköpostiosoite vahvistettavana" in page.text
    assert ok(await other.get("/notifications/api/me/letters"))["total"] == 0
    assert (await region.client().get("/notifications/api/me/letters")).status_code == 401
