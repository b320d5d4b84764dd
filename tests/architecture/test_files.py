"""What no tracked file may hold, and what a commit looks like."""

import re
import subprocess

from tests.architecture.sources import ROOT, name, tracked

# Put together here, so that this file is not one of those it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("golang", "org/proxy"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("anaconda", "org"),
    )
)
FOLDER_OF_ONE_MACHINE = re.compile(r"(?<![\w.\-:$}/])/(?:work|home|root|Users)/\S*")
FIRST_LINE = 120


def test_no_file_names_a_package_registry() -> None:
    # Whoever installs chooses where from; the lock has hashes, so it does not matter.
    naming = [f"{path}: {host}" for path, text in texts() for host in REGISTRIES if host in text]

    assert naming == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    naming = [
        f"{path}: {match[0]}" for path, text in texts() for match in FOLDER_OF_ONE_MACHINE.finditer(text)
    ]

    assert naming == []


def test_no_file_holds_a_secret() -> None:
    holding = [
        f"{path}: {match[0][:12]}…"
        for path, text in texts()
        for match in re.finditer(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bS[OAUNC][A-Z2-7]{56}\b", text)
    ]

    assert holding == []


def test_the_first_line_of_a_commit_is_short_and_has_no_full_stop() -> None:
    assert [said for said in first_lines() if len(said) > FIRST_LINE or said.endswith(".")] == []


def test_a_commit_begins_with_what_it_does() -> None:
    assert [said for said in first_lines() if not re.match(r"[A-ZÅÄÖ][a-zåäö]+ ", said)] == []


def first_lines() -> list[str]:
    log = ["git", "log", "--format=%s", "--no-merges"]
    return subprocess.run(log, cwd=ROOT, capture_output=True, check=True, text=True).stdout.splitlines()


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found.append((name(path), content.decode("utf-8", errors="replace")))
    return found
