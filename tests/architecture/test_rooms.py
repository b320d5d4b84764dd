"""What may stand where, and what it may be called."""

import ast
import re

from tests.architecture.sources import ROOT, SERVICES, name, python, slices, tracked, tree

SLICE = {"model", "queries", "commands", "api", "pages", "subscribers", "workers", "schemas", "forms"}
SERVICE = {"module", "settings", "tables", "errors", "access", "metrics"}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "manager"}
MIGRATION = re.compile(r"\d{4}_\d{2}_\d{2}_[a-z0-9_]+")


def test_a_slice_has_only_the_agreed_files() -> None:
    strangers = [
        name(path)
        for room in slices()
        for path in tracked()
        if path.is_relative_to(room)
        and path.relative_to(room).parts[0]
        not in {f"{stem}.py" for stem in SLICE | {"__init__"}} | {"templates", "locale", "data"}
    ]

    assert strangers == []


def test_a_service_has_the_same_face_as_every_other() -> None:
    rooms = {room.name for room in slices()} | {"migrations", "locale"}
    agreed = {f"{stem}.py" for stem in SERVICE | {"__init__"}} | {"README.md"}
    strangers = []
    for service in SERVICES:
        folder = ROOT / "services" / service
        for path in tracked():
            if path.is_relative_to(folder) and path.relative_to(folder).parts[0] not in agreed | rooms:
                strangers.append(name(path))

    assert strangers == []


def test_every_service_has_what_the_process_needs_of_it() -> None:
    needed = (
        "__init__.py",
        "README.md",
        "module.py",
        "tables.py",
        "errors.py",
        "locale/fi.po",
        "locale/sv.po",
    )
    missing = [
        f"services/{service}/{file}"
        for service in SERVICES
        for file in needed
        if not (ROOT / "services" / service / file).is_file()
    ]

    assert missing == []


def test_there_are_no_services_but_the_five() -> None:
    there = {path.relative_to(ROOT).parts[1] for path in tracked() if name(path).startswith("services/")}

    assert there == {*SERVICES, "__init__.py"}


def test_a_migration_is_named_by_its_day() -> None:
    odd = [
        name(path)
        for path in python("services")
        if path.parent.name == "migrations" and not MIGRATION.fullmatch(path.stem)
    ]

    assert odd == []


def test_no_module_or_package_has_a_name_that_says_nothing() -> None:
    empty = [
        name(path)
        for path in python()
        for part in path.relative_to(ROOT).parts
        if SAYS_NOTHING & set(re.split(r"[_.\-]", part.lower()))
    ]

    assert empty == []


def test_an_init_file_holds_a_docstring_and_nothing_else() -> None:
    fuller = [
        name(path)
        for path in python()
        if path.name == "__init__.py" and (ast.get_docstring(tree(path)) is None or len(tree(path).body) != 1)
    ]

    assert fuller == []


def test_every_file_opens_by_saying_what_it_is() -> None:
    silent = [name(path) for path in python() if ast.get_docstring(tree(path)) is None]

    assert silent == []
