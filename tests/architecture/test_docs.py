"""What is written for people is true: links lead somewhere, commands run, the reference is fresh."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from poyta import reference, targets
from tests.architecture.sources import ROOT, SERVICES, files, name, tree

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
DECISION = ("## Context", "## Decision", "## What it beat", "## What follows", "## Revisit when")
README = ROOT / "README.md"
ACCEPTANCE = ROOT / "docs" / "architecture" / "acceptance.md"


@pytest.mark.parametrize("page", files(suffix=".md"), ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    dead = [target for target in LINK.findall(text) if "://" not in target and not leads(page, target)]

    assert dead == []


@pytest.mark.parametrize("page", [README, ROOT / "CONTRIBUTING.md"], ids=name)
def test_every_make_command_that_is_told_of_can_run(page: Path) -> None:
    recipes = dict(
        re.findall(r"^([a-z]+):[^\n]*\n((?:\t[^\n]*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    told = set(re.findall(r"\bmake ([a-z]+)(?=[`\n ])", code(page)))
    modules = {
        module for target in told for module in re.findall(r"python -m ([\w.]+)", recipes.get(target, ""))
    }

    assert told - set(recipes) == set()
    assert [module for module in sorted(modules) if module.startswith("poyta") and not stands(module)] == []


@pytest.mark.parametrize(
    "page",
    [README, ROOT / "CONTRIBUTING.md", *files("docs/architecture", "docs/decisions", suffix=".md")],
    ids=name,
)
def test_every_path_that_is_told_of_exists(page: Path) -> None:
    told = re.findall(
        r"`((?:poyta|services|shared|docs|tests|deploy|\.ci)/[\w./-]*)`", page.read_text(encoding="utf-8")
    )

    assert [path for path in told if not (ROOT / path).exists()] == []


def test_every_test_that_proves_a_check_is_there() -> None:
    told = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", ACCEPTANCE.read_text(encoding="utf-8"))
    gone = [
        f"{path}::{test}"
        for path, test in told
        if test not in {node.name for node in tree(ROOT / path).body if hasattr(node, "name")}
    ]

    assert len(told) >= 20
    assert gone == []


def test_the_reference_is_fresh() -> None:
    made = reference.documents(targets.modules())
    kept = {path: path.read_text(encoding="utf-8") for path in reference.FOLDER.rglob("*.md")}

    assert sorted(map(name, kept)) == sorted(map(name, made)), "run: make docs"
    assert [name(path) for path, text in made.items() if kept[path] != text] == [], "run: make docs"


def test_every_problem_has_its_page() -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in (reference.FOLDER / "problems").glob("*.md")}
    told = {heading for text in pages.values() for heading in HEADING.findall(text)}

    assert {problem.slug for problem in reference.problems()} - told == set()


def test_every_setting_says_what_it_does() -> None:
    silent = [
        f"{group.__name__}.{setting.name}"
        for group in reference.settings()
        for setting in fields(group)
        if not setting.metadata.get("doc")
    ]

    assert silent == []


def test_every_decision_says_what_it_beat_and_when_to_look_again() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    lacking = [
        f"{name(path)}: {part}"
        for path in records
        for part in (*DECISION, "Date: ")
        if part not in path.read_text(encoding="utf-8")
    ]

    assert len(records) >= 10
    assert lacking == []


def test_the_list_of_decisions_names_every_record() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))

    assert {path.name for path in folder.glob("[0-9]*.md")} - listed == set()


def test_the_readme_of_a_service_says_what_it_owns_and_what_it_tells() -> None:
    lacking = [
        f"{service}: {part}"
        for service in SERVICES
        for part in ("Owns", "Publishes", "Listens to")
        if part not in (ROOT / "services" / service / "README.md").read_text(encoding="utf-8")
    ]

    assert lacking == []


def leads(page: Path, target: str) -> bool:
    file, _, anchor = target.partition("#")
    there = (page.parent / file).resolve() if file else page
    if not there.exists():
        return False
    return not anchor or there.suffix != ".md" or anchor in anchors(there)


def anchors(page: Path) -> set[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


def code(page: Path) -> str:
    return "\n".join(FENCE.findall(page.read_text(encoding="utf-8")))


def stands(module: str) -> bool:
    place = ROOT / module.replace(".", "/")
    return place.with_suffix(".py").exists() or (place / "__main__.py").exists()
