"""What we say of this service itself: accessibility and privacy."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from shared.chassis.pages import Page, Pages
from shared.chassis.web import Who

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class AccessibilityPage(Page):
    template = "about/accessibility.html"


@dataclass(frozen=True, kw_only=True)
class PrivacyPage(Page):
    template = "about/privacy.html"


@router.get("/accessibility")
async def accessibility(request: Request, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, AccessibilityPage(), who=who)


@router.get("/privacy")
async def privacy(request: Request, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, PrivacyPage(), who=who)
