"""The register of representatives as JSON, for everyone."""

from fastapi import APIRouter

from services.national.representatives import queries
from services.national.representatives.schemas import RepresentativeOut, RepresentativesOut
from shared.chassis.clock import HELSINKI
from shared.chassis.web import Look

router = APIRouter()


@router.get("/representatives")
async def representatives(look: Look, *, past: bool = False) -> RepresentativesOut:
    """Return which organisations are represented in national groups, or were before today."""
    on = look.at.astimezone(HELSINKI).date()
    lines = await queries.register(look, on, past=past)
    items = [RepresentativeOut.of(line) for line in lines]
    return RepresentativesOut(on=on, items=items, total=len(items))
