"""The service `notifications`: what it serves, what it listens to, what it does by itself."""

from pathlib import Path

from fastapi import APIRouter

from services.notifications.about import pages as about_pages
from services.notifications.bulletins import api as bulletins_api
from services.notifications.bulletins import pages as bulletins_pages
from services.notifications.bulletins import subscribers as bulletins
from services.notifications.choices import api as choices_api
from services.notifications.choices import pages as choices_pages
from services.notifications.emails import api as emails_api
from services.notifications.emails import pages as emails_pages
from services.notifications.emails import subscribers as emails
from services.notifications.emails.queries import FIGURES
from services.notifications.emails.workers import Postman
from services.notifications.settings import NotificationsSettings
from shared.chassis.module import Module
from shared.chassis.workers import Worker

__all__ = ["NotificationsSettings", "build"]


def build(settings: NotificationsSettings) -> Module:
    """Build the service."""
    api = APIRouter()
    for slice_api in (emails_api, choices_api, bulletins_api):
        api.include_router(slice_api.router)
    pages = APIRouter()
    for slice_pages in (bulletins_pages, emails_pages, choices_pages, about_pages):
        pages.include_router(slice_pages.router)
    return Module(
        name="notifications",
        folder=Path(__file__).parent,
        api=api,
        pages=pages,
        subscriptions=(*emails.SUBSCRIPTIONS, *bulletins.SUBSCRIPTIONS),
        workers=(Worker("letters", Postman(settings).round),),
        figures=FIGURES,
    )
