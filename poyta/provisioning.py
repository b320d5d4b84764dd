"""Instances on servers that others started: Compose, Kubernetes, a host's own machines."""

import asyncio
import base64
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from nats.errors import Error as NatsError

from poyta.embedded.nats import operator_configuration
from poyta.embedded.trouble import Trouble
from poyta.provision.keys import Keyring, write_secret
from poyta.regions import Migrate, Servers, add_region, registered
from shared.chassis.instance import NATIONAL


async def provision(servers: Servers, slugs: Sequence[str], migrate: Migrate) -> None:
    """Bring the national instance, the regions there are and the regions of `slugs` up to date.

    Doing it again changes only what is not right, so it may run at every start and every rollout.
    """
    for slug in dict.fromkeys([NATIONAL, *registered(servers.instances), *slugs]):
        await add_region(servers, slug, migrate)
    await migrate(servers.instances)


def write_operator(keyring: Keyring, file: Path) -> None:
    """Write the part of nats-server's configuration that names our operator, making its keys if need be."""
    text = json.dumps(operator_configuration(keyring), indent=2) + "\n"
    if not file.exists() or file.read_text() != text:
        write_secret(file, text)


def secrets(instances: Path, slugs: Sequence[str] = (), *, own: bool = False) -> dict[str, Any]:
    """Return instances as a Kubernetes List: a Secret a region and service, with what that one may know.

    For a process of the region's `own` it is one Secret with everything.
    """
    items = []
    for slug in slugs or registered(instances):
        services = [file.name for file in sorted((instances / slug).glob("*.json"))]
        services.remove("instance.json")
        if own:
            items.append(_secret(f"own-{slug}", instances / slug, services))
        else:
            items += [
                _secret(f"instance-{slug}-{name.removesuffix('.json')}", instances / slug, [name])
                for name in services
            ]
    return {"apiVersion": "v1", "kind": "List", "items": items}


def add_commands(commands: Any, migrate: Migrate) -> None:
    """Add the commands for servers that others started to the command line."""
    command = commands.add_parser("provision", help="make instances on servers that run elsewhere")
    _provision_arguments(command)
    command.set_defaults(run=partial(_provision, migrate))

    command = commands.add_parser("nats-operator", help="write what a nats-server must know of our operator")
    command.add_argument("--var", type=Path, required=True, help="the folder with the keys")
    command.add_argument("--out", type=Path, required=True, help="the file to write")
    command.set_defaults(run=_nats_operator)

    command = commands.add_parser("secrets", help="print instances as Kubernetes Secrets")
    command.add_argument("slugs", nargs="*", metavar="slug", help="these instances (default: all)")
    command.add_argument("--var", type=Path, required=True, help="the folder with the instances")
    command.add_argument("--own", action="store_true", help="one Secret a region, for a process of its own")
    command.add_argument("--out", type=Path, help="write here instead")
    command.set_defaults(run=_secrets)


def _provision_arguments(command: ArgumentParser) -> None:
    command.add_argument("slugs", nargs="*", metavar="slug", help="regions to make besides those there are")
    command.add_argument("--var", type=Path, required=True, help="the folder for keys and instances")
    command.add_argument("--admin-url", required=True, help="postgresql://superuser@host:port/postgres")
    command.add_argument("--admin-password-file", type=Path, help="the superuser's password")
    command.add_argument("--nats-url", required=True, help="nats://host:port")
    command.add_argument(
        "--replicas", type=int, default=1, help="copies of each stream (default %(default)s)"
    )
    command.add_argument(
        "--base-url-template",
        default="http://{slug}.localhost:8080",
        help="where browsers reach an instance (default %(default)s)",
    )


def _provision(migrate: Migrate, parsed: Namespace) -> None:
    if "{slug}" not in parsed.base_url_template:
        raise Trouble("--base-url-template needs {slug} in it: each instance has a host name of its own.")
    servers = Servers(
        parsed.var.resolve(),
        with_password(parsed.admin_url, parsed.admin_password_file),
        parsed.nats_url,
        base_url_template=parsed.base_url_template,
        replicas=parsed.replicas,
    )
    try:
        asyncio.run(provision(servers, parsed.slugs, migrate))
    except (OSError, NatsError) as error:
        raise Trouble(f"Postgres or NATS cannot be reached: {error}") from error
    for slug in registered(servers.instances):
        print(f"{slug} is at {servers.base_url(slug)}")


def _nats_operator(parsed: Namespace) -> None:
    write_operator(Keyring(parsed.var / "keys"), parsed.out)


def _secrets(parsed: Namespace) -> None:
    text = json.dumps(secrets(parsed.var / "instances", parsed.slugs, own=parsed.own), indent=2) + "\n"
    if parsed.out:
        write_secret(parsed.out, text)
    else:
        print(text, end="")


def with_password(url: str, file: Path | None) -> str:
    """Return a server's address with the password that stands in a file, when there is one."""
    if file is None:
        return url
    parts = urlsplit(url)
    user, server = parts.netloc.rpartition("@")[::2]
    password = quote(file.read_text().strip(), safe="")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0] or 'postgres'}:{password}@{server}"))


def _secret(name: str, directory: Path, services: Sequence[str]) -> dict[str, Any]:
    files = [directory / file for file in ("instance.json", "signing.key", *services)]
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/part-of": "poyta"}},
        "type": "Opaque",
        "data": {file.name: base64.b64encode(file.read_bytes()).decode() for file in files},
    }
