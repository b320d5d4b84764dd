"""nats-server in operator mode: accounts are JWTs, acknowledged means on the disk."""

import asyncio
import json
import shutil
import sys
from pathlib import Path

from poyta.embedded.processes import Program
from poyta.embedded.trouble import Trouble
from poyta.provision.accounts import operator_jwt, system_jwt
from poyta.provision.keys import Keyring, write_secret


class Nats:
    """The server of one folder."""

    def __init__(
        self, folder: Path, keyring: Keyring, port: int, monitor_port: int, *, durable: bool = True
    ) -> None:
        self.folder = folder
        self.port = port
        self._keyring = keyring
        self._monitor_port = monitor_port
        self._durable = durable

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    async def prepare(self) -> None:
        """Write the server's configuration."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            write_secret(self._config, self._configuration())
        except ValueError as error:
            raise Trouble(
                f"{error}. Restore it from a backup. Without it no region's events can be reached; to begin "
                f"with empty regions, move {self._keyring.directory.parent} aside."
            ) from error

    def program(self) -> Program:
        """Return the server as a child to run."""
        return Program(
            name="nats",
            command=[program("nats-server"), "-c", str(self._config)],
            ready=self._answers,
            folder=self.folder,
        )

    @property
    def _config(self) -> Path:
        return self.folder / "nats.conf"

    def _configuration(self) -> str:
        settings: dict[str, object] = {
            "server_name": "poyta",
            "host": "127.0.0.1",
            "port": self.port,
            "http": f"127.0.0.1:{self._monitor_port}",
            **operator_configuration(self._keyring),
            "resolver": {
                "type": "full",
                "dir": str(self.folder / "accounts"),
                "allow_delete": True,
                "interval": "2m",
            },
            "jetstream": {
                "store_dir": str(self.folder / "store"),
                # Account limits are promises, not reservations: the sum of them may exceed the disk.
                "max_memory_store": 2**30,
                "max_file_store": 2**50,
                "sync_interval": "always" if self._durable else "2m",
            },
        }
        return json.dumps(settings, indent=2)

    async def _answers(self) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            return (await asyncio.wait_for(reader.readline(), 2)).startswith(b"INFO")
        except (TimeoutError, OSError):
            return False
        finally:
            writer.close()


def operator_configuration(keyring: Keyring) -> dict[str, object]:
    """Return what any server of ours must know of the operator, whose word on accounts it takes."""
    system = keyring.system().public
    return {
        "operator": operator_jwt(keyring),
        "system_account": system,
        "resolver_preload": {system: system_jwt(keyring)},
    }


def program(name: str) -> str:
    """Return the path of a program that came with a wheel of this environment."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise Trouble(f"The program {name} is not installed. Run: make up")
    return found
