"""The picture as JSON, for everyone: it is made of public facts alone."""

from fastapi import APIRouter

from services.national.picture import queries
from services.national.picture.schemas import PictureOut
from shared.chassis.web import Look

router = APIRouter()


@router.get("/picture")
async def picture(look: Look) -> PictureOut:
    """Return how every region stands now, and the national groups."""
    return PictureOut.of(await queries.whole(look, look.at), look.at)
