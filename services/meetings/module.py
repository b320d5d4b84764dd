"""Meetings as the process sees it: the table of contents of the service."""

from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter, Depends

from services.meetings.calendar import api as calendar_api
from services.meetings.calendar import pages as calendar_pages
from services.meetings.erasures import subscribers as erasures
from services.meetings.guests import api as guests_api
from services.meetings.guests import pages as guests_pages
from services.meetings.guests import subscribers as guests
from services.meetings.invitations import api as invitations_api
from services.meetings.invitations import pages as invitations_pages
from services.meetings.invitations import subscribers as seats
from services.meetings.minutes import api as minutes_api
from services.meetings.minutes import pages as minutes_pages
from services.meetings.overview import pages as overview_pages
from services.meetings.participation import api as participation_api
from services.meetings.participation import pages as participation_pages
from services.meetings.participation import subscribers as participation
from services.meetings.places import api as places_api
from services.meetings.places.model import Municipalities
from services.meetings.records import api as records_api
from services.meetings.records import pages as records_pages
from services.meetings.requests import api as requests_api
from services.meetings.requests import pages as requests_pages
from services.meetings.requests import subscribers as requests
from services.meetings.rosters import api as rosters_api
from services.meetings.rosters import subscribers as rosters
from services.meetings.topics import api as topics_api
from services.meetings.topics import pages as topics_pages
from shared.chassis.module import Module
from shared.chassis.settings import Settings

_MUNICIPALITIES = Path(__file__).parents[2] / "poyta" / "data" / "municipalities.csv"

PAGES = (
    overview_pages,
    records_pages,
    participation_pages,
    requests_pages,
    topics_pages,
    calendar_pages,
    invitations_pages,
    guests_pages,
    minutes_pages,
)


@dataclass(frozen=True)
class MeetingsSettings(Settings):
    """Where the municipalities are written, and when an empty seat is raised."""

    municipalities_csv: Path = field(
        default=_MUNICIPALITIES,
        metadata={"doc": "A CSV file with the columns code, name_fi, name_sv and region_slug."},
    )
    low_attendance_after: int = field(
        default=3,
        metadata={"doc": "After how many meetings missed in a row, deputies too, a coordinator is told."},
    )


def build(settings: MeetingsSettings) -> Module:
    """Return the module of meetings."""
    at_hand = [Depends(places_api.lend(Municipalities.read(settings.municipalities_csv)))]
    api, pages = APIRouter(dependencies=at_hand), APIRouter(dependencies=at_hand)
    for part in (
        rosters_api,
        records_api,
        topics_api,
        calendar_api,
        invitations_api,
        guests_api,
        minutes_api,
        participation_api,
        requests_api,
    ):
        api.include_router(part.router)
    # Words like /meetings/topics come before /meetings/{meeting_id}.
    for part in PAGES:
        pages.include_router(part.router)
    return Module(
        name="meetings",
        folder=Path(__file__).parent,
        api=api,
        pages=pages,
        subscriptions=(
            rosters.on_body_changed,
            rosters.on_organisation_registered,
            rosters.on_person_changed,
            erasures.on_person_erased,
            erasures.on_person_merged,
            seats.on_seat_filled,
            seats.on_seat_vacated,
            seats.on_office_taken,
            seats.on_office_left,
            seats.on_deputy_named,
            seats.on_deputy_released,
            guests.on_guest_asked,
            requests.on_request_due,
            *participation.subscriptions(settings.low_attendance_after),
        ),
    )
