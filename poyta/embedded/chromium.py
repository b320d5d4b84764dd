"""The browser of the tests: the one CHROMIUM names, the system's, or Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> Path | None:
    """Return the program of a Chromium, or None when there is none.

    Raises FileNotFoundError when CHROMIUM names a file that is not there.
    """
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).exists():
            raise FileNotFoundError(f"CHROMIUM names {named}, which is not there")
        return Path(named)
    if system := next(filter(None, map(shutil.which, _NAMES)), None):
        return Path(system)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def main() -> int:
    """See that there is a browser; as root on Debian, install one. Return 0, or 1 with advice."""
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium for the browser tests", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *arguments], env=environment, check=False)
    if find() is None:
        print(
            "The tests need a Chromium. Install your system's package (apt install chromium), or run\n"
            ".venv/bin/playwright install chromium, or name one: make test CHROMIUM=/path/to/chromium",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
