"""Figures: ours and the ceiling by turns, the median of three, and the file they are written to."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results.json"
ROUNDS = 3

Once = Callable[[], Awaitable[float]]


@dataclass(frozen=True)
class Target:
    """What the ratio should be, what the figure is, and what it is compared to."""

    at_least: float | None
    at_most: float | None
    what: str
    ceiling: str

    def met(self, ratio: float) -> bool | None:
        if self.at_least is not None:
            return ratio >= self.at_least
        return ratio <= self.at_most if self.at_most is not None else None

    @property
    def shown(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}" if self.at_most is not None else "–"


def _at_least(ratio: float, what: str, ceiling: str) -> Target:
    return Target(ratio, None, what, ceiling)


def _at_most(ratio: float | None, what: str, ceiling: str) -> Target:
    return Target(None, ratio, what, ceiling)


TARGETS = {
    "RELAY": _at_least(0.5, "outbox drained into the stream", "lean pipelined publishing"),
    "REACT": _at_least(0.8, "subscription with inbox and one effect", "bare FastStream handler, same SQL"),
    "PROJECT": _at_least(6, "projection in batches", "the subscription of REACT"),
    "LATENCY_MEDIAN": _at_most(2, "commit to handler at 200/s, median", "raw publish to handler"),
    "LATENCY_P99": _at_most(4, "commit to handler at 200/s, p99", "raw publish to handler"),
    "WRITE": _at_least(0.5, "applications, RSVPs and answers posted", "bare FastAPI, same INSERTs"),
    "PAGE": _at_least(0.5, "bulletins, meeting and survey form", "bare SELECT + Jinja2 of the same bytes"),
    "ANSWERS": _at_most(1.2, "survey form and results at 2,000 answers", "the same without answers"),
    "ANSWERS_FORM": _at_most(1.2, "survey form at 2,000 answers", "the form without answers"),
    "ANSWERS_RESULTS": _at_most(1.2, "results at 2,000 answers", "the same tables at 100 answers"),
    "SEARCH": _at_most(3, "search of the directory at 50,000 organisations", "the same at 500"),
    "IMPORT": _at_most(1, "20,000 organisations from a file into 50,000", "the minute allowed"),
    "IMPORT_BARE": _at_most(None, "the same 20,000 organisations", "COPY of the rows, outbox rows beside"),
    "SELECTION": _at_most(5, "selection page with 500 applications", "the same with 20"),
    "CONFIRM": _at_most(3, "a call of 500 applications confirmed", "bare bulk INSERTs of the same rows"),
    "TELEMETRY": _at_least(0.75, "traces at 10 % and metrics", "no telemetry"),
    "REGIONS_RSS": _at_most(1, "22 regions in one process: memory", "the 200 MB allowed"),
    "REGIONS_CPU": _at_most(None, "22 quiet regions: processor", "the same process without a region"),
    "REGIONS_BACKENDS": _at_most(1, "22 quiet regions: Postgres backends", "the 50 allowed"),
    "REGIONS_P99": _at_most(4, "p99 of 21 regions while one is flooded", "their p99 in quiet"),
    "START": _at_most(
        None, "`poyta up` on existing data to the first page", "bare servers and one bare page"
    ),
}


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its ceiling."""

    name: str
    ours: float
    ceiling: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.ours / self.ceiling

    def __str__(self) -> str:
        target = TARGETS[self.name]
        verdict = {True: "met", False: "MISSED", None: "no target"}[target.met(self.ratio)]
        return (
            f"{self.name:16} {self.ratio:8.2f}  ({target.shown}, {verdict})   "
            f"ours {self.ours:,.2f}   ceiling {self.ceiling:,.2f}   {self.unit}"
        )


async def by_turns(ours: Once, ceiling: Once, *, rounds: int = ROUNDS) -> tuple[float, float]:
    """Measure ours, the ceiling, ours, the ceiling and so on; return the median of each."""
    mine, bare = [], []
    for _ in range(rounds):
        mine.append(await ours())
        bare.append(await ceiling())
    return median(mine), median(bare)


def quantile(values: list[float], share: float) -> float:
    """Return the value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def write(figures: list[Figure]) -> None:
    """Put the figures into results.json; those of other names stay."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for figure in figures:
        facts = asdict(figure) | {"ratio": figure.ratio}
        name = facts.pop("name")
        known[name] = {
            key: facts[key] if key == "unit" else _significant(facts[key])
            for key in ("ours", "ceiling", "ratio", "unit")
        }
    ordered = {name: known[name] for name in TARGETS if name in known}
    RESULTS.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n")


def table() -> str:
    """Return results.json as a Markdown table."""
    rows = [
        "| | what | ours | ceiling | unit | ratio | target |",
        "|---|---|---:|---:|---|---:|---|",
    ]
    for name, facts in json.loads(RESULTS.read_text()).items():
        target = TARGETS[name]
        missed = " **missed**" if target.met(facts["ratio"]) is False else ""
        rows.append(
            f"| {name} | {target.what}, against {target.ceiling} | {facts['ours']:,g} "
            f"| {facts['ceiling']:,g} | {facts['unit']} | {facts['ratio']:.2f} | {target.shown}{missed} |"
        )
    return "\n".join(rows)


def _significant(value: float) -> float:
    return float(f"{value:.4g}")
