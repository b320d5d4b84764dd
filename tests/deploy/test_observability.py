"""Alerts and runbooks: each rule is right, fires when it should, and has its page."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.tools import ROOT, debian, run

ALERTS = sorted((ROOT / "deploy/observability/alerts").glob("*.yml"))
RUNBOOKS = ROOT / "docs/runbooks"
SECTIONS = ["What it means", "What people notice", "First look", "Mend", "Prevent"]


def rules() -> list[dict[str, Any]]:
    files = [yaml.safe_load(file.read_text()) for file in ALERTS]
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]


def test_prometheus_takes_the_rules() -> None:
    run(debian("prometheus", "promtool"), "check", "rules", *map(str, ALERTS))


def test_prometheus_takes_the_compose_configuration() -> None:
    config = "deploy/observability/prometheus/compose.yml"

    run(debian("prometheus", "promtool"), "check", "config", "--syntax-only", config)


def test_alerts_fire_when_they_should_and_are_silent_when_not() -> None:
    run(debian("prometheus", "promtool"), "test", "rules", "tests/deploy/alerts/poyta.yml")


def test_every_alert_is_tried() -> None:
    tried = yaml.safe_load((ROOT / "tests/deploy/alerts/poyta.yml").read_text())["tests"]

    assert {
        case["alertname"] for test in tried for case in test["alert_rule_test"] if case["exp_alerts"]
    } == {rule["alert"] for rule in rules()}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_every_alert_says_how_urgent_it_is_and_where_its_page_stands(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["runbook"] == f"docs/runbooks/{rule['alert']}.md"


def test_every_alert_has_a_page_and_every_page_an_alert() -> None:
    assert {page.stem for page in RUNBOOKS.glob("*.md")} == {rule["alert"] for rule in rules()}


@pytest.mark.parametrize("page", sorted(RUNBOOKS.glob("*.md")), ids=lambda page: str(page.stem))
def test_every_page_answers_the_same_five_questions(page: Path) -> None:
    text = page.read_text()
    linked = re.findall(r"\]\((\w+\.md)\)", text)

    assert text.startswith(f"# {page.stem}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert [name for name in linked if not (RUNBOOKS / name).exists()] == []
