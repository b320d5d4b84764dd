"""The tools of these tests: wheels of the environment, Debian's packages, or a folder of their own."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECKOV = ROOT / "var" / "tools" / "checkov"
CHECKOV_LOCK = Path(__file__).with_name("checkov.lock")


def wheel(name: str) -> str:
    """Return a program that came with a wheel of this environment."""
    program = Path(sys.executable).with_name(name)
    if not program.exists():
        pytest.fail(f"{name} is not in the environment; run: make install")
    return str(program)


def debian(package: str, name: str) -> str:
    """Return a program of a Debian package; as root, install the package when it is missing."""
    if shutil.which(name) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
            subprocess.run(["apt-get", *arguments], env=environment, check=False, capture_output=True)
    program = shutil.which(name)
    if program is None:
        pytest.fail(f"{name} is missing. Install it: apt install {package}")
    return program


def checkov() -> str:
    """Return checkov from a folder of its own: its pins and ours cannot live together."""
    program, stamp = CHECKOV / "bin" / "checkov", CHECKOV / "installed.sha256"
    lock = hashlib.sha256(CHECKOV_LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != lock:
        uv = wheel("uv")
        shutil.rmtree(CHECKOV, ignore_errors=True)
        run(uv, "venv", "--quiet", "--python", sys.executable, str(CHECKOV))
        python = str(CHECKOV / "bin" / "python")
        run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", str(CHECKOV_LOCK))
        stamp.write_text(lock)
    return str(program)


def run(*command: str, folder: Path = ROOT, **environment: str) -> str:
    """Run a command and return what it printed; fail with all it said when it fails."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout
