"""PAGE: pages a second, against a bare SELECT and a Jinja2 template that gives the same bytes.

The region's news, a meeting and a survey form by turns, as anyone gets them; one process holds the three
services. The bare page makes one SELECT, and each text of it is an escaped expression, as in ours.
"""

import httpx

from benchmarks.host import Host, demo_host
from benchmarks.load import Ask, Plan, run
from benchmarks.measure import Figure, by_turns

SECONDS = 3.0
TARGET = "notifications,meetings,surveys"


async def measure() -> list[Figure]:
    async with demo_host() as host:
        selects = await _pages(host)
        async with host.serving(TARGET) as port:
            facts = await _facts(host, port, selects)
            async with host.bare(facts) as bare_port:

                async def ours() -> float:
                    return await _rate(host, port, list(selects))

                async def ceiling() -> float:
                    return await _rate(host, bare_port, [_bare_path(path) for path in selects])

                await ours(), await ceiling()
                return [Figure("PAGE", *await by_turns(ours, ceiling), "pages/s")]


async def _pages(host: Host) -> dict[str, tuple[str, str]]:
    """Return the paths, each with its service and the SELECT of its main rows."""
    meeting = (
        await host.rows(
            "meetings",
            "SELECT id FROM meetings WHERE convened_at IS NOT NULL AND cancelled_at IS NULL"
            " AND starts > now() ORDER BY starts LIMIT 1",
        )
    )[0]["id"]
    survey = (
        await host.rows(
            "surveys",
            "SELECT id FROM surveys WHERE audience = 'open' AND opened IS NOT NULL AND closes > now()",
        )
    )[0]["id"]
    return {
        "/": ("notifications", "SELECT * FROM news ORDER BY published DESC, id LIMIT 9"),
        f"/meetings/{meeting}": ("meetings", f"SELECT * FROM meetings WHERE id = '{meeting}'"),
        f"/surveys/{survey}/answer": (
            "surveys",
            f"SELECT * FROM questions WHERE survey_id = '{survey}' ORDER BY number",
        ),
    }


async def _facts(host: Host, port: int, selects: dict[str, tuple[str, str]]) -> dict[str, object]:
    pages = {}
    async with httpx.AsyncClient(trust_env=False, headers={"host": host.instance.host}) as client:
        for path, (service, select) in selects.items():
            answer = (await client.get(f"http://127.0.0.1:{port}{path}")).raise_for_status()
            pages[_bare_path(path)] = {"service": service, "select": select, "html": answer.text}
    services = {service for service, _ in selects.values()}
    return {"databases": {name: host.database_url(name) for name in services}, "pages": pages}


def _bare_path(path: str) -> str:
    return f"/bare{path}"


async def _rate(host: Host, port: int, paths: list[str]) -> float:
    asks = [Ask(path, host.instance.host) for path in paths]
    seen = await run(Plan(port, asks, SECONDS))
    return seen.all_are(200).rate
