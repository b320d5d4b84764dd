"""The municipalities as JSON, and how the other edges reach them."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from services.members.places.model import Municipalities, Regions
from shared.chassis.web import Here

router = APIRouter(tags=["places"])


class MunicipalityOut(BaseModel):
    """A municipality of the region."""

    code: str
    fi: str
    sv: str


def lend(municipalities: Municipalities, regions: Regions) -> Callable[[Request], None]:
    """Return the dependency that puts the municipalities and regions at hand for the edges of the service."""

    def put(request: Request) -> None:
        request.state.municipalities, request.state.regions = municipalities, regions

    return put


def _municipalities(request: Request) -> Municipalities:
    found: Municipalities = request.state.municipalities
    return found


Places = Annotated[Municipalities, Depends(_municipalities)]


@router.get("/municipalities")
async def municipalities(places: Places, here: Here) -> list[MunicipalityOut]:
    """Tell the codes and names of the region's municipalities, for anyone."""
    return [
        MunicipalityOut(code=code, fi=name, sv=places.name(code, "sv"))
        for code, name in places.of_region(here.slug, "fi")
    ]
