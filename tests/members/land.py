"""National and two regions, in which an adviser is proposed and let in."""

import asyncio
from time import monotonic
from typing import Any

import httpx

from shared.chassis import links
from shared.contracts.envelope import PersonEvent
from shared.contracts.members import SignInRequested
from shared.contracts.people import SUPPORT
from shared.contracts.register import AdviserNoticed
from tests.members.acts import ok
from tests.region import Region

WAIT_SECONDS = 20.0
ADVISER: dict[str, Any] = {
    "name": "Tukihenkilö T-01",
    "email": "t-01@example.org",
    "language": "fi",
    "kind": "adviser",
    "title": {"fi": "Järjestöasiantuntija", "sv": "Organisationssakkunnig"},
    "languages": ["fi", "sv"],
    "regions": ["lappi", "kainuu"],
    "starts": "2023-01-01",
}
WORK = {name: ADVISER[name] for name in ("kind", "title", "languages", "regions", "starts")}


class Land:
    """The national instance and two regions, each with its own members, under one clock."""

    def __init__(self, national: Region, lappi: Region, kainuu: Region) -> None:
        self.national, self.lappi, self.kainuu = national, lappi, kainuu
        self.set("2023-02-01T10:00:00+02:00")
        self.table = ""

    def set(self, moment: str) -> None:
        for region in (self.national, self.lappi, self.kainuu):
            region.clock.set(moment)

    async def arrived(self) -> None:
        """Wait until what national tells is where it goes, and has been taken in."""
        await self.national.settled()
        stored = await self.national.jetstream.stream_info("PEOPLE", subjects_filter="people.national.>")
        told = await self.national.rows("members", "SELECT id::text, version FROM adviser")
        versions = {row["id"]: row["version"] for row in told}
        deadline = monotonic() + WAIT_SECONDS
        for subject in stored.state.subjects or {}:
            slug, adviser_id = subject.split(".")[2:]
            region = {"lappi": self.lappi, "kainuu": self.kainuu}[slug]
            message = await self.national.jetstream.get_msg("PEOPLE", subject=subject, direct=False)
            last = int((message.data or b"").split(b'"version":')[1].split(b",")[0])
            assert last <= versions[adviser_id]
            query = "SELECT version FROM proposed_adviser WHERE id = $1 AND version >= $2"
            while not await region.rows("members", query, adviser_id, last):
                assert monotonic() < deadline, f"{subject} has not come"
                await asyncio.sleep(0.02)
        await self.lappi.settled()
        await self.kainuu.settled()

    async def employ(self, **other: Any) -> str:
        """Write down an adviser in national; return the id."""
        made = ok(
            await self.national.client("operator").post("/members/api/support", json=ADVISER | other), 201
        )
        await self.arrived()
        return str(made["id"])

    async def change(self, adviser_id: str, **other: Any) -> None:
        ok(
            await self.national.client("operator").put(
                f"/members/api/support/{adviser_id}", json=WORK | other
            )
        )
        await self.arrived()

    async def seen(self, adviser_id: str, region: Region | None = None) -> dict[str, Any]:
        """Return what the region's coordinator sees of an adviser; nothing when that is not there."""
        found = ok(await (region or self.lappi).client("coordinator").get("/members/api/advisers"))
        items: list[dict[str, Any]] = found["items"]
        return next((one for one in items if one["adviser_id"] == adviser_id), {})

    async def let_in(self, adviser_id: str, role: str = "coordinator") -> httpx.Response:
        return await self.lappi.client(role).post(
            f"/members/api/advisers/{adviser_id}/letting-in", json={"body_id": self.table}
        )

    async def heard(self, event: PersonEvent) -> None:
        """Let national tell Lappi something, and wait until it has been taken in."""
        before = (await self.lappi.jetstream.stream_info(SUPPORT)).state.last_seq
        await self.national.arrives(event)
        deadline = monotonic() + WAIT_SECONDS
        while (state := (await self.lappi.jetstream.stream_info(SUPPORT)).state).messages or (
            state.last_seq == before
        ):
            assert monotonic() < deadline, f"{event.subject} has not come"
            await asyncio.sleep(0.02)

    async def declined(self, adviser_id: str, by: list[str]) -> str:
        """Wait until national knows which regions decline an adviser; return its page of advisers."""
        deadline, operator = monotonic() + WAIT_SECONDS, self.national.client("operator")
        while True:
            items = ok(await operator.get("/members/api/support"))["items"]
            known = next(one["declined_by"] for one in items if one["id"] == adviser_id)
            if known == by:
                return (await operator.get("/members/support", params={"lang": "fi"})).text
            assert monotonic() < deadline, known
            await asyncio.sleep(0.02)

    async def sign_in(self, email: str) -> None:
        """Sign somebody in to Lappi by a link."""
        ok(await self.lappi.client().post("/members/api/sign-ins", json={"email": email}), 202)
        await self.lappi.settled()
        asked = (await self.lappi.events(SignInRequested))[-1]
        token = links.sign(self.lappi.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)
        ok(await self.lappi.client().post(f"/members/api/sign-ins/{token}"))

    async def roles(self, email: str = "t-01@example.org") -> list[tuple[str, str | None]]:
        """Return the roles somebody has in Lappi, with the last day of each."""
        rows = await self.lappi.rows(
            "members",
            "SELECT role, g.ends::text FROM role_grant g JOIN person p ON p.id = g.person_id "
            "WHERE p.email = $1 AND g.ends >= g.starts IS NOT FALSE ORDER BY g.starts",
            email,
        )
        return [(row["role"], row["ends"]) for row in rows]

    async def noticed(self, adviser_id: str) -> list[str]:
        """Return what the region's coordinator was told of an adviser by letter."""
        told = await self.lappi.events(AdviserNoticed)
        return [one.what for one in told if str(one.adviser_id) == adviser_id]

    async def letters(self, email: str, region: Region | None = None) -> list[str]:
        rows = await (region or self.lappi).rows(
            "notifications",
            "SELECT letter FROM emails e JOIN recipients r ON r.person_id = e.person_id WHERE r.email = $1 "
            "ORDER BY e.letter",
            email,
        )
        return [row["letter"] for row in rows]
