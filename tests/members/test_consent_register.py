"""The register of consents: purpose, version of the words, when given and when withdrawn."""

from uuid import UUID

from services.members.consents import queries
from services.members.erasures.model import TOLD_KEPT
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"


async def test_the_coordinator_sees_every_consent_with_its_words_and_times(region: Region) -> None:
    region.clock.set("2023-01-10T12:00:00+02:00")
    coordinator = region.client("coordinator")
    person = {"name": "Sulo Suostuja", "email": "sulo@example.org", "language": "fi"}
    known = ok(await coordinator.post("/members/api/people", json=person), 201)
    own = region.client("member", person_id=UUID(known["person_id"]))
    empty = await coordinator.get("/members/consents?lang=fi")
    ok(await own.put("/members/api/me/consents/expertise"), 204)
    region.clock.set("2023-02-11T12:00:00+02:00")
    coordinator = region.client("coordinator")
    own = region.client("member", person_id=UUID(known["person_id"]))
    ok(await own.delete("/members/api/me/consents/expertise"), 204)

    page = await coordinator.get("/members/consents?lang=fi")
    strange = await own.get("/members/consents")

    assert [empty.status_code, page.status_code, strange.status_code] == [200, 200, 404]
    assert "Sulo Suostuja" not in empty.text
    words = queries.purposes()["expertise"].words.read("fi").text
    for shown in ("Sulo Suostuja", "10.1.2023", "11.2.2023", words):
        assert shown in page.text


def test_the_words_of_every_version_are_kept() -> None:
    for purpose in queries.purposes().values():
        assert sorted(purpose.versions) == list(range(1, purpose.version + 1))


def test_the_words_tell_how_long_after_a_change_what_was_told_is_kept() -> None:
    words = [queries.purposes()[slug].words.to_dict() for slug in ("telephone", "accessibility")]

    assert [
        sorted(language for language in one if f" {TOLD_KEPT.days} " in one[language]) for one in words
    ] == [["en", "fi", "sv"]] * 2
