"""A table of fifteen for the tests of meetings, as members would tell of it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.contracts.members import BodyChanged, SeatFilled
from shared.contracts.people import PersonChanged
from tests.region import Region

SEATS = 15


class Table:
    """A body, its fifteen people and the coordinator who calls them together."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.body_id = uuid4()
        self.people = [uuid4() for _ in range(SEATS)]
        self.seats = [uuid4() for _ in range(SEATS)]

    async def sit_down(self, *, decision_power: bool = False) -> None:
        """Let members tell of the body and its fifteen people for two years."""
        await self.region.arrives(self.told(decision_power=decision_power))
        for number, person_id in enumerate(self.people):
            language = "fi" if number < 11 else "sv"
            await self.region.arrives(
                PersonChanged(
                    person_id=person_id,
                    version=1,
                    name=f"Edustaja IU-{number + 1:02d}",
                    email=f"iu{number + 1:02d}@example.org",
                    language=language,
                ),
                self.filled(self.seats[number], person_id, represents=f"Malliyhdistys {number + 1} ry"),
                settle=False,
            )
        await self.region.settled()

    def told(self, *, version: int = 1, decision_power: bool = False) -> BodyChanged:
        return BodyChanged(
            body_id=self.body_id,
            version=version,
            slug="kumppanuuspoyta",
            kind="partnership_table",
            name={"fi": "Järjestöjen kumppanuuspöytä", "sv": "Partnerskapsbord för organisationer"},
            purpose={},
            state="active",
            decision_power=decision_power,
            cadence_min=4,
            cadence_max=6,
            seats=SEATS,
        )

    def filled(
        self,
        seat_id: UUID,
        person_id: UUID,
        *,
        version: int = 1,
        starts: date = date(2023, 3, 1),
        ends: date = date(2025, 2, 28),
        represents: str = "Malliyhdistys ry",
        kind: str = "organisation",
    ) -> SeatFilled:
        return SeatFilled(
            seat_id=seat_id,
            version=version,
            body_id=self.body_id,
            person_id=person_id,
            kind=kind,
            represents=represents,
            theme="ikaihmiset",
            starts=starts,
            ends=ends,
        )

    def coordinator(self) -> httpx.AsyncClient:
        """Return the coordinator, signed in at the present moment."""
        return self.region.client("coordinator", name="Koordinaattori IU")

    def member(self, number: int) -> httpx.AsyncClient:
        return self.region.client("member", body_id=self.body_id, person_id=self.people[number])

    async def prepare(self, **changes: Any) -> dict[str, Any]:
        """Prepare a meeting; return its JSON."""
        meeting = {
            "body_id": str(self.body_id),
            "title": {"fi": "Kokous 1/2023", "sv": "Möte 1/2023"},
            "starts": "2023-03-07T13:00:00+02:00",
            "ends": "2023-03-07T15:00:00+02:00",
            "mode": "hybrid",
            "place": {"fi": "Porvoo", "sv": "Borgå"},
            "remote_link": "https://teams.example.org/m1",
            "agenda": [{"title": {"fi": "Järjestäytyminen", "sv": "Konstituering"}}],
        }
        response = await self.coordinator().post("/meetings/api/meetings", json=meeting | changes)
        assert response.status_code == 201, response.text
        prepared: dict[str, Any] = response.json()
        return prepared

    async def convene(self, **changes: Any) -> dict[str, Any]:
        """Prepare and convene a meeting; return its JSON."""
        prepared = await self.prepare(**changes)
        response = await self.coordinator().post(f"/meetings/api/meetings/{prepared['id']}/convocation")
        assert response.status_code == 200, response.text
        convened: dict[str, Any] = response.json()["meeting"]
        return convened

    async def send(self, method: str, path: str, json: Any = None) -> Any:
        """Let the coordinator send JSON that is to be taken; return the answer."""
        response = await self.coordinator().request(method, f"/meetings/api{path}", json=json)
        assert response.status_code in (200, 201), response.text
        return response.json()
