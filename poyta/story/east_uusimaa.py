"""A year of East Uusimaa's partnership table, step by step, with the numbers of scenario.json."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any
from uuid import UUID

from poyta.story import table
from poyta.story.table import Meeting, Step
from poyta.story.teller import Teller
from shared.chassis.principals import ANYONE, MEMBER, Principal, Role

WORDS: dict[str, Any] = json.loads(files("poyta").joinpath("data/story/ita-uusimaa.json").read_text("utf-8"))
_SCENARIO: dict[str, Any] = json.loads(files("poyta").joinpath("data/scenario.json").read_text("utf-8"))
BODY: dict[str, Any] = _SCENARIO["regions"][0]["bodies"][0]
DIRECTORY = 64
ENTERED_FROM_EMAIL = 6
LANGUAGES = ("fi", "sv")
CONSENTS = "Edustaja IU-02"
"""The member who lets the name be shown to everyone."""


@dataclass
class Applicant:
    """An organisation that applies, and how it will fare."""

    number: int
    organisation: str
    theme: str
    fate: str
    language: str
    scope: str
    application_id: str = ""

    @property
    def email(self) -> str:
        return f"iu-{self.number:02d}@example.org"

    @property
    def outcome(self) -> str:
        """The outcome in the end; who moves to another theme is not selected there."""
        return "rejected" if self.fate == "moved" else self.fate


@dataclass
class EastUusimaa:
    """The table's year. What became of it is in the fields."""

    teller: Teller
    body_id: str = ""
    call_id: str = ""
    survey_id: str = ""
    left_seat: str = ""
    late_answer: dict[str, Any] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    applicants: list[Applicant] = field(default_factory=list)

    def steps(self) -> list[tuple[str, Step]]:
        """Return the steps with their moments, in order."""
        steps: list[tuple[str, Step]] = [
            ("2022-12-15T10:00", self.open_region),
            ("2022-12-29T09:00", self.publish_call),
            ("2023-01-10T12:00", self.receive_applications),
            ("2023-01-20T23:59:59", self.receive_the_last_in_time),
            ("2023-01-21T00:00:30", self.refuse_the_late_one),
            ("2023-01-25T10:00", self.withdraw),
            ("2023-01-30T10:00", self.select),
            ("2023-02-06T10:00", self.confirm),
            ("2023-03-07T15:45", self.accept_the_principle),
            ("2023-03-08T09:00", self.let_a_name_be_shown),
            ("2023-05-08T09:00", self.open_survey),
            ("2023-05-15T12:00", self.answer_survey),
            ("2023-05-29T09:00", self.publish_results),
            ("2023-08-31T12:00", self.resign),
            ("2023-09-12T12:00", self.replace),
        ]
        for topic in WORDS["topics"]:
            steps.append((topic["at"], lambda topic=topic: self.bring(topic)))  # type: ignore[misc]
        for planned in BODY["meetings"]:
            steps += self._meeting_steps(planned)
        return sorted(steps, key=lambda step: datetime.fromisoformat(step[0]))

    async def open_region(self) -> None:
        self.body_id = await table.set_up(self.teller, WORDS["body"])
        self.applicants = _applicants()
        for number in range(1, DIRECTORY + 1):
            applicant = self.applicants[number - 1] if number <= len(self.applicants) else None
            language = applicant.language if applicant else ("sv" if number % 4 == 0 else "fi")
            contact = await table.person(
                self.teller, f"Edustaja IU-{number:02d}", f"iu-{number:02d}@example.org", language
            )
            municipality = WORDS["municipalities"][number % len(WORDS["municipalities"])]
            await self.teller.post(
                "/members/api/organisations",
                {
                    "name": applicant.organisation
                    if applicant
                    else f"Malliyhdistys {number:02d} {municipality[1]} ry",
                    "scope": applicant.scope if applicant else "local",
                    "municipality": municipality[0],
                    "language": language,
                    "contact_person_id": contact,
                },
            )

    async def publish_call(self) -> None:
        call = BODY["call"]
        drafted = await self.teller.post(
            f"/members/api/bodies/{BODY['slug']}/calls",
            {
                **WORDS["call"],
                "opens": self.teller.now.isoformat(),
                "deadline": self.teller.day(call["deadline"]),
                "term_starts": self.teller.day(BODY["term"][0]),
                "term_ends": self.teller.day(BODY["term"][1]),
            },
        )
        self.call_id = drafted["id"]
        await self.teller.post(f"/members/api/calls/{self.call_id}/publication")
        await self.teller.post(f"/members/api/calls/{self.call_id}/announcement")

    async def receive_applications(self) -> None:
        for applicant in self.applicants[:-1]:
            await self._apply(applicant, by_email=applicant.number <= ENTERED_FROM_EMAIL)

    async def receive_the_last_in_time(self) -> None:
        await self._apply(self.applicants[-1], by_email=False)

    async def refuse_the_late_one(self) -> None:
        late = Applicant(99, "Myöhäinen Malli ry", "moniala", "late", "fi", "local")
        self.late_answer = await self.teller.post(
            f"/members/api/calls/{self.call_id}/applications", _application(late), expect=409, who=ANYONE
        )

    async def withdraw(self) -> None:
        for applicant in self._with("withdrawn"):
            token = self.teller.link("application", applicant.application_id)
            await self.teller.post(
                f"/members/api/applications/{applicant.application_id}/withdrawal",
                {"token": token},
                who=ANYONE,
            )

    async def select(self) -> None:
        for applicant in self._with("moved"):
            await self.teller.post(
                f"/members/api/applications/{applicant.application_id}/move",
                {"theme": "moniala", "consent": True, "how": "phone"},
            )
        outcomes = [
            {"application_id": applicant.application_id, "outcome": applicant.outcome}
            for applicant in self.applicants
            if applicant.fate != "withdrawn"
        ]
        await self.teller.put(f"/members/api/calls/{self.call_id}/selection", {"outcomes": outcomes})

    async def confirm(self) -> None:
        await self.teller.post(f"/members/api/calls/{self.call_id}/confirmation")
        for number in range(1, BODY["county_seats"] + 1):
            email = f"alue-{number:02d}@example.org"
            await self.teller.post(
                f"/members/api/bodies/{BODY['slug']}/seats",
                {
                    "kind": "county",
                    "represents": "Itä-Uudenmaan hyvinvointialue",
                    "starts": self.teller.day(BODY["term"][0]),
                    "ends": self.teller.day(BODY["term"][1]),
                    "person": {"name": f"Edustaja IU-A{number}", "email": email, "language": "fi"},
                    "theme": None,
                    "organisation_id": None,
                },
            )

    async def accept_the_principle(self) -> None:
        for seat in await self._seats():
            path = f"/members/api/me/pledges/{seat['id']}"
            await self.teller.put(path, None, who=self._member(seat))

    async def let_a_name_be_shown(self) -> None:
        seat = await self._seat_of(CONSENTS)
        await self.teller.send(
            f"/members/bodies/{BODY['slug']}/own-name", {"allow": "1"}, who=self._member(seat)
        )

    async def open_survey(self) -> None:
        drafted = await self.teller.post(
            "/surveys/api/surveys",
            {
                "title": WORDS["survey"]["title"],
                "purpose": WORDS["survey"]["purpose"],
                "audience": "directory",
                "body_id": self.body_id,
                "closes_on": self.teller.day(BODY["surveys"][0]["closes"]),
                "min_group": BODY["surveys"][0]["min_group"],
                "questions": WORDS["survey"]["questions"],
            },
        )
        self.survey_id = drafted["id"]
        await self.teller.post(f"/surveys/api/surveys/{self.survey_id}/opening")

    async def answer_survey(self) -> None:
        """Answer by the links of the letters; whoever holds a link, the answer is nobody's."""

        async def letters() -> list[str] | None:
            tokens = self.teller.tokens("/surveys/answer/")
            return tokens if len(tokens) == DIRECTORY else None

        tokens = await self.teller.until("the letters of the survey", letters)
        choices = Random(1)  # noqa: S311 - the same answers every time
        for number, (theme, token) in enumerate(zip(_survey_themes(), tokens, strict=False)):
            language = "sv" if number % 9 in (4, 8) and number < 41 else "fi"
            answers: dict[str, Any] = {"1": theme, "2": choices.randint(2, 5), "3": choices.randint(1, 4)}
            answers["4"] = [str(choices.randint(1, 3))]
            if number % 5 == 0:
                answers["5"] = choices.choice(WORDS["survey"]["texts"][language])
            await self.teller.post(
                f"/surveys/api/answers/{token}",
                {"language": language, "answers": answers},
                who=ANYONE,
            )

    async def publish_results(self) -> None:
        async def counted() -> bool:
            results = await self.teller.get(f"/surveys/api/surveys/{self.survey_id}/results")
            return bool(results["answers"] == BODY["surveys"][0]["answers"])

        await self.teller.until("the ballots to be counted", counted)
        await self.teller.post(f"/surveys/api/surveys/{self.survey_id}/publication")

    async def resign(self) -> None:
        seat = await self._seat_of_disability_theme()
        await self.teller.post(f"/members/api/seats/{seat}/vacate", {"on": self.teller.day("2023-08-31")})
        self.left_seat = seat

    async def replace(self) -> None:
        await self.teller.post(
            f"/members/api/seats/{self.left_seat}/fill", {"on": self.teller.day("2023-09-12")}
        )

    async def bring(self, topic: dict[str, Any]) -> None:
        brought = await self.teller.post(
            "/meetings/api/topics",
            {
                "body_id": self.body_id,
                "title": topic["title"],
                "category": topic["category"],
                "level": topic["level"],
            },
        )
        self.topics[topic["id"]] = brought["id"]

    def _meeting_steps(self, planned: dict[str, Any]) -> list[tuple[str, Step]]:
        name = planned["id"]
        words = WORDS["meetings"][name]
        starts = datetime.fromisoformat(planned["at"])
        held = (starts + timedelta(hours=2, minutes=30)).isoformat(timespec="minutes")
        convened = (starts - timedelta(days=14)).isoformat(timespec="minutes")
        steps: list[tuple[str, Step]] = [
            (convened, lambda: self._convene(planned)),
            # Late enough that also the one who came two days before the meeting has a letter.
            ((starts - timedelta(days=2)).isoformat(timespec="minutes"), lambda: self._answer(name)),
            (held, lambda: table.hold(self.teller, self.meetings[name])),
            (words["memo"], lambda: self._publish_memo(name)),
        ]
        if "translation" in words:
            steps.append((words["translation"], lambda: self._publish_memo(name, translated=True)))
        return steps

    async def _convene(self, planned: dict[str, Any]) -> None:
        words = WORDS["meetings"][planned["id"]]
        starts = datetime.fromisoformat(planned["at"])
        topics = {topic["id"]: topic["title"] for topic in WORDS["topics"]}
        agenda = [{"title": title, "text": {}, "topic_id": None} for title in words["agenda"]]
        agenda += [{"title": topics[t], "text": {}, "topic_id": self.topics[t]} for t in words["topics"]]
        meeting = Meeting(
            title=words["title"],
            starts=planned["at"],
            ends=(starts + timedelta(hours=2)).isoformat(timespec="minutes"),
            mode=planned["mode"],
            place=words["place"],
            agenda=agenda,
            on_site=planned["on_site"],
            remote=planned["remote"],
            excused=planned["excused"],
            absent=planned["absent"],
        )
        self.meetings[planned["id"]] = meeting
        # Between the resignation and the reserve's coming the roster has fourteen.
        seats = 14 if "2023-08-31" < self.teller_day(planned) < "2023-09-12" else planned["invited"]
        await table.convene(self.teller, self.body_id, meeting, seats=seats)

    def teller_day(self, planned: dict[str, Any]) -> str:
        """Return the day of the story on which a meeting is called."""
        return (datetime.fromisoformat(planned["at"]) - timedelta(days=14)).date().isoformat()

    async def _answer(self, name: str) -> None:
        meeting = self.meetings[name]

        async def everyone_is_invited() -> bool:
            answer = await self.teller.get(f"/meetings/api/meetings/{meeting.id}/invitations")
            counted = [item for item in answer["invitations"] if item["counts"] and not item["withdrawn"]]
            return len(counted) == len(meeting.statuses)

        await self.teller.until(f"the invitations of {name}", everyone_is_invited)
        await table.answer(self.teller, meeting)

    async def _publish_memo(self, name: str, *, translated: bool = False) -> None:
        words = WORDS["meetings"][name]
        waits = "translation" in words and not translated
        await table.publish_memo(
            self.teller,
            self.meetings[name],
            words["summary"],
            concludes=[self.topics[topic] for topic in words.get("concludes", [])],
            languages=("fi",) if waits else LANGUAGES,
            translation_due=words["translation"] if waits else None,
        )

    async def _apply(self, applicant: Applicant, *, by_email: bool) -> None:
        path = f"/members/api/calls/{self.call_id}"
        if by_email:
            received = {"received": (self.teller.now - timedelta(hours=applicant.number)).isoformat()}
            taken = await self.teller.post(f"{path}/entered-applications", _application(applicant) | received)
        else:
            taken = await self.teller.post(f"{path}/applications", _application(applicant), who=ANYONE)
        applicant.application_id = taken["application_id"]

    def _with(self, fate: str) -> list[Applicant]:
        return [applicant for applicant in self.applicants if applicant.fate == fate]

    def _member(self, seat: dict[str, Any]) -> Principal:
        """Return the holder of a seat, signed in."""
        roles = frozenset([Role(MEMBER, UUID(self.body_id))])
        return Principal(person_id=UUID(seat["person"]["id"]), name=seat["person"]["name"], roles=roles)

    async def _seats(self) -> list[dict[str, Any]]:
        today = self.teller.now.date().isoformat()
        composition = await self.teller.get(f"/members/api/bodies/{BODY['slug']}/composition", on=today)
        return [dict(seat) for seat in composition["items"]]

    async def _seat_of(self, name: str) -> dict[str, Any]:
        return next(seat for seat in await self._seats() if seat["person"]["name"] == name)

    async def _seat_of_disability_theme(self) -> str:
        composition = await self.teller.get(
            f"/members/api/bodies/{BODY['slug']}/composition", on=self.teller.day("2023-08-30")
        )
        return str(next(seat["id"] for seat in composition["items"] if seat["theme"] == "vammaiset"))


