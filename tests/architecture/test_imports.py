"""Who may know whom: the graph of the house is the one drawn in docs/architecture."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.sources import ROOT, SERVICES, imports, line, name, python, slices, tree

HOUSE = ROOT / "docs" / "architecture" / "README.md"

EDGES = ("api", "pages", "subscribers", "workers")

# What a file of a slice may import of its own slice. Edges do not know each other.
MAY_IMPORT = {
    "model": set(),
    "queries": {"model"},
    "commands": {"model", "queries", "schemas"},
    "schemas": {"model", "queries", "commands"},
    "forms": {"model", "queries", "commands", "schemas"},
    **{edge: {"model", "queries", "commands", "schemas", "forms"} for edge in EDGES},
}


def test_the_import_graph_is_the_one_that_is_drawn() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_slice_has_its_place_in_its_service() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    placed = {
        f"{container}.{layer}"
        for contract in settings["contracts"]
        for container in contract.get("containers", ())
        for entry in contract["layers"]
        for layer in re.findall(r"\w+", entry)
    }

    assert {f"services.{room.parent.name}.{room.name}" for room in slices()} <= placed


def test_inside_a_slice_nothing_imports_what_is_further_out() -> None:
    outwards = []
    for room in slices():
        package = f"services.{room.parent.name}.{room.name}"
        for path in python(name(room)):
            for other in MAY_IMPORT.keys() - MAY_IMPORT.get(path.stem, set()):
                if any(f"{found}.".startswith(f"{package}.{other}.") for found in imports(path)):
                    outwards.append(f"{name(path)} imports {other}")

    assert outwards == []


def test_only_the_edges_of_a_service_know_http() -> None:
    frame = ("fastapi", "starlette", "shared.chassis.web", "shared.chassis.pages", "faststream", "nats")
    allowed = {*EDGES, "forms", "module"}
    knowing = [
        f"{name(path)} imports {found}"
        for path in python("services")
        if path.stem not in allowed
        for found in sorted(imports(path))
        if not found.startswith("shared.chassis.pages.format_")
        if f"{found}.".startswith(tuple(f"{part}." for part in frame))
    ]

    assert knowing == []


def test_a_model_knows_neither_session_nor_clock() -> None:
    known = [
        f"{name(path)} imports {found}"
        for path in python("services")
        if path.stem == "model"
        for found in sorted(imports(path))
        if found.startswith(("shared.chassis.transaction", "sqlalchemy.ext.asyncio", "asyncio", "httpx"))
        or found in ("sqlalchemy.select", "sqlalchemy.orm.Session")
    ]

    assert known == []


def test_each_file_of_the_chassis_imports_only_those_above_it() -> None:
    order = chassis_order()
    upwards = [
        f"{stem} imports {other}"
        for place, stem in enumerate(order)
        for other in order[place:]
        if any(
            f"{found}.".startswith(f"shared.chassis.{other}.")
            for found in imports(ROOT / "shared" / "chassis" / f"{stem}.py")
        )
    ]

    assert upwards == []


def test_the_drawn_order_of_the_chassis_names_every_file_of_it() -> None:
    there = {path.stem for path in python("shared/chassis")} - {"__init__"}

    assert sorted(chassis_order()) == sorted(there)


def test_nothing_is_imported_inside_a_function() -> None:
    inline = [
        line(path, inner)
        for path in python()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert inline == []


def test_imports_are_absolute() -> None:
    relative = [
        line(path, node)
        for path in python()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == []


def test_no_service_says_the_name_of_another_in_its_imports() -> None:
    crossing = [
        f"{name(path)} imports {found}"
        for service in SERVICES
        for path in python(f"services/{service}")
        for found in sorted(imports(path))
        if found.startswith(("services.", "poyta", "tests")) and not found.startswith(f"services.{service}")
    ]

    assert crossing == []


def chassis_order() -> list[str]:
    """Read the order from the page that draws it, so that the page stays true."""
    drawn = re.search(r"```text chassis\n(.*?)```", HOUSE.read_text(encoding="utf-8"), re.DOTALL)
    assert drawn is not None
    return re.findall(r"\w+", drawn[1])
