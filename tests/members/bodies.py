"""What a coordinator does with bodies in these tests, through the JSON API."""

from typing import Any
from uuid import UUID

import httpx

from tests.members import acts
from tests.members.acts import ok
from tests.region import Region


def person(number: int, **other: Any) -> dict[str, Any]:
    """Return the person with this number."""
    return {"name": f"Edustaja {number}", "email": f"edustaja-{number}@example.org", "language": "fi"} | other


async def candidate_of(region: Region, candidate_id: str) -> httpx.AsyncClient:
    """Return the way in of a candidate."""
    (row,) = await region.rows("members", "SELECT person_id FROM candidate WHERE id = $1", UUID(candidate_id))
    return region.client(person_id=row["person_id"])


async def agree(region: Region, candidate_id: str) -> None:
    """Let a candidate say yes on the own page."""
    own = await candidate_of(region, candidate_id)
    ok(await own.post(f"/members/api/me/candidacies/{candidate_id}/agreement"), 204)


async def table(coordinator: httpx.AsyncClient, **other: Any) -> dict[str, Any]:
    """Set up the table of East Uusimaa with its term."""
    starts, ends = acts.TABLE["term"]
    body = acts.table() | {"terms": [{"starts": starts, "ends": ends}]} | other
    made: dict[str, Any] = ok(await coordinator.post("/members/api/bodies", json=body), 201)
    return made


async def seat(coordinator: httpx.AsyncClient, slug: str, number: int, **other: Any) -> dict[str, Any]:
    """Fill a seat of a body with the person of this number for the whole term."""
    starts, ends = acts.TABLE["term"]
    taken = {
        "kind": "organisation",
        "represents": f"Malliyhdistys {number} ry",
        "person": person(number),
        "starts": starts,
        "ends": ends,
    }
    filled: dict[str, Any] = ok(
        await coordinator.post(f"/members/api/bodies/{slug}/seats", json=taken | other), 201
    )
    return filled
