"""East Uusimaa as surveys hears of it, and the survey S1 of the acceptance story."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from shared.chassis import links
from shared.contracts.members import BodyChanged, OrganisationRegistered, SeatFilled, ThemeFigure
from shared.contracts.people import PersonChanged
from shared.contracts.surveys import SurveyInvitationIssued
from tests.region import Region

THEMES = ("lapset", "ikaihmiset", "mielenterveys", "vammaiset", "potilaat", "monialat")
BY_THEME = (11, 8, 7, 6, 4, 5)
BODY = uuid5(NAMESPACE_URL, "body")

S1: dict[str, Any] = {
    "title": {"fi": "Yhteistyö hyvinvointialueen kanssa", "sv": "Samarbetet med välfärdsområdet"},
    "purpose": {"fi": "Kysymme, miten yhteistyö sujuu.", "sv": "Vi frågar hur samarbetet fungerar."},
    "audience": "directory",
    "body_id": str(BODY),
    "closes_on": "2023-05-21",
    "min_group": 5,
    "questions": [
        {"kind": "theme", "title": {"fi": "Teema", "sv": "Tema"}, "grouping": True},
        {"kind": "scale_1_5", "title": {"fi": "Kuinka yhteistyö sujuu?", "sv": "Hur fungerar samarbetet?"}},
        {
            "kind": "multiple_choice",
            "title": {"fi": "Missä tapaatte alueen väkeä?", "sv": "Var träffar ni områdets folk?"},
            "choices": [{"fi": "Kokouksissa", "sv": "På möten"}, {"fi": "Verkossa", "sv": "På nätet"}],
            "required": False,
        },
        {"kind": "text", "title": {"fi": "Mitä muuta?", "sv": "Vad annat?"}, "required": False},
    ],
}


async def directory_arrives(region: Region, organisations: int = 64) -> list[UUID]:
    """Let the contact persons, their organisations and the body arrive as events; return the people."""
    people = [uuid4() for _ in range(organisations)]
    await region.arrives(
        body(),
        *(
            PersonChanged(
                person_id=person,
                version=1,
                name=f"Yhteyshenkilö {number}",
                email=f"yhteys{number}@example.org",
                language="sv" if number % 4 == 0 else "fi",
            )
            for number, person in enumerate(people)
        ),
        *(
            OrganisationRegistered(
                organisation_id=uuid4(),
                version=1,
                name=f"Malli {number} ry",
                scope="local",
                contact_person_id=person,
            )
            for number, person in enumerate(people)
        ),
    )
    return people


def body(version: int = 1) -> BodyChanged:
    """Return the partnership table with its six themes."""
    return BodyChanged(
        body_id=BODY,
        version=version,
        slug="jarjestot",
        kind="table",
        name={"fi": "Itä-Uudenmaan järjestöjen kumppanuuspöytä", "sv": "Partnerskapsbordet"},
        purpose={"fi": "Yhteistyö"},
        state="active",
        decision_power=False,
        cadence_min=4,
        cadence_max=6,
        seats=14,
        themes=tuple(
            ThemeFigure(slug=slug, name={"fi": slug.capitalize(), "sv": f"{slug} sv"}, target=2)
            for slug in THEMES
        ),
    )


def seat(person_id: UUID, *, version: int = 1, seat_id: UUID | None = None) -> SeatFilled:
    """Return the filling of a seat for the term 2023–2025."""
    return SeatFilled(
        seat_id=seat_id or uuid4(),
        version=version,
        body_id=BODY,
        person_id=person_id,
        kind="organisation",
        represents="Malli ry",
        starts=date(2023, 3, 1),
        ends=date(2025, 2, 28),
    )


async def draft(region: Region, **changes: Any) -> str:
    """Draft S1, or S1 with changes; return its id."""
    response = await region.client("coordinator").post("/surveys/api/surveys", json=S1 | changes)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def opened(region: Region, at: str = "2023-05-08T09:00:00+03:00", **changes: Any) -> str:
    """Draft a survey and open it at a moment; return its id."""
    region.clock.set(at)
    survey_id = await draft(region, **changes)
    response = await region.client("coordinator").post(f"/surveys/api/surveys/{survey_id}/opening")
    assert response.status_code == 200, response.text
    await region.settled()
    return survey_id


async def tokens(region: Region, survey_id: str) -> list[str]:
    """Return the signed links of the invitations, as the letters carry them."""
    return [
        links.sign(region.instance, "survey", {"id": str(event.invitation_id)})
        for event in await region.events(SurveyInvitationIssued)
        if str(event.survey_id) == survey_id
    ]


def answers(theme: str, language: str = "fi", **others: Any) -> dict[str, Any]:
    """Return answers to S1."""
    return {"language": language, "answers": {"1": theme, "2": 4} | others}


async def answer_s1(region: Region, survey_id: str, *, at: str = "2023-05-15T12:00:00+03:00") -> list[str]:
    """Let 41 of the 64 answer as in the story; return the links of all."""
    region.clock.set(at)
    links_of_all = await tokens(region, survey_id)
    themes = [theme for theme, count in zip(THEMES, BY_THEME, strict=True) for _ in range(count)]
    anyone = region.client()
    for number, (token, theme) in enumerate(zip(links_of_all, themes, strict=False)):
        given = answers(theme, "sv" if number % 5 == 0 else "fi")
        given["answers"] |= {"2": number % 5 + 1, "3": ["1", "2"] if number % 2 else ["2"]}
        if number % 3 == 0:
            given["answers"]["4"] = f"Teksti {number}"
        response = await anyone.post(f"/surveys/api/answers/{token}", json=given)
        assert response.status_code == 201, response.text
    return links_of_all