def application_of(number: int, organisation: str, theme: str) -> dict[str, Any]:
    """Return the application of an organisation that comes after the story's own."""
    language = "sv" if organisation.endswith("rf") else "fi"
    applicant = Applicant(number, organisation, theme, "new", language, "local")
    person = {"name": f"Hakija {number:02d}", "email": f"hakija-{number:02d}@example.org"}
    return _application(applicant) | person


def _applicants() -> list[Applicant]:
    number = 0
    found = []
    for theme, fates in WORDS["applications"].items():
        for organisation, fate in zip(WORDS["names"][theme], fates, strict=True):
            number += 1
            scope = next((s for s, names in WORDS["scopes"].items() if organisation in names), "local")
            language = "sv" if organisation in WORDS["swedish"] else "fi"
            found.append(Applicant(number, organisation, theme, fate, language, scope))
    return found


def _application(applicant: Applicant) -> dict[str, Any]:
    return {
        "organisation": applicant.organisation,
        "scope": applicant.scope,
        "name": f"Edustaja IU-{applicant.number:02d}",
        "email": applicant.email,
        "language": applicant.language,
        "theme": applicant.theme,
        "grounds": WORDS["grounds"][applicant.language],
        "commits": True,
    }


def _survey_themes() -> list[str]:
    by_theme = BODY["surveys"][0]["by_theme"]
    return [theme for theme, answers in zip(BODY["themes"], by_theme, strict=True) for _ in range(answers)]
