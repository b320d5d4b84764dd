"""The picture as JSON, for everyone: it is made of public facts alone."""

from fastapi import APIRouter

from services.national.instances.queries import instances
from services.national.picture import queries
from services.national.picture.schemas import PictureOut
from shared.chassis.web import Look

router = APIRouter()


@router.get("/picture")
async def picture(look: Look) -> PictureOut:
    """Return how every region stands now."""
    regions = await queries.picture(look, await instances(look), look.at)
    return PictureOut.of(list(regions), look.at)
