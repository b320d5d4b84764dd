"""The ports of the embedded stack: the front door is fixed, the others are any free ones, remembered."""

import json
import secrets
import socket
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from poyta.embedded.trouble import Trouble

FRONT = "front"
# Below the range from which the system takes ports for outgoing connections.
_FIRST, _LAST = 20_000, 32_000


class Ports:
    """Ports by name, kept in a file so that a second start finds the same ones."""

    def __init__(self, file: Path, front: int | None) -> None:
        """Read the ports of an earlier start; `front` None means any free port."""
        self._file = file
        self._ports = _read(file)
        if front is not None:
            self._ports[FRONT] = front
        elif FRONT not in self._ports:
            self._ports[FRONT] = _any_free()

    def __getitem__(self, name: str) -> int:
        return self._ports[name]

    def claim(self, *names: str, front: bool = True) -> None:
        """See that every named part has a port that is free now.

        An inner part whose port was taken meanwhile gets another one. The front door does not
        move by itself: Trouble says who holds it.
        """
        if front and not is_free(self._ports[FRONT]):
            raise Trouble(_taken(self._ports[FRONT]))
        for name in names:
            while not is_free(self._ports.setdefault(name, _any_free())) or self._is_shared(name):
                self._ports[name] = _any_free()
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps(self._ports, indent=2) + "\n")
        draft.rename(self._file)

    def _is_shared(self, name: str) -> bool:
        return list(self._ports.values()).count(self._ports[name]) > 1


def is_free(port: int) -> bool:
    """Tell whether this machine's loopback address can be listened on at `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except PermissionError as error:
            raise Trouble(
                f"Port {port} is for root only. Choose one above 1023, for example: --port 8080."
            ) from error
        except OSError:
            return False
    return True


def _any_free() -> int:
    while True:
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        if is_free(port):
            return port


def _read(file: Path) -> dict[str, int]:
    try:
        return {str(name): int(port) for name, port in json.loads(file.read_text()).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        raise Trouble(
            f"{file} is damaged ({error}). Remove it and start again: other ports are chosen."
        ) from error


def _taken(port: int) -> str:
    holder = _holder(port) or "another program"
    return (
        f"Port {port} is taken by {holder}. Stop it, or start on another port: "
        f"make up PORT={port + 1} (poyta up --port {port + 1})."
    )


def _holder(port: int) -> str | None:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        # Another user's programs are not ours to see.
        return None
    return None
