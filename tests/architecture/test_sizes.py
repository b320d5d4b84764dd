"""Nothing is too long to be read at one sitting."""

import ast
from pathlib import Path

from tests.architecture.sources import ROOT, SERVICES, line, name, python, tree

FILE = 400
FUNCTION = 60
POSITIONAL = 5
CHASSIS_FILES = 24
CHASSIS_LINES = 3_000
SERVICE_README = 40


def test_no_file_is_longer_than_400_lines() -> None:
    long = {name(path): length(path) for path in python() if length(path) > FILE}

    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    # A migration is a list of tables, read once; nobody follows its flow.
    long = [
        f"{line(path, node)} {node.name}: {node.end_lineno - node.lineno + 1}"
        for path in python()
        if path.parent.name != "migrations"
        for node in functions(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > FUNCTION
    ]

    assert long == []


def test_no_function_takes_more_than_five_arguments_by_their_place() -> None:
    # A function inside another is called by a library, which says what it hands over.
    many = [
        f"{line(path, node)} {node.name}: {positional(node)}"
        for path in python("shared", "services", "poyta")
        for node in functions(path)
        if positional(node) > POSITIONAL and not is_inside(path, node)
    ]

    assert many == []


def test_the_chassis_stays_small_enough_to_be_known_by_heart() -> None:
    chassis = [path for path in python("shared/chassis") if path.name != "__init__.py"]

    assert len(chassis) <= CHASSIS_FILES
    assert sum(length(path) for path in chassis) <= CHASSIS_LINES


def test_the_readme_of_a_service_is_read_at_one_look() -> None:
    readmes = {service: ROOT / "services" / service / "README.md" for service in SERVICES}

    assert {service: length(path) for service, path in readmes.items() if length(path) > SERVICE_README} == {}


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def positional(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return len(arguments) - (arguments[:1] in (["self"], ["cls"]))


def is_inside(path: Path, node: ast.AST) -> bool:
    return any(node in ast.walk(outer) for outer in functions(path) if outer is not node)
