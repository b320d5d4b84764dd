"""Attendance and memo of a meeting. What was published stays as it was; a correction is a new edition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.errors import (
    MemoIncomplete,
    NoDecisionPower,
    TranslationDueNeeded,
    TranslationDuePassed,
)
from services.meetings.invitations.model import Invitation
from services.meetings.tables import Table
from shared.chassis.localised import LocalisedText

Status = Literal["present_on_site", "present_remote", "excused", "absent"]
Conclusion = Literal["position", "proposal", "noted", "action", "decision"]

STATUS_OF_ANSWER: Mapping[str, Status] = {
    "on_site": "present_on_site",
    "remote": "present_remote",
    "excused": "excused",
}
STATUSES_OF_MODE: Mapping[str, tuple[Status, ...]] = {
    "teams": ("present_remote", "excused", "absent"),
    "hybrid": ("present_on_site", "present_remote", "excused", "absent"),
    "in_person": ("present_on_site", "excused", "absent"),
}
PRESENT: tuple[Status, ...] = ("present_on_site", "present_remote")
SMALLEST_SHOWN = 5


class AttendanceList(Table):
    """That the attendance of a meeting has been recorded, and how many times it was corrected."""

    __tablename__ = "attendance_lists"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    version: Mapped[int]
    recorded_at: Mapped[datetime]


class Attendance(Table):
    """How one invited person took part in a meeting."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint(
            "status IN ('present_on_site', 'present_remote', 'excused', 'absent')", name="attendance_status"
        ),
        ForeignKeyConstraint(
            ["meeting_id", "person_id"],
            ["invitations.meeting_id", "invitations.person_id"],
            onupdate="CASCADE",
        ),
    )

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("attendance_lists.meeting_id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[Status] = mapped_column(String)


@dataclass(frozen=True)
class Figures:
    """How many were invited and how they took part."""

    on_site: int = 0
    remote: int = 0
    excused: int = 0
    absent: int = 0

    @classmethod
    def of(cls, statuses: Iterable[str]) -> "Figures":
        found = list(statuses)
        return cls(
            on_site=found.count("present_on_site"),
            remote=found.count("present_remote"),
            excused=found.count("excused"),
            absent=found.count("absent"),
        )

    @classmethod
    def of_seats(cls, invitations: Iterable[Invitation], statuses: Mapping[UUID, Status | None]) -> "Figures":
        """Count each seat once: a deputy who came stands for the member, and attendees are not counted."""
        found = [one for one in invitations if one.person_id in statuses]
        came = {
            one.deputises_id: statuses[one.person_id] for one in found if statuses[one.person_id] in PRESENT
        }
        counted = [one for one in found if one.counts and one.deputises_id is None]
        return cls.of(status for one in counted if (status := came.get(one.id) or statuses[one.person_id]))

    @classmethod
    def sum(cls, parts: Iterable["Figures"]) -> "Figures":
        found = list(parts)
        return cls(
            on_site=sum(part.on_site for part in found),
            remote=sum(part.remote for part in found),
            excused=sum(part.excused for part in found),
            absent=sum(part.absent for part in found),
        )

    @property
    def present(self) -> int:
        return self.on_site + self.remote

    @property
    def invited(self) -> int:
        return self.present + self.excused + self.absent

    @property
    def share(self) -> float:
        """The share of the invited who were present, 0–1."""
        return self.present / self.invited if self.invited else 0.0


class Memo(Table):
    """The memo as it is being written. `decision_power` is the body's when the writing began."""

    __tablename__ = "memos"
    __table_args__ = (UniqueConstraint("meeting_id", "decision_power"),)

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    decision_power: Mapped[bool]
    version: Mapped[int] = mapped_column(default=0)
    capacity_id: Mapped[UUID | None]
    """The capacity in which the body met, and what that was called then."""
    capacity: Mapped[LocalisedText] = mapped_column(default=LocalisedText())
    summary: Mapped[LocalisedText]

    def publish(
        self,
        items: "Sequence[MemoItem]",
        *,
        languages: Sequence[str],
        translation_due: date | None,
        at: datetime,
        today: date,
    ) -> "Edition":
        """Return the next edition.

        Raises MemoIncomplete when no language of the region is whole, and TranslationDueNeeded or
        TranslationDuePassed when one is missing without a day to come.
        """
        whole = self.whole_languages(items, languages)
        if not whole:
            raise MemoIncomplete
        missing = [language for language in languages if language not in whole]
        if missing and translation_due is None:
            raise TranslationDueNeeded
        if missing and translation_due is not None and translation_due < today:
            raise TranslationDuePassed
        self.version += 1
        return Edition(
            meeting_id=self.meeting_id,
            version=self.version,
            published_at=at,
            translation_due=translation_due if missing else None,
            languages=whole,
            capacity_id=self.capacity_id,
            capacity=self.capacity,
            summary=self.summary,
            items={"items": [item.printed() for item in items]},
        )

    def whole_languages(self, items: "Sequence[MemoItem]", languages: Sequence[str]) -> list[str]:
        """Return the languages in which the summary and everything written of the items exists."""
        texts = [self.summary, *(text for item in items for text in item.texts() if text)]
        return [language for language in languages if all(getattr(text, language) for text in texts)]


class MemoItem(Table):
    """What was said and concluded of one item of the agenda.

    The copied `decision_power` is tied to the memo's own, so that the database itself refuses a
    decision of a body that makes none.
    """

    __tablename__ = "memo_items"
    __table_args__ = (
        CheckConstraint("conclusion_kind <> 'decision' OR decision_power", name="memo_no_decision_power"),
        CheckConstraint(
            "conclusion_kind IN ('position', 'proposal', 'noted', 'action', 'decision')",
            name="memo_conclusion_kind",
        ),
        ForeignKeyConstraint(["meeting_id", "decision_power"], ["memos.meeting_id", "memos.decision_power"]),
        ForeignKeyConstraint(
            ["agenda_item_id", "meeting_id"], ["agenda_items.id", "agenda_items.meeting_id"]
        ),
        UniqueConstraint("agenda_item_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID]
    decision_power: Mapped[bool]
    agenda_item_id: Mapped[UUID]
    discussion: Mapped[LocalisedText]
    conclusion_kind: Mapped[Conclusion | None] = mapped_column(String)
    conclusion: Mapped[LocalisedText]
    concludes_topic: Mapped[bool]

    def write(self, discussion: LocalisedText, kind: Conclusion | None, conclusion: LocalisedText) -> None:
        """Write the item anew. Raises NoDecisionPower for a decision of a body that makes none."""
        if kind == "decision" and not self.decision_power:
            raise NoDecisionPower
        self.discussion = discussion
        self.conclusion_kind, self.conclusion = kind, conclusion

    def texts(self) -> tuple[LocalisedText, LocalisedText]:
        return self.discussion, self.conclusion

    def printed(self) -> dict[str, Any]:
        """Return the item as an edition keeps it."""
        return {
            "agenda_item_id": str(self.agenda_item_id),
            "discussion": self.discussion.to_dict(),
            "conclusion": {"kind": self.conclusion_kind, "text": self.conclusion.to_dict()}
            if self.conclusion_kind
            else None,
            "concludes_topic": self.concludes_topic,
        }


class Edition(Table):
    """A published memo. A trigger in the database refuses to change or delete it."""

    __tablename__ = "editions"
    __table_args__ = (CheckConstraint("version >= 1", name="edition_version"),)

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("memos.meeting_id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime]
    translation_due: Mapped[date | None]
    languages: Mapped[list[str]] = mapped_column(ARRAY(String))
    capacity_id: Mapped[UUID | None]
    capacity: Mapped[LocalisedText]
    summary: Mapped[LocalisedText]
    items: Mapped[dict[str, Any]]

    def said(self) -> "dict[UUID, Said]":
        """Return what the edition says of each item of the agenda."""
        found = {}
        for item in self.items["items"]:
            conclusion = item["conclusion"] or {"kind": None, "text": {}}
            found[UUID(item["agenda_item_id"])] = Said(
                LocalisedText.of(item["discussion"]), conclusion["kind"], LocalisedText.of(conclusion["text"])
            )
        return found


@dataclass(frozen=True)
class Said:
    """What a published memo says of an item of the agenda."""

    discussion: LocalisedText
    kind: Conclusion | None
    conclusion: LocalisedText


def first_published(editions: Iterable[Edition]) -> dict[str, datetime]:
    """Return when each language was first whole."""
    moments: dict[str, datetime] = {}
    for edition in sorted(editions, key=lambda one: one.version):
        for language in edition.languages:
            moments.setdefault(language, edition.published_at)
    return moments
