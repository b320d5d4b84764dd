"""The image: what builds it is clean and takes only what the lock names."""

import re

from tests.deploy.tools import ROOT, run, wheel


def test_the_dockerfile_is_clean() -> None:
    run(wheel("hadolint"), "--failure-threshold", "style", "Dockerfile")


def test_each_finding_that_is_let_pass_says_why() -> None:
    passed = re.findall(r"hadolint ignore=\S+(.*)", (ROOT / "Dockerfile").read_text())

    assert [reason for reason in passed if len(reason.strip(" #")) < 20] == []


def test_the_locks_pick_what_the_image_adds() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    picked = re.findall(r"\^(\w+)==", (ROOT / "Dockerfile").read_text())

    assert picked == ["uv", "aiosmtpd", "psutil"]
    assert [name for name in picked if not re.search(rf"^{name}==\S+ \\$", lock, re.MULTILINE)] == []


def test_nothing_goes_to_the_builder_but_what_it_copies() -> None:
    allowed = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    named = {source.split("/")[0] for line in copied for source in line.split()}
    assert named == set(allowed)
