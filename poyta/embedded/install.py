"""Make the Python environment of a checkout: `python3 poyta/embedded/install.py`.

Runs on a bare Python before anything is installed, so it imports nothing but the standard
library. A second run does nothing while the environment is the one requirements.lock names.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "installed.sha256"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)

# What pip is told about where packages come from, and the names uv knows the same things by.
_SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
}


def main() -> int:
    """Install what the lock names and return 0, or say what is wrong and return 1."""
    if sys.version_info < OLDEST:
        return _fail(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}. "
            "Name another one: make up PYTHON=python3.12"
        )
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == lock and PYTHON.exists():
        return 0
    if not PYTHON.exists():
        print("Making the Python environment in .venv", flush=True)
        if _run([sys.executable, "-m", "venv", str(VENV)]) != 0:
            return _fail("The environment could not be made. On Debian and Ubuntu: apt install python3-venv")
    print("Installing the packages of requirements.lock", flush=True)
    if _install_fast() != 0 and _pip("install", "--require-hashes", "-r", str(LOCK)) != 0:
        return _fail("The packages could not be installed; the reason stands above.")
    STAMP.write_text(lock)
    return 0


def _install_fast() -> int:
    """Install with uv, from where pip is told to look; not 0 when pip has to do it."""
    first = VENV / "uv.lock"
    first.write_text(_pinned("uv"))
    if _pip("install", "--quiet", "--require-hashes", "-r", str(first)) != 0:
        return 1
    command = [str(VENV / "bin" / "uv"), "pip", "install", "--python", str(PYTHON)]
    return _run([*command, "--require-hashes", "-r", str(LOCK)], _as_uv_settings(_pip_settings()))


def _pinned(package: str) -> str:
    """Return the lines of the lock that pin one package."""
    lines: list[str] = []
    for line in LOCK.read_text().splitlines():
        if line.startswith(f"{package}==") or (lines and lines[-1].endswith("\\")):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _pip_settings() -> dict[str, str]:
    """Return what pip's files and environment say, the stronger word last."""
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    settings = {}
    for line in sorted(listed.stdout.splitlines(), key=_strength):
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = value.strip("'\"").replace("\\n", " ").strip()
    return settings


def _strength(line: str) -> int:
    return next(rank for rank, prefix in enumerate((":env:", "install.", "")) if line.startswith(prefix)) * -1


def _as_uv_settings(settings: dict[str, str]) -> dict[str, str]:
    """Say the same to uv; what uv was told itself stays."""
    said = {uv: settings[pip] for pip, uv in _SETTINGS.items() if settings.get(pip)}
    if "UV_FIND_LINKS" in said:
        said["UV_FIND_LINKS"] = ",".join(said["UV_FIND_LINKS"].split())
    # Like pip, take the pinned version from whichever index has it: the hashes say it is the one.
    said["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {name: value for name, value in said.items() if name not in os.environ}


def _pip(*arguments: str) -> int:
    return _run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments])


def _run(command: list[str], environment: "dict[str, str] | None" = None) -> int:
    return subprocess.run(command, env={**os.environ, **(environment or {})}, check=False).returncode


def _fail(reason: str) -> int:
    print(f"\n{reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
