"""The table of contents of surveys."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from services.surveys.audiences import subscribers as audiences
from services.surveys.questionnaires import api as questionnaires_api
from services.surveys.questionnaires import pages as questionnaires_pages
from services.surveys.questionnaires import subscribers as questionnaires
from services.surveys.records import api as records_api
from services.surveys.records import pages as records_pages
from services.surveys.responses import api as responses_api
from services.surveys.responses import pages as responses_pages
from services.surveys.results import api as results_api
from services.surveys.results import pages as results_pages
from services.surveys.results import subscribers as results
from shared.chassis.module import Module
from shared.chassis.settings import Settings


@dataclass(frozen=True)
class SurveysSettings(Settings):
    """Surveys needs nothing from outside."""


def build(settings: SurveysSettings) -> Module:
    """Return the surveys service."""
    api, pages = APIRouter(), APIRouter()
    for router in (questionnaires_api.router, responses_api.router, results_api.router, records_api.router):
        api.include_router(router)
    own = records_pages.router
    for router in (own, questionnaires_pages.router, responses_pages.router, results_pages.router):
        pages.include_router(router)
    return Module(
        name="surveys",
        folder=Path(__file__).parent,
        api=api,
        pages=pages,
        subscriptions=(
            audiences.on_person_changed,
            audiences.on_person_erased,
            audiences.on_organisation_registered,
            audiences.on_body_changed,
            audiences.on_seat_filled,
            audiences.on_seat_vacated,
            questionnaires.on_person_merged,
            results.on_survey_closed,
        ),
    )
