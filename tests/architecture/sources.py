"""The project's own files, as the tests of this folder read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("members", "meetings", "surveys", "notifications", "national")


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that is in git, or would be with the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    found = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in found if path.is_file())


def files(*folders: str, suffix: str) -> list[Path]:
    """Return the files with a suffix in some folders; in all of them when none is named."""
    return [
        path
        for path in tracked()
        if path.suffix == suffix and (not folders or name(path).startswith(tuple(f"{f}/" for f in folders)))
    ]


def python(*folders: str) -> list[Path]:
    """Return the Python files in some folders."""
    return files(*folders, suffix=".py")


def name(path: Path) -> str:
    """Return the path as one reads it from the project's folder."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Yield each call in a file with what is called: `tx.record(…)` is `tx.record`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def imports(path: Path) -> set[str]:
    """Return the modules a file imports, and what it takes from them, as dotted names."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def slices() -> list[Path]:
    """Return the folder of every slice of every service."""
    rooms = {path.parent for path in python("services") if len(path.relative_to(ROOT).parts) == 4}
    return sorted(room for room in rooms if room.name != "migrations")


def line(path: Path, node: ast.AST) -> str:
    """Return `file:line`, for people to go to."""
    return f"{name(path)}:{getattr(node, 'lineno', 1)}"
