"""The steps any table's year is made of: people come, meetings are called, held and written down."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from poyta.story.teller import Teller
from shared.chassis.principals import ANYONE, Principal

Words = Mapping[str, str]
Step = Callable[[], Awaitable[None]]


class Story(Protocol):
    """What happens in one region, step by step."""

    @property
    def teller(self) -> Teller:
        """The one who tells it."""
        ...

    def steps(self) -> list[tuple[str, Step]]:
        """Return the steps with their moments, in order."""
        ...


async def play(stories: Sequence[Story], *, until: datetime, since: datetime | None = None) -> None:
    """Play several stories side by side, in the order of time: what comes after `since`, up to `until`."""
    steps = [
        (story.teller.moment(written), number, story, written, step)
        for story in stories
        for number, (written, step) in enumerate(story.steps())
    ]
    for moment, _, story, written, step in sorted(steps, key=lambda item: item[:2]):
        if moment <= until and (since is None or moment > since):
            story.teller.at(written)
            await step()


@dataclass
class Meeting:
    """A meeting of the story, and how it went."""

    title: Words
    starts: str
    ends: str
    mode: str
    place: Words
    agenda: Sequence[Mapping[str, Any]]
    on_site: int = 0
    remote: int = 0
    excused: int = 0
    absent: int = 0
    id: str = ""
    invited: list[str] = field(default_factory=list)

    @property
    def statuses(self) -> list[str]:
        return (
            ["present_on_site"] * self.on_site
            + ["present_remote"] * self.remote
            + ["excused"] * self.excused
            + ["absent"] * self.absent
        )


async def person(teller: Teller, name: str, email: str, language: str) -> str:
    """Make a person known and return the id."""
    known = await teller.post("/members/api/people", {"name": name, "email": email, "language": language})
    return str(known["person_id"])


async def agree(teller: Teller, candidate: Mapping[str, Any], candidate_id: str) -> None:
    """Let a candidate say yes to being named."""
    who = await signed_in(teller, candidate)
    await teller.post(f"/members/api/me/candidacies/{candidate_id}/agreement", who=who)


async def signed_in(teller: Teller, whom: Mapping[str, Any]) -> Principal:
    """Return somebody as they are when signed in."""
    known = await person(teller, whom["name"], whom["email"], whom["language"])
    return Principal(person_id=UUID(known), name=whom["name"])


async def set_up(teller: Teller, body: Mapping[str, Any]) -> str:
    """Set up a body and return its id once the other services know it."""
    terms = [
        {"starts": teller.day(term["starts"]), "ends": teller.day(term["ends"])} for term in body["terms"]
    ]
    made = await teller.post("/members/api/bodies", {**body, "terms": terms})
    return str(made["id"])


async def convene(teller: Teller, body_id: str, meeting: Meeting, *, seats: int) -> None:
    """Draft a meeting and call it, once the roster has all the people of that day."""
    day = teller.day(meeting.starts)

    async def roster_is_whole() -> bool:
        roster = await teller.get(f"/meetings/api/rosters/{body_id}", on=day)
        return len([seat for seat in roster["seats"] if seat["counts"]]) == seats

    await teller.until(f"{seats} seats on the roster of {meeting.title}", roster_is_whole)
    drafted = await teller.post(
        "/meetings/api/meetings",
        {
            "body_id": body_id,
            "title": meeting.title,
            "starts": teller.moment(meeting.starts).isoformat(),
            "ends": teller.moment(meeting.ends).isoformat(),
            "mode": meeting.mode,
            "place": meeting.place,
            "remote_link": "" if meeting.mode == "in_person" else "https://teams.example.org/poyta",
            "agenda": meeting.agenda,
        },
    )
    meeting.id = drafted["id"]
    await teller.post(f"/meetings/api/meetings/{meeting.id}/convocation")


async def answer(teller: Teller, meeting: Meeting) -> None:
    """Let the invited answer by the links of their letters; who will be absent does not answer."""
    answers = {"present_on_site": "on_site", "present_remote": "remote", "excused": "excused"}
    members, _others = await _invitations(teller, meeting)
    for invitation, status in zip(members, meeting.statuses, strict=False):
        if status in answers:
            token = teller.link("rsvp", invitation["id"])
            await teller.post(f"/meetings/api/rsvp/{token}", {"answer": answers[status]}, who=ANYONE)


async def hold(teller: Teller, meeting: Meeting) -> None:
    """Write down who came; those with an office and no seat always do."""
    members, others = await _invitations(teller, meeting)
    there = "present_remote" if meeting.mode == "teams" else "present_on_site"
    entries = [
        {"person_id": invitation["person_id"], "status": status}
        for invitation, status in [
            *zip(members, meeting.statuses, strict=True),
            *((one, there) for one in others),
        ]
    ]
    await teller.put(f"/meetings/api/meetings/{meeting.id}/attendance", {"entries": entries})


async def publish_memo(
    teller: Teller,
    meeting: Meeting,
    summary: Words,
    *,
    concludes: Sequence[str] = (),
    languages: Sequence[str],
    translation_due: str | None = None,
) -> None:
    """Write the memo in the given languages and publish it."""
    known = await teller.get(f"/meetings/api/meetings/{meeting.id}")
    items = [
        {
            "agenda_item_id": item["id"],
            "discussion": _only(languages, _DISCUSSION),
            "conclusion": {"kind": "position", "text": _only(languages, _POSITION)}
            if item["topic_id"] in concludes
            else {"kind": "noted", "text": _only(languages, _NOTED)},
            "concludes_topic": item["topic_id"] in concludes,
        }
        for item in known["agenda"]
    ]
    await teller.put(
        f"/meetings/api/meetings/{meeting.id}/memo", {"summary": _only(languages, summary), "items": items}
    )
    due = {"translation_due": teller.day(translation_due)} if translation_due else {}
    await teller.post(f"/meetings/api/meetings/{meeting.id}/memo/publication", due)


async def _invitations(teller: Teller, meeting: Meeting) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the invitations of those who have a seat, and of the others at the table."""
    answer = await teller.get(f"/meetings/api/meetings/{meeting.id}/invitations")
    standing = [invitation for invitation in answer["invitations"] if not invitation["withdrawn"]]
    return [one for one in standing if one["counts"]], [one for one in standing if not one["counts"]]


def _only(languages: Sequence[str], words: Words) -> dict[str, str]:
    return {language: words[language] for language in languages if language in words}


_DISCUSSION = {
    "fi": "Keskustelussa painotettiin, että järjestöt otetaan mukaan jo valmistelun alussa.",
    "sv": "I diskussionen betonades att organisationerna ska tas med redan när beredningen inleds.",
}
_POSITION = {
    "fi": "Pöydän kanta kirjattiin ja välitetään valmisteluun.",
    "sv": "Bordets ståndpunkt antecknades och förs vidare till beredningen.",
}
_NOTED = {"fi": "Merkittiin tiedoksi.", "sv": "Antecknades för kännedom."}
