"""Meetings as JSON, as forms and as iCalendar (RFC 5545)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from icalendar import Calendar, Event, Timezone
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from services.meetings.calendar.model import AgendaItem, Meeting, Occasion, State
from services.meetings.topics.schemas import OptionalText, OptionalTitle, Title, words
from shared.chassis.clock import HELSINKI
from shared.chassis.instance import Instance
from shared.chassis.localised import LocalisedText
from shared.chassis.text import OptionalLine
from shared.contracts.envelope import Words
from shared.contracts.meetings import Mode

CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"
YEARS = range(2000, 2100)


def _reasonable(value: datetime) -> datetime:
    if value.year not in YEARS:
        raise PydanticCustomError("datetime_parsing", "The year is not between 2000 and 2099")
    return value


def _in_finland(value: datetime) -> datetime:
    """Read a moment typed in a form, which has no time zone, as Finnish time."""
    return value if value.tzinfo else value.replace(tzinfo=HELSINKI)


def _web_address(value: str) -> str:
    if value and not value.startswith("https://"):
        raise PydanticCustomError("string_pattern_mismatch", "Begin with https://")
    return value


MomentIn = Annotated[AwareDatetime, AfterValidator(_reasonable)]
TypedMoment = Annotated[datetime, AfterValidator(_reasonable), AfterValidator(_in_finland)]
Link = Annotated[OptionalLine, AfterValidator(_web_address)]
Year = Annotated[int, Field(ge=2000, le=2099)]
Version = Annotated[int, Field(ge=1, le=1_000_000)]


class MoveIn(BaseModel):
    """When and where a meeting is."""

    starts: MomentIn
    ends: MomentIn
    mode: Mode
    place: OptionalTitle = OptionalTitle()
    remote_link: Link = ""

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.ends <= self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self

    def occasion(self) -> Occasion:
        return Occasion(self.starts, self.ends, self.mode, self.place.text(), self.remote_link)


class ItemIn(BaseModel):
    """A matter for the agenda."""

    id: UUID | None = None
    title: Title
    text: OptionalText = OptionalText()
    topic_id: UUID | None = None


class AgendaIn(BaseModel):
    """The agenda of a convened meeting as it should be now, and the version it was made from."""

    agenda: Annotated[list[ItemIn], Field(max_length=50)]
    version: Version


class MeetingIn(MoveIn):
    """A meeting to be prepared."""

    body_id: UUID
    title: Title
    agenda: Annotated[list[ItemIn], Field(max_length=50)] = []


class MeetingChangeIn(MeetingIn):
    """A draft as it should be now, and the version it was made from."""

    version: Version


class MoveForm(MoveIn):
    """The form of a move: times are Finnish."""

    starts: TypedMoment
    ends: TypedMoment


class MeetingForm(MoveForm, MeetingIn):
    """The form of a meeting: agenda rows are fields like `agenda_0_title_fi`, topics are ticked."""

    topics: list[UUID] = []
    version: Version = 1

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, values: dict[str, Any]) -> dict[str, Any]:
        return _gather_agenda(values)


class AgendaForm(AgendaIn):
    """The form of an agenda alone, with the same fields."""

    topics: list[UUID] = []

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, values: dict[str, Any]) -> dict[str, Any]:
        return _gather_agenda(values)


def _gather_agenda(values: dict[str, Any]) -> dict[str, Any]:
    rows: dict[int, dict[str, Any]] = {}
    for name, value in values.items():
        parts = name.split("_")
        if parts[0] == "agenda" and len(parts) in (3, 4) and parts[1].isdecimal() and len(parts[1]) < 4:
            row = rows.setdefault(int(parts[1]), {})
            if len(parts) == 4:
                row.setdefault(parts[2], {})[parts[3]] = value
            else:
                row["topic_id" if parts[2] == "topic" else parts[2]] = value
    written = [row for _number, row in sorted(rows.items()) if "title" in row or "text" in row]
    return {**values, "agenda": written}


class ItemOut(BaseModel):
    """A matter on the agenda."""

    id: UUID
    position: int
    title: Words
    text: Words
    topic_id: UUID | None


class MeetingOut(BaseModel):
    """A meeting with its agenda."""

    id: UUID
    body_id: UUID
    title: Words
    starts: datetime
    ends: datetime
    mode: Mode
    place: Words
    remote_link: str
    state: State
    sequence: int
    version: int
    agenda: list[ItemOut]

    @classmethod
    def of(
        cls, meeting: Meeting, agenda: Sequence[AgendaItem], *, at: datetime, with_link: bool
    ) -> "MeetingOut":
        return cls(
            id=meeting.id,
            body_id=meeting.body_id,
            title=words(meeting.title),
            starts=meeting.starts,
            ends=meeting.ends,
            mode=meeting.mode,
            place=words(meeting.place),
            remote_link=meeting.remote_link if with_link else "",
            state=meeting.state(at),
            sequence=meeting.sequence,
            version=meeting.version,
            agenda=[
                ItemOut(
                    id=item.id,
                    position=item.position,
                    title=words(item.title),
                    text=words(item.text),
                    topic_id=item.topic_id,
                )
                for item in agenda
            ],
        )


class MeetingsOut(BaseModel):
    """Meetings in the order of time."""

    meetings: list[MeetingOut]


def published(
    meetings: Sequence[tuple[Meeting, Sequence[AgendaItem]]], *, instance: Instance, at: datetime
) -> bytes:
    """Return the meetings as one calendar for anyone: METHOD:PUBLISH, no names and no remote links."""
    calendar = Calendar()
    calendar.add("prodid", "-//Pöytä//meetings//FI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _all_languages(instance.table))
    for meeting, agenda in meetings:
        calendar.add_component(_event(meeting, agenda, instance, at))
    if meetings:
        calendar.add_component(Timezone.from_tzinfo(HELSINKI))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, agenda: Sequence[AgendaItem], instance: Instance, at: datetime) -> Event:
    address = f"{instance.base_url}/meetings/{meeting.id}"
    event = Event()
    event.add("uid", f"{meeting.id}@{instance.host}")
    event.add("dtstamp", at)
    event.add("sequence", meeting.sequence)
    event.add("summary", _all_languages(meeting.title))
    event.add("dtstart", meeting.starts.astimezone(HELSINKI))
    event.add("dtend", meeting.ends.astimezone(HELSINKI))
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    event.add("url", address)
    if meeting.place:
        event.add("location", _all_languages(meeting.place))
    items = [f"{number}. {_all_languages(item.title)}" for number, item in enumerate(agenda, start=1)]
    event.add("description", "\n".join([*items, address]))
    return event


def _all_languages(text: LocalisedText) -> str:
    return " / ".join(dict.fromkeys(text.to_dict().values()))
