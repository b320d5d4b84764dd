"""The table of contents of members."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from fastapi import APIRouter, Depends

from services.members.addresses import api as addresses_api
from services.members.addresses import pages as addresses_pages
from services.members.admissions import api as admissions_api
from services.members.admissions import pages as admissions_pages
from services.members.admissions import subscribers as admissions_subscribers
from services.members.advisers import api as advisers_api
from services.members.advisers import pages as advisers_pages
from services.members.applications import api as applications_api
from services.members.applications import pages as applications_pages
from services.members.attachments import api as attachments_api
from services.members.attachments import pages as attachments_pages
from services.members.attachments.model import BYTES as ATTACHMENT_BYTES
from services.members.attachments.workers import letting_go
from services.members.bodies import api as bodies_api
from services.members.bodies import pages as bodies_pages
from services.members.calls import api as calls_api
from services.members.calls import pages as calls_pages
from services.members.candidacies import api as candidacies_api
from services.members.candidacies import pages as candidacies_pages
from services.members.consents import api as consents_api
from services.members.consents import pages as consents_pages
from services.members.contacts import api as contacts_api
from services.members.contacts import pages as contacts_pages
from services.members.delegates import api as delegates_api
from services.members.delegates import pages as delegates_pages
from services.members.delegates.subscribers import DELEGATES_IN
from services.members.directory import api as directory_api
from services.members.directory import pages as directory_pages
from services.members.doubles import api as doubles_api
from services.members.doubles import pages as doubles_pages
from services.members.drafts import api as drafts_api
from services.members.drafts import pages as drafts_pages
from services.members.drafts import subscribers as drafts_subscribers
from services.members.entries import api as entries_api
from services.members.entries import pages as entries_pages
from services.members.erasures import api as erasures_api
from services.members.erasures import pages as erasures_pages
from services.members.erasures import subscribers as erasures_subscribers
from services.members.evaluations import api as evaluations_api
from services.members.evaluations import pages as evaluations_pages
from services.members.evaluations import subscribers as evaluations_subscribers
from services.members.exports import pages as exports_pages
from services.members.figures import api as figures_api
from services.members.figures import pages as figures_pages
from services.members.guests import api as guests_api
from services.members.guests import pages as guests_pages
from services.members.imports import api as imports_api
from services.members.imports import pages as imports_pages
from services.members.imports.workers import importer
from services.members.initiatives import api as initiatives_api
from services.members.initiatives import pages as initiatives_pages
from services.members.keys import api as keys_api
from services.members.keys import pages as keys_pages
from services.members.keywords import api as keywords_api
from services.members.keywords import pages as keywords_pages
from services.members.kinds import api as kinds_api
from services.members.kinds import pages as kinds_pages
from services.members.listings import pages as listings_pages
from services.members.logos import api as logos_api
from services.members.logos import pages as logos_pages
from services.members.logos.model import BYTES as LOGO_BYTES
from services.members.mandates import api as mandates_api
from services.members.mandates import pages as mandates_pages
from services.members.matters import api as matters_api
from services.members.matters import pages as matters_pages
from services.members.matters import subscribers as matters_subscribers
from services.members.merges import api as merges_api
from services.members.merges import pages as merges_pages
from services.members.municipal import api as municipal_api
from services.members.municipal import pages as municipal_pages
from services.members.news import api as news_api
from services.members.news import pages as news_pages
from services.members.organisations import api as organisations_api
from services.members.organisations import pages as organisations_pages
from services.members.own import pages as own_pages
from services.members.papers import pages as papers_pages
from services.members.particulars import api as particulars_api
from services.members.particulars import pages as particulars_pages
from services.members.people import api as people_api
from services.members.people import pages as people_pages
from services.members.places import api as places_api
from services.members.places.model import Municipalities, Regions
from services.members.pledges import api as pledges_api
from services.members.pledges import pages as pledges_pages
from services.members.pledges import subscribers as pledges_subscribers
from services.members.profiles import api as profiles_api
from services.members.profiles import pages as profiles_pages
from services.members.proposals import pages as proposals_pages
from services.members.records import api as records_api
from services.members.records import pages as records_pages
from services.members.register import api as register_api
from services.members.register import pages as register_pages
from services.members.renewals import api as renewals_api
from services.members.renewals import pages as renewals_pages
from services.members.renewals import subscribers as renewals_subscribers
from services.members.reports import api as reports_api
from services.members.reports import pages as reports_pages
from services.members.representation import api as representation_api
from services.members.representation import pages as representation_pages
from services.members.representation import subscribers as representation_subscribers
from services.members.resignations import api as resignations_api
from services.members.resignations import pages as resignations_pages
from services.members.rosters import api as rosters_api
from services.members.rosters import pages as rosters_pages
from services.members.rounds import api as rounds_api
from services.members.rounds import pages as rounds_pages
from services.members.rounds import subscribers as rounds_subscribers
from services.members.seats import api as seats_api
from services.members.seats import pages as seats_pages
from services.members.seats import subscribers as seats_subscribers
from services.members.selections import api as selections_api
from services.members.selections import pages as selections_pages
from services.members.selections import subscribers as selections_subscribers
from services.members.sessions import api as sessions_api
from services.members.staff import pages as staff_pages
from services.members.terms import api as terms_api
from services.members.terms import pages as terms_pages
from services.members.terms import subscribers as terms_subscribers
from services.members.themes import api as themes_api
from services.members.themes import pages as themes_pages
from services.members.upkeep import api as upkeep_api
from services.members.upkeep import pages as upkeep_pages
from shared.chassis.module import Module
from shared.chassis.settings import Settings

FOLDER = Path(__file__).parent
UPLOAD_BYTES = 10_500_000
_DATA = Path(__file__).parents[2] / "poyta" / "data"
_MUNICIPALITIES, _REGIONS = _DATA / "municipalities.csv", _DATA / "regions.csv"

APIS = (
    places_api,
    people_api,
    sessions_api,
    addresses_api,
    keys_api,
    keywords_api,
    profiles_api,
    entries_api,
    figures_api,
    organisations_api,
    logos_api,
    contacts_api,
    imports_api,
    merges_api,
    kinds_api,
    upkeep_api,
    particulars_api,
    bodies_api,
    seats_api,
    pledges_api,
    reports_api,
    matters_api,
    resignations_api,
    themes_api,
    news_api,
    municipal_api,
    directory_api,
    renewals_api,
    terms_api,
    guests_api,
    rosters_api,
    representation_api,
    mandates_api,
    initiatives_api,
    candidacies_api,
    calls_api,
    applications_api,
    attachments_api,
    drafts_api,
    evaluations_api,
    rounds_api,
    selections_api,
    erasures_api,
    doubles_api,
    consents_api,
    records_api,
    register_api,
    delegates_api,
    advisers_api,
    admissions_api,
)
# The first that fits answers: what has a word of its own stands before what has an id.
PAGES = (
    exports_pages,
    listings_pages,
    people_pages,
    addresses_pages,
    keys_pages,
    staff_pages,
    keywords_pages,
    profiles_pages,
    imports_pages,
    merges_pages,
    entries_pages,
    contacts_pages,
    figures_pages,
    logos_pages,
    organisations_pages,
    kinds_pages,
    upkeep_pages,
    particulars_pages,
    bodies_pages,
    seats_pages,
    pledges_pages,
    reports_pages,
    matters_pages,
    resignations_pages,
    themes_pages,
    news_pages,
    municipal_pages,
    directory_pages,
    renewals_pages,
    terms_pages,
    guests_pages,
    rosters_pages,
    papers_pages,
    initiatives_pages,
    representation_pages,
    mandates_pages,
    candidacies_pages,
    calls_pages,
    applications_pages,
    attachments_pages,
    drafts_pages,
    evaluations_pages,
    rounds_pages,
    proposals_pages,
    selections_pages,
    erasures_pages,
    doubles_pages,
    register_pages,
    records_pages,
    consents_pages,
    own_pages,
    delegates_pages,
    advisers_pages,
    admissions_pages,
)


@dataclass(frozen=True)
class MembersSettings(Settings):
    """Where places are written, and how long before it people hear of their erasure."""

    municipalities_csv: Path = field(
        default=_MUNICIPALITIES,
        metadata={"doc": "A CSV file with the columns code, name_fi, name_sv and region_slug."},
    )
    regions_csv: Path = field(
        default=_REGIONS,
        metadata={"doc": "A CSV file with the columns slug, kind, name_fi, name_sv and name_en."},
    )
    erasure_notice_days: int = field(
        default=30,
        metadata={"doc": "How many days before someone idle for two years is erased a letter tells them so."},
    )


def build(settings: MembersSettings) -> Module:
    """Build the service."""
    municipalities = Municipalities.read(settings.municipalities_csv)
    at_hand = [Depends(places_api.lend(municipalities, Regions.read(settings.regions_csv)))]
    api, pages = APIRouter(dependencies=at_hand), APIRouter(dependencies=at_hand)
    for part in APIS:
        api.include_router(part.router)
    for edge in PAGES:
        pages.include_router(edge.router)
    return Module(
        name="members",
        folder=FOLDER,
        api=api,
        pages=pages,
        subscriptions=erasures_subscribers.subscriptions(timedelta(days=settings.erasure_notice_days))
        + rounds_subscribers.SUBSCRIPTIONS
        + drafts_subscribers.SUBSCRIPTIONS
        + selections_subscribers.SUBSCRIPTIONS
        + evaluations_subscribers.SUBSCRIPTIONS
        + seats_subscribers.SUBSCRIPTIONS
        + pledges_subscribers.SUBSCRIPTIONS
        + matters_subscribers.SUBSCRIPTIONS
        + representation_subscribers.SUBSCRIPTIONS
        + renewals_subscribers.SUBSCRIPTIONS
        + terms_subscribers.SUBSCRIPTIONS
        + admissions_subscribers.SUBSCRIPTIONS,
        projections=(DELEGATES_IN, admissions_subscribers.SUPPORT_IN),
        workers=(importer(municipalities), letting_go()),
        large_bodies=dict.fromkeys(("/members/organisations/imports", "/members/api/imports"), UPLOAD_BYTES)
        | dict.fromkeys(attachments_pages.UPLOADS, ATTACHMENT_BYTES + 100_000)
        | dict.fromkeys(logos_pages.UPLOADS, LOGO_BYTES + 100_000),
    )
