"""A name goes out of the words of others, and nothing else goes with it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.members.imports import commands as imports
from services.members.imports.model import ImportFile
from services.members.mentions.model import mentions, named
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members",)
REGION = "ita-uusimaa"
NAME, EMAIL = "Åke Öberg-Ääri (vara)", "ake@kehra.example.org"
WORDS = {
    "Åke Öberg-Ääri (vara) tulee.": "Poistettu henkilö tulee.",
    "ÅKE ÖBERG-ÄÄRI (VARA)": "Poistettu henkilö",
    "(vara) Åke Öberg-Ääri; (vara), Åke Öberg-Ääri": "Poistettu henkilö; Poistettu henkilö",
    "Kysy: Ake@Kehra.example.org.": "Kysy: .",
    "bake@kehra.example.org": "bake@kehra.example.org",
    "b.ake@kehra.example.org": "b.ake@kehra.example.org",
    "ake@kehra.example.org.uk": "ake@kehra.example.org.uk",
    "HÅke Öberg-Ääri (vara)": "HÅke Öberg-Ääri (vara)",
    "Åke ja Öberg": "Åke ja Öberg",
}


def test_a_name_is_found_as_it_is_written_and_in_no_other_name() -> None:
    found = mentions(EMAIL, NAME)

    assert {words: named(words, found) for words in WORDS} == {
        words: words != instead for words, instead in WORDS.items()
    }


async def test_the_database_reads_a_name_as_python_does(region: Region) -> None:
    mended = {}
    for words in WORDS:
        text = words
        for one in mentions(EMAIL, NAME):
            query = "SELECT regexp_replace($1::text, $2::text, $3::text, 'gi')"
            text = (await region.rows("members", query, text, one.pattern, one.instead))[0][0]
        mended[words] = text

    assert mended == WORDS


@pytest.mark.parametrize("name", ["Aino", ""])
def test_a_single_word_is_too_common_to_be_a_name(name: str) -> None:
    assert not named("Aino Aalto kävi. Aino lähti.", mentions(EMAIL, name))


async def test_a_name_that_is_also_anothers_stays_and_only_the_address_goes(region: Region) -> None:
    first = await _known(region, "Maija Kaima", "maija1@example.org")
    second = await _known(region, "Maija Kaima", "maija2@example.org")
    words = "Maija Kaima, maija1@example.org, maija2@example.org"
    organisation = await _organisation(region, "Kaimat ry", description=words)

    await _erase(region, first)
    described = await _described(region, organisation)
    await _erase(region, second)

    assert described == "Maija Kaima, , maija2@example.org"
    assert await _described(region, organisation) == "Poistettu henkilö, , "


async def test_undoing_a_merge_brings_no_erased_contact_back(region: Region) -> None:
    person_id = await _known(region, "Yhteys Henkilönen", "yhteys@example.org")
    contact = {"contact_person_id": str(person_id), "contact_email": "yhteys@example.org"}
    kept = await _organisation(region, "Pysyvä ry", contact_phone="040 111 2222", **contact)
    gone = await _organisation(region, "Poistuva ry", contact_email="toimisto@example.org")
    merges = f"/members/api/organisations/{kept}/merges"
    taken = {"merged_id": gone, "take": ["contact_person_id", "contact_email", "contact_phone"]}
    merge = ok(await region.client("coordinator").post(merges, json=taken), 201)

    await _erase(region, person_id)
    ok(await region.client("coordinator").post(f"/members/api/merges/{merge['id']}/undoing"))

    back = ok(await region.client("coordinator").get(f"/members/api/organisations/{kept}"))
    assert (back["contact_person_id"], back["contact_email"], back["contact_phone"]) == (None, None, "")


async def test_the_telephone_beside_an_erased_address_goes_too(region: Region) -> None:
    person_id = await _known(region, "Kysy Täältä", "kysy@example.org")
    coordinator = region.client("coordinator")
    ok(await coordinator.post("/members/api/bodies", json=acts.table()), 201)
    path = "/members/api/bodies/kumppanuuspoyta"
    asking = {"title": {"fi": "Suunnittelija"}, "email": "kysy@example.org", "phone": "040 111 2222"}
    ok(await coordinator.put(f"{path}/contact", json=asking), 204)
    own = {"contact_email": "kysy@example.org", "contact_phone": "040 111 2222"}
    call = ok(await coordinator.post(f"{path}/calls", json=acts.call() | own), 201)

    await _erase(region, person_id)

    left = ok(await coordinator.get(path))["contact"]
    called = ok(await coordinator.get(f"/members/api/calls/{call['id']}"))
    assert left == {"title": {"fi": "Suunnittelija"}, "organisation": "", "email": "", "phone": ""}
    assert (called["contact_email"], called["contact_phone"]) == ("", "")


async def test_a_name_goes_out_of_why_a_selector_stands_aside_and_of_a_request_for_names(
    region: Region,
) -> None:
    person_id = await _known(region, "Sisko Sukulainen", "sisko@example.org")
    words, mended = "Sisko Sukulainen, sisko@example.org", "Poistettu henkilö, "
    # The table is that of the test above.
    bodies = "/members/api/bodies/kumppanuuspoyta"
    region.clock.set("2022-12-15T10:00:00+02:00")
    coordinator = region.client("coordinator")
    call_id = ok(await coordinator.post(f"{bodies}/calls", json=acts.call()), 201)["id"]
    ok(await coordinator.post(f"/members/api/calls/{call_id}/publication"))
    region.clock.set("2022-12-29T09:00:00+02:00")
    coordinator = region.client("coordinator")
    applications = f"/members/api/calls/{call_id}/applications"
    applied = ok(await region.client().post(applications, json=acts.offer(1, "moniala")), 201)
    asked = {"asked_by": words, "organ": {"fi": f"Toimikunta {words}"}, "words": {"sv": words}, "names": 1}
    days = {"asked_on": "2022-12-29", "deadline_day": "2023-03-16"}
    nomination = ok(await coordinator.post(f"{bodies}/nominations", json=asked | days), 201)
    region.clock.set("2023-01-23T12:00:00+02:00")
    coordinator = region.client("coordinator")
    conflict = f"/members/api/applications/{applied['application_id']}/conflict"
    ok(await coordinator.put(conflict, json={"words": f"Sisareni on {words}"}), 204)

    await _erase(region, person_id)

    compared = ok(await coordinator.get(f"/members/api/calls/{call_id}/comparison"))
    left = ok(await coordinator.get(f"/members/api/nominations/{nomination['id']}"))
    assert [one for row in compared["items"] for one in row["conflicts"]] == [f"Sisareni on {mended}"]
    assert (left["asked_by"], left["organ"], left["words"]) == (
        mended,
        {"fi": f"Toimikunta {mended}"},
        {"sv": mended},
    )


@pytest.mark.parametrize(("cell", "left"), [("Tiina Tiedosto", 0), ("Tiina Toinen", 1)])
async def test_a_file_nobody_has_read_yet_is_thrown_away_when_it_names_the_person(
    region: Region, cell: str, left: int
) -> None:
    station = region.process._stations[region.instance.slug, "members"]
    found = mentions("tiina@example.org", "Tiina Tiedosto")

    with suppress(_Enough):
        async with station.transactions.begin() as tx:
            content = f"Nimi;Yhteys\r\nVyyhti ry;{cell}\r\n".encode()
            file = ImportFile.bring("lista.csv", content, verified=False, by=None, at=tx.at)
            tx.add(file)
            await tx.flush()
            await imports.forget_files(tx, lambda words: named(words, found))
            await tx.flush()
            kept = len(await tx.all(select(ImportFile.id).where(ImportFile.id == file.id)))
            raise _Enough

    assert kept == left


async def test_what_is_told_of_a_saved_file_is_forgotten_after_90_days(region: Region) -> None:
    station = region.process._stations[region.instance.slug, "members"]
    left = []

    with suppress(_Enough):
        async with station.transactions.begin() as tx:
            file = ImportFile.bring("lista.csv", b"", verified=False, by=None, at=tx.at)
            file.read(["Nimi"], {"0": "name"})
            file.finish(added=1, updated=0, at=tx.at)
            tx.add(file)
            await tx.flush()
            for days in (90, 91):
                await imports.forget_old(tx, tx.at + timedelta(days=days))
                left.append(len(await tx.all(select(ImportFile.id).where(ImportFile.id == file.id))))
            raise _Enough

    assert left == [1, 0]


class _Enough(Exception):  # noqa: N818 - it ends a transaction that is not to be kept
    """Nothing of this stays."""


async def _known(region: Region, name: str, email: str) -> UUID:
    person = {"name": name, "email": email, "language": "fi"}
    known = ok(await region.client("coordinator").post("/members/api/people", json=person), 201)
    return UUID(known["person_id"])


async def _organisation(region: Region, name: str, **facts: Any) -> str:
    body = {"name": name, "scope": "local", "municipality": "638", "language": "fi"} | facts
    made = ok(await region.client("coordinator").post("/members/api/organisations", json=body), 201)
    return str(made["id"])


async def _described(region: Region, organisation: str) -> str:
    found = ok(await region.client("coordinator").get(f"/members/api/organisations/{organisation}"))
    return str(found["description"])


async def _erase(region: Region, person_id: UUID) -> None:
    ok(await region.client("coordinator").post(f"/members/api/people/{person_id}/erasure"), 204)
