"""`python -m benchmarks [NAME …]` measures; `--table` prints the results as Markdown."""

import argparse
import importlib
import logging
import sys
from time import monotonic

import uvloop

from benchmarks.measure import Figure, table, write

SUBJECTS = (
    "relay",
    "react",
    "project",
    "latency",
    "write",
    "page",
    "answers",
    "organisations",
    "imports",
    "selection",
    "confirm",
    "telemetry",
    "regions",
    "start",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {' '.join(SUBJECTS)} (all)")
    parser.add_argument("--table", action="store_true", help="print the last results as Markdown")
    parsed = parser.parse_args()
    if parsed.table:
        print(table())
        return 0
    chosen = [name.lower() for name in parsed.names] or list(SUBJECTS)
    if unknown := set(chosen) - set(SUBJECTS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    logging.basicConfig(level=logging.ERROR)
    began = monotonic()
    for name in chosen:
        subject = importlib.import_module(f"benchmarks.{name}")
        started = monotonic()
        figures: list[Figure] = uvloop.run(subject.measure())
        write(figures)
        for figure in figures:
            print(figure)
        print(f"{'':16} {monotonic() - started:.0f} s", flush=True)
    print(f"All in {monotonic() - began:.0f} s; results in benchmarks/results.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
