"""Caddy, the front door: one port, routes by host name and path."""

import asyncio
import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from poyta.embedded.nats import program
from poyta.embedded.processes import Program

MAIL_HOST = "mail.localhost"
NATIONAL_HOST = "national.localhost"
PATHS = ("members", "meetings", "surveys")
_STARTING = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>One moment</title><main><h1>One moment</h1><p>Pöytä is starting, or a part of it is being "
    "restarted. Nothing you sent before is lost. Please load the page again in a few seconds.</p>"
    "</main></html>"
)


class Caddy:
    """The front door of one folder. `services` are the ports of the processes by service, or `all` alone."""

    def __init__(self, folder: Path, port: int, mail_port: int, services: Mapping[str, int]) -> None:
        self.folder = folder
        self.port = port
        self._mail_port = mail_port
        self._services = services

    async def prepare(self) -> None:
        """Write the configuration."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._config.write_text(json.dumps(self._configuration(), indent=2))

    def program(self) -> Program:
        """Return the server as a child to run."""
        home = str(self.folder)
        return Program(
            name="caddy",
            command=[program("caddy"), "run", "--config", str(self._config)],
            ready=self._answers,
            folder=self.folder,
            environment={"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home},
        )

    @property
    def _config(self) -> Path:
        return self.folder / "caddy.json"

    def _configuration(self) -> dict[str, Any]:
        server = {
            "listen": _listened(self.port),
            "automatic_https": {"disable": True},
            "routes": [
                {"handle": [{"handler": "encode", "encodings": {"zstd": {}, "gzip": {}}}]},
                *self._routes(),
            ],
            "errors": {"routes": [{"handle": [_starting()]}]},
        }
        return {
            "admin": {"disabled": True, "config": {"persist": False}},
            "logging": {"logs": {"default": {"level": "WARN"}}},
            "apps": {"http": {"servers": {"front": server}, "grace_period": "5s"}},
        }

    def _routes(self) -> list[dict[str, Any]]:
        mail = _route(self._mail_port, {"host": [MAIL_HOST]})
        if set(self._services) == {"all"}:
            return [mail, _route(self._services["all"])]
        national = {"host": [NATIONAL_HOST], "path": ["/", "/national", "/national/*"]}
        return [
            mail,
            _route(self._services["national"], national),
            *(_route(self._services[name], {"path": [f"/{name}", f"/{name}/*"]}) for name in PATHS),
            _route(self._services["notifications"]),
        ]

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


def _route(port: int, match: dict[str, Any] | None = None) -> dict[str, Any]:
    proxy = {
        "handler": "reverse_proxy",
        "upstreams": [{"dial": f"127.0.0.1:{port}"}],
        # A process that restarts is waited for; only connections that were refused are tried again.
        "load_balancing": {"try_duration": "3s", "try_interval": "100ms"},
    }
    return {"handle": [proxy], "terminal": True} | ({"match": [match]} if match else {})


def _starting() -> dict[str, Any]:
    return {
        "handler": "static_response",
        "status_code": 503,
        "headers": {
            "Content-Type": ["text/html; charset=utf-8"],
            "Retry-After": ["5"],
            "Cache-Control": ["no-store"],
            "Content-Security-Policy": ["default-src 'none'"],
        },
        "body": _STARTING,
    }


def _listened(port: int) -> list[str]:
    # A browser may look for *.localhost at either address; a machine without IPv6 has only one.
    addresses = [f"127.0.0.1:{port}"]
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
            addresses.append(f"[::1]:{port}")
    except OSError:
        pass
    return addresses
