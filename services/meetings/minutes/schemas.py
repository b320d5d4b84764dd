"""Attendance and memos as JSON and as forms."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.meetings.calendar.model import Meeting
from services.meetings.invitations.model import Invitation
from services.meetings.minutes.model import Conclusion, Edition, Figures, Memo, MemoItem, Status
from services.meetings.topics.schemas import OptionalText, words
from shared.contracts.envelope import Words


class EntryIn(BaseModel):
    """How one person took part."""

    person_id: UUID
    status: Status


class AttendanceIn(BaseModel):
    """How everyone invited took part."""

    entries: Annotated[list[EntryIn], Field(max_length=500)]


class AttendanceForm(AttendanceIn):
    """The matrix: one field a person, `status_<person id>`."""

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "entries": [
                {"person_id": name.removeprefix("status_"), "status": status}
                for name, status in values.items()
                if name.startswith("status_")
            ]
        }


class FiguresOut(BaseModel):
    """How many were invited and how they took part; `share` is present of invited, 0–1."""

    invited: int
    present: int
    on_site: int
    remote: int
    excused: int
    absent: int
    share: float

    @classmethod
    def facts(cls, figures: Figures) -> dict[str, Any]:
        return {
            "invited": figures.invited,
            "present": figures.present,
            "on_site": figures.on_site,
            "remote": figures.remote,
            "excused": figures.excused,
            "absent": figures.absent,
            "share": round(figures.share, 3),
        }


class EntryOut(BaseModel):
    """How one person took part, or is about to according to the answer."""

    person_id: UUID
    status: Status | None


class AttendanceOut(BaseModel):
    """The attendance of a meeting; version 0 is not recorded yet."""

    meeting_id: UUID
    version: int
    entries: list[EntryOut]
    figures: FiguresOut

    @classmethod
    def of(
        cls,
        meeting_id: UUID,
        version: int,
        statuses: Mapping[UUID, Status | None],
        invitations: Sequence[Invitation],
    ) -> "AttendanceOut":
        figures = Figures.of_seats(invitations, statuses)
        return cls(
            meeting_id=meeting_id,
            version=version,
            entries=[EntryOut(person_id=person, status=status) for person, status in statuses.items()],
            figures=FiguresOut(**FiguresOut.facts(figures)),
        )


class MeetingFiguresOut(FiguresOut):
    """The figures of one meeting."""

    meeting_id: UUID
    title: Words
    starts: datetime


class ReportOut(BaseModel):
    """The attendance of a body's year."""

    body_id: UUID
    year: int
    meetings: list[MeetingFiguresOut]
    sums: FiguresOut

    @classmethod
    def of(cls, body_id: UUID, year: int, rows: Sequence[tuple[Meeting, Figures]]) -> "ReportOut":
        return cls(
            body_id=body_id,
            year=year,
            meetings=[
                MeetingFiguresOut(
                    meeting_id=meeting.id,
                    title=words(meeting.title),
                    starts=meeting.starts,
                    **FiguresOut.facts(figures),
                )
                for meeting, figures in rows
            ],
            sums=FiguresOut(**FiguresOut.facts(Figures.sum(figures for _meeting, figures in rows))),
        )


class ConclusionIn(BaseModel):
    """What was concluded of an item."""

    kind: Conclusion
    text: OptionalText = OptionalText()


class MemoItemIn(BaseModel):
    """What was said and concluded of an item of the agenda."""

    agenda_item_id: UUID
    discussion: OptionalText = OptionalText()
    conclusion: ConclusionIn | None = None
    concludes_topic: bool = False


class MemoIn(BaseModel):
    """The whole draft of a memo."""

    summary: OptionalText = OptionalText()
    capacity_id: UUID | None = None
    items: Annotated[list[MemoItemIn], Field(max_length=50)] = []


class MemoForm(MemoIn):
    """The form of a memo: fields like `discussion_<item id>_fi`, one group for each item of the agenda."""

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, values: dict[str, Any]) -> dict[str, Any]:
        items: dict[str, dict[str, Any]] = {}
        for name, value in values.items():
            stem, _separator, rest = name.partition("_")
            item_id, _separator, language = rest.partition("_")
            if stem not in ("item", "discussion", "kind", "conclusion", "concludes") or not item_id:
                continue
            item = items.setdefault(item_id, {"agenda_item_id": item_id})
            if stem == "discussion":
                item.setdefault("discussion", {})[language] = value
            elif stem == "kind":
                item.setdefault("conclusion", {})["kind"] = value
            elif stem == "conclusion":
                item.setdefault("conclusion", {}).setdefault("text", {})[language] = value
            elif stem == "concludes":
                item["concludes_topic"] = True
        whole = {name: values[name] for name in ("summary", "capacity_id") if name in values}
        return whole | {"items": list(items.values())}


class PublicationIn(BaseModel):
    """The day by which a missing translation comes, when one is missing."""

    translation_due: date | None = None


class ConclusionOut(BaseModel):
    """What was concluded of an item."""

    kind: Conclusion
    text: Words


class MemoItemOut(BaseModel):
    """What was said and concluded of an item."""

    agenda_item_id: UUID
    discussion: Words
    conclusion: ConclusionOut | None
    concludes_topic: bool


class MemoOut(BaseModel):
    """A memo; version 0 has never been published."""

    meeting_id: UUID
    version: int
    published_at: datetime | None
    translation_due: date | None
    languages: list[str]
    capacity_id: UUID | None
    capacity: Words
    summary: Words
    items: list[MemoItemOut]

    @classmethod
    def of(
        cls, memo: Memo, items: Sequence[MemoItem], languages: Sequence[str], last: Edition | None
    ) -> "MemoOut":
        """Return a memo as it is being written."""
        return cls(
            meeting_id=memo.meeting_id,
            version=memo.version,
            published_at=last.published_at if last else None,
            translation_due=last.translation_due if last else None,
            languages=memo.whole_languages(items, languages),
            capacity_id=memo.capacity_id,
            capacity=words(memo.capacity),
            summary=words(memo.summary),
            items=[MemoItemOut.model_validate(item.printed()) for item in items],
        )

    @classmethod
    def published(cls, edition: Edition) -> "MemoOut":
        """Return a memo as it was published."""
        return cls(
            meeting_id=edition.meeting_id,
            version=edition.version,
            published_at=edition.published_at,
            translation_due=edition.translation_due,
            languages=edition.languages,
            capacity_id=edition.capacity_id,
            capacity=words(edition.capacity),
            summary=words(edition.summary),
            items=[MemoItemOut.model_validate(item) for item in edition.items["items"]],
        )
