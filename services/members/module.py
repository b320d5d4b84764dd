"""The table of contents of members."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from services.members.applications import api as applications_api
from services.members.applications import pages as applications_pages
from services.members.bodies import api as bodies_api
from services.members.bodies import pages as bodies_pages
from services.members.calls import api as calls_api
from services.members.calls import pages as calls_pages
from services.members.organisations import api as organisations_api
from services.members.organisations import pages as organisations_pages
from services.members.own import pages as own_pages
from services.members.people import api as people_api
from services.members.people import pages as people_pages
from services.members.selections import api as selections_api
from services.members.selections import pages as selections_pages
from shared.chassis.module import Module
from shared.chassis.settings import Settings

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class MembersSettings(Settings):
    """Members needs to be told nothing."""


def build(settings: MembersSettings) -> Module:
    """Build the service."""
    api, pages = APIRouter(), APIRouter()
    for part in (people_api, organisations_api, bodies_api, calls_api, applications_api, selections_api):
        api.include_router(part.router)
    for edge in (
        people_pages,
        organisations_pages,
        bodies_pages,
        calls_pages,
        applications_pages,
        selections_pages,
        own_pages,
    ):
        pages.include_router(edge.router)
    return Module(name="members", folder=FOLDER, api=api, pages=pages)
