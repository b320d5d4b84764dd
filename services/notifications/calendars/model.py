"""A meeting as one invited person's calendar understands it (RFC 5545, RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

from shared.chassis.clock import HELSINKI

PRODUCT = "-//Poyta//Partnership table//FI"

# The rule of the European Union, as Outlook wants it: by recurrence, not by list.
_HELSINKI = """\
BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:STANDARD
DTSTART:19961027T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:EET
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:EEST
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
END:DAYLIGHT
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Party:
    """Someone in a calendar entry."""

    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One invited person's entry of a meeting. The UID stays; the sequence grows with every change."""

    meeting_id: str
    host: str
    sequence: int
    cancelled: bool
    summary: str
    description: str
    location: str
    starts: datetime
    ends: datetime
    organiser: Party
    attendee: Party
    language: str

    @property
    def method(self) -> str:
        return "CANCEL" if self.cancelled else "REQUEST"

    def to_ical(self, *, at: datetime) -> bytes:
        """Return the iTIP message: Outlook and Gmail show answer buttons for a REQUEST with one attendee."""
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", self.method)
        calendar.add_component(Timezone.from_ical(_HELSINKI))
        calendar.add_component(self._event(at))
        return bytes(calendar.to_ical())

    def _event(self, at: datetime) -> Event:
        event = Event()
        event.add("uid", f"{self.meeting_id}@{self.host}")
        event.add("sequence", self.sequence)
        event.add("dtstamp", at)
        event.add("dtstart", self.starts.astimezone(HELSINKI))
        event.add("dtend", self.ends.astimezone(HELSINKI))
        event.add("summary", self.summary, parameters={"language": self.language})
        event.add("description", self.description, parameters={"language": self.language})
        event.add("location", self.location, parameters={"language": self.language})
        event.add("status", "CANCELLED" if self.cancelled else "CONFIRMED")
        event.add("organizer", _address(self.organiser), encode=False)
        event.add("attendee", self._attendee(), encode=False)
        if not self.cancelled:
            event.add_component(self._reminder())
        return event

    def _attendee(self) -> vCalAddress:
        attendee = _address(self.attendee)
        attendee.params["cutype"] = vText("INDIVIDUAL")
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        if not self.cancelled:
            attendee.params["partstat"] = vText("NEEDS-ACTION")
            attendee.params["rsvp"] = vText("TRUE")
        return attendee

    def _reminder(self) -> Alarm:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", self.summary)
        alarm.add("trigger", timedelta(hours=-1))
        return alarm


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    address.params["cn"] = vText(party.name)
    return address
