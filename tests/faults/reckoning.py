"""The comparison at the end: what was promised is there, once."""

import json
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from poyta.provision.messages import Message
from shared.contracts.meetings import InvitationIssued, RsvpReceived
from shared.contracts.members import ApplicationReceived
from tests.faults.load import Load
from tests.faults.scene import REGION, Scene


@dataclass
class Reckoning:
    """The figures, and each thing that is not as it should be."""

    letters: int = 0
    sent_twice: dict[str, int] = field(default_factory=dict)
    events: int = 0
    wrong: list[str] = field(default_factory=list)

    def equal(self, what: str, found: object, expected: object) -> None:
        """Note what differs."""
        if found == expected:
            return
        if isinstance(found, Counter) and isinstance(expected, Counter):
            found, expected = found - expected, expected - found
            what = f"{what}, what the two have not in common"
        self.wrong.append(f"{what}: {found!r}, expected {expected!r}"[:600])


async def reckon(scene: Scene, *loads: Load) -> Reckoning:
    """Wait until all is quiet and compare the books with rows, events and letters."""
    await scene.settled()
    books = Reckoning()
    streams = await scene.host.messages(REGION)
    for stream, messages in streams.items():
        if stream.startswith("OBJ_"):
            continue
        books.events += len(messages)
        twice = [key for key, n in Counter(_event_id(m) for m in messages).items() if n > 1]
        books.equal(f"events twice in {stream}", twice, [])
    books.equal("dead letters", [m.data.decode() for m in streams["DLQ"]], [])
    events = [json.loads(message.data) for message in streams["EVENTS"]]
    for load in loads:
        books.wrong += load.wrong
    await _applications(scene, books, loads, events)
    await _answers(scene, books, loads, events)
    await _invitations(scene, books, events)
    await _letters(scene, books)
    return books


async def _applications(
    scene: Scene, books: Reckoning, loads: tuple[Load, ...], events: list[dict[str, Any]]
) -> None:
    rows = await scene.host.query(
        REGION,
        "SELECT a.id::text AS id, p.email FROM members.application a"
        " JOIN members.person p ON p.id = a.person_id",
    )
    asked = {f"{one.name}@example.org": one for load in loads for one in load.applications}
    books.equal("applications", Counter(row["email"] for row in rows), Counter(list(asked)))
    for row in rows:
        told = asked[row["email"]].application_id if row["email"] in asked else ""
        books.equal("the id the applicant was told", told or row["id"], row["id"])
    received = Counter(_of(ApplicationReceived.subject, events, "application_id"))
    books.equal("ApplicationReceived", received, Counter(row["id"] for row in rows))
    receipts = await scene.host.query(
        REGION,
        "SELECT context->>'application_id' AS id FROM notifications.emails"
        " WHERE letter = 'application_received'",
    )
    books.equal("receipts", Counter(row["id"] for row in receipts), received)


async def _answers(
    scene: Scene, books: Reckoning, loads: tuple[Load, ...], events: list[dict[str, Any]]
) -> None:
    rows = await scene.host.query(REGION, "SELECT id::text AS id, answer FROM meetings.invitations")
    stored = {row["id"]: row["answer"] for row in rows}
    last = {one.invitation_id: one.last for load in loads for one in load.answers.values() if one.last}
    books.equal("answers", {key: stored.get(key) for key in last}, last)
    told = Counter(_of(RsvpReceived.subject, events, "invitation_id"))
    for identity in stored:
        mine = [load.answers[identity] for load in loads if identity in load.answers]
        least = sum(one.accepted for one in mine)
        most = least + sum(one.unanswered for one in mine)
        if not least <= told[identity] <= most:
            books.wrong.append(f"RsvpReceived of {identity}: {told[identity]}, expected {least} to {most}")


async def _invitations(scene: Scene, books: Reckoning, events: list[dict[str, Any]]) -> None:
    rows = await scene.host.query(REGION, "SELECT id::text AS id FROM meetings.invitations")
    issued = Counter(_of(InvitationIssued.subject, events, "invitation_id"))
    books.equal("InvitationIssued", issued, Counter(row["id"] for row in rows))
    letters = await scene.host.query(
        REGION,
        "SELECT context->>'invitation_id' AS id FROM notifications.emails"
        " WHERE letter = 'meeting_invitation'",
    )
    books.equal("invitation letters", Counter(row["id"] for row in letters), issued)


async def _letters(scene: Scene, books: Reckoning) -> None:
    rows = await scene.host.query(REGION, "SELECT message_id, failed_at FROM notifications.emails")
    sink = Counter(_message_id(file.read_bytes()) for file in scene.stack.mail_dir.glob("*.eml"))
    books.letters = len(rows)
    books.equal("letters given up", [row["message_id"] for row in rows if row["failed_at"]], [])
    books.equal("letters in the sink", set(sink), {row["message_id"] for row in rows})
    books.equal("letters in the log", len({row["message_id"] for row in rows}), len(rows))
    books.sent_twice = {key: n for key, n in sink.items() if n > 1}


def _of(subject: str, events: list[dict[str, Any]], field_name: str) -> list[str]:
    return [event["data"][field_name] for event in events if event["type"] == subject]


def _event_id(message: Message) -> str:
    return message.headers.get("Nats-Msg-Id") or str(json.loads(message.data)["id"])


def _message_id(mail: bytes) -> str:
    return str(message_from_bytes(mail, policy=policy.default)["Message-ID"])
