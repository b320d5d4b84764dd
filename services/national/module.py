"""The service `national`: what it serves and what it keeps a picture of."""

from pathlib import Path

from fastapi import APIRouter

from services.national.about import pages as about_pages
from services.national.instances.model import read_names
from services.national.operations import pages as operations_pages
from services.national.operations.queries import BACKUPS
from services.national.operations.workers import Listener
from services.national.picture import api as picture_api
from services.national.picture import pages as picture_pages
from services.national.picture.subscribers import projection
from services.national.representatives import api as representatives_api
from services.national.representatives import pages as representatives_pages
from services.national.representatives.subscribers import SUBSCRIPTIONS
from services.national.settings import NationalSettings
from services.national.support.subscribers import SUBSCRIPTIONS as SUPPORT
from shared.chassis.module import Module
from shared.chassis.workers import Worker

__all__ = ["NationalSettings", "build"]


def build(settings: NationalSettings) -> Module:
    """Build the service."""
    api = APIRouter()
    api.include_router(picture_api.router)
    api.include_router(representatives_api.router)
    pages = APIRouter()
    for slice_pages in (picture_pages, representatives_pages, operations_pages, about_pages):
        pages.include_router(slice_pages.router)
    names = read_names(settings.regions_csv)
    listener = Listener()
    return Module(
        name="national",
        folder=Path(__file__).parent,
        api=api,
        pages=pages,
        subscriptions=SUBSCRIPTIONS + SUPPORT,
        projections=(projection(names),),
        workers=(Worker("reports", listener.round),),
        hear=listener.hear,
        backups=BACKUPS,
    )
