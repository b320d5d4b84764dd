"""What the form of a meeting starts with: sensible defaults for a new one, the draft for an old one."""

from datetime import date, datetime, time, timedelta

from services.meetings.calendar import queries
from services.meetings.calendar.model import AgendaItem, Meeting
from services.meetings.calendar.schemas import AgendaForm, MeetingForm
from services.meetings.rosters.model import Body
from services.meetings.topics.schemas import typed
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Snapshot

NOTICE = timedelta(weeks=4)
LENGTH = timedelta(hours=2)
BLANK_ROWS = 3
MOST_ROWS = 50


async def suggestion(look: Snapshot, body: Body) -> dict[str, str]:
    """Return a next meeting in four weeks, on a Tuesday at 13, named after its number in the year."""
    day = _tuesday_after(look.at.astimezone(HELSINKI).date() + NOTICE)
    starts = datetime.combine(day, time(13), HELSINKI)
    number = await queries.count_in_year(look, body.id, day.year) + 1
    title = LocalisedText(
        fi=f"Kokous {number}/{day.year}", sv=f"Möte {number}/{day.year}", en=f"Meeting {number}/{day.year}"
    )
    kept = LocalisedText.of({code: title.to_dict()[code] for code in look.instance.languages})
    return {
        "body_id": str(body.id),
        "mode": "hybrid",
        "starts": _local(starts),
        "ends": _local(starts + LENGTH),
        **typed("title", kept),
    }


def of_occasion(meeting: Meeting) -> dict[str, str]:
    """Return the time and place of a meeting as fields."""
    return {
        "starts": _local(meeting.starts),
        "ends": _local(meeting.ends),
        "mode": meeting.mode,
        "remote_link": meeting.remote_link,
        **typed("place", meeting.place),
    }


def of_draft(meeting: Meeting, agenda: list[AgendaItem]) -> dict[str, str]:
    """Return a draft and its agenda as fields."""
    return {
        "body_id": str(meeting.body_id),
        **typed("title", meeting.title),
        **of_occasion(meeting),
        **of_agenda(meeting, agenda),
    }


def of_agenda(meeting: Meeting, agenda: list[AgendaItem]) -> dict[str, str]:
    """Return the agenda of a meeting as fields."""
    fields = {"version": str(meeting.version)}
    for number, item in enumerate(agenda):
        fields |= typed(f"agenda_{number}_title", item.title) | typed(f"agenda_{number}_text", item.text)
        fields[f"agenda_{number}_id"] = str(item.id)
        if item.topic_id:
            fields[f"agenda_{number}_topic"] = str(item.topic_id)
    return fields


def blank_rows(form: Form[MeetingForm] | Form[AgendaForm]) -> list[int]:
    """Return the numbers of the agenda rows to show: those written, and a few empty ones."""
    written = [
        number
        for number in range(MOST_ROWS)
        if any(form.value(f"agenda_{number}_{part}") for part in ("title_fi", "title_sv", "title_en", "id"))
    ]
    first = max(written, default=-1) + 1
    return [*written, *range(first, min(first + BLANK_ROWS, MOST_ROWS))]


def _tuesday_after(day: date) -> date:
    return day + timedelta(days=(1 - day.weekday()) % 7)


def _local(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).strftime("%Y-%m-%dT%H:%M")
