"""`poyta region …`: what a host does with regions, as commands."""

import argparse
import asyncio
import time
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from nats.errors import NoServersError
from pydantic import TypeAdapter, ValidationError

from poyta import backups, people, regions, targets
from poyta import instances as instances_on_disk
from poyta.embedded.stack import Stack
from poyta.embedded.trouble import Trouble
from poyta.provision.accounts import provisioner
from poyta.provision.databases import database_size
from poyta.region_file import read_region, slug_complaint
from poyta.regions import Servers
from poyta.removal import refuse_national, remove_region
from shared.chassis.clock import file_clock
from shared.chassis.principals import COORDINATOR
from shared.chassis.text import EmailAddress, Line

_PAGE_SECONDS = 30.0
_POLL = 0.02


def add_commands(commands: Any, var: Path) -> None:
    """Add the commands to the command line; `var` is the folder unless told."""
    command = _command(commands, "add", "give a region its instance on the running stack", _add, var)
    command.add_argument("slug", nargs="?", help="one of the regions of the list")
    command.add_argument("--file", type=Path, help="a TOML file that describes a region not in the list")
    command.add_argument("--import", dest="bundle", type=Path, help="a bundle of a region that was removed")
    command.add_argument("--coordinator", metavar="EMAIL", help="let a first coordinator in")
    command.add_argument("--name", help="the coordinator's name")
    command.add_argument("--language", default="fi", choices=("fi", "sv", "en"), help="(default %(default)s)")

    _command(commands, "list", "list the regions there are", _list, var)

    command = _command(commands, "remove", "write a region out and leave nothing of it", _remove, var)
    command.add_argument("slug")
    command.add_argument("--export", type=Path, metavar="FILE", help="the bundle to write first")
    command.add_argument("--without-export", action="store_true", help="let everything be lost")
    command.add_argument("--yes", metavar="SLUG", help="the slug once more, with --without-export")

    command = _command(commands, "backup", "write a region out while it works", _backup, var)
    command.add_argument("slug")
    command.add_argument("--to", type=Path, metavar="DIR", help="the folder (default: backups in --var)")

    command = _command(commands, "restore", "bring a region back from its backup", _restore, var)
    command.add_argument("bundle", type=Path, metavar="FILE")
    command.add_argument("--as", dest="copy_as", default="", metavar="SLUG", help="as a copy, for looking")
    command.add_argument(
        "--replace", action="store_true", help="for national: put it in the place of the one that stands"
    )


def _command(commands: Any, name: str, text: str, run: Any, var: Path) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text)
    command.add_argument("--var", type=Path, default=var)
    command.set_defaults(run=partial(_told, run))
    return command


def _told(run: Any, parsed: argparse.Namespace) -> None:
    """Run a command against the running servers of its folder, and say plainly when they do not run."""
    stack = Stack(parsed.var, migrate=targets.migrate)
    try:
        asyncio.run(run(parsed, stack))
    except (ConnectionError, NoServersError, asyncpg.CannotConnectNowError) as error:
        raise Trouble(f"The servers of {stack.var} do not answer. Start them first: make up") from error


async def _add(parsed: argparse.Namespace, stack: Stack) -> None:
    began = time.monotonic()
    if [parsed.slug, parsed.file, parsed.bundle].count(None) != 2:
        raise Trouble("Say one of: the slug of a region in the list, --file, or --import.")
    coordinator = _coordinator(parsed)
    servers = stack.servers
    if parsed.bundle:
        region = await backups.bring_back(servers, parsed.bundle, targets.migrate, targets.modules())
        slug = region.slug
    else:
        described = read_region(parsed.file, servers) if parsed.file else None
        slug = described.slug if described else parsed.slug
        await regions.add_region(servers, slug, targets.migrate, region=described)
    await _say_where(stack, slug, began)
    if coordinator:
        await _let_in(stack, slug, *coordinator)


async def _list(_parsed: argparse.Namespace, stack: Stack) -> None:
    servers = stack.servers
    there = regions.registered(servers.instances)
    rows = [("slug", "name", "host", "services", "size", "since")]
    for slug in there:
        region = regions.region_of(servers.instances / slug)
        instance = instances_on_disk.read(servers.instances / slug)
        name = f"copy of {region.copy_of}" if region.copy_of else region.name[region.languages[0]]
        services = str(len(instance.credentials))
        since = regions.since(servers.instances / slug)[:10]
        rows.append((slug, name, instance.host, services, _megabytes(await _size(servers, slug)), since))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())
    if missing := sorted(regions.known().keys() - set(there)):
        print(f"\nCan be added: {', '.join(missing)}")


async def _remove(parsed: argparse.Namespace, stack: Stack) -> None:
    began, slug, servers = time.monotonic(), parsed.slug, stack.servers
    refuse_national(slug)
    if bool(parsed.export) == parsed.without_export:
        raise Trouble("Say where the bundle goes with --export FILE, or --without-export to lose everything.")
    if parsed.without_export and parsed.yes != slug:
        raise Trouble(f"Everything of {slug} would be lost. If that is meant, add: --yes {slug}")
    last = backups.last_backup(servers.var, slug)

    async def export(directory: Path, file: Path) -> None:
        await backups.write_bundle(servers, directory, file, targets.VERSION)

    async with regions.alone(servers):
        await remove_region(servers, slug, None if parsed.without_export else export, parsed.export)
    print(f"{slug} is removed; it took {time.monotonic() - began:.1f} s.")
    if parsed.export:
        print(f"Everything it owned is in {parsed.export} ({_megabytes(parsed.export.stat().st_size)}).")
    if last and last.file.exists():
        print(f"Backups of it are still in {last.file.parent}. They hold personal data.")


async def _backup(parsed: argparse.Namespace, stack: Stack) -> None:
    began = time.monotonic()
    done = await backups.back_up(stack.servers, parsed.slug, parsed.to, targets.VERSION)
    took = time.monotonic() - began
    print(f"{parsed.slug} is in {done.file} ({_megabytes(done.size)}); it took {took:.1f} s.")


async def _restore(parsed: argparse.Namespace, stack: Stack) -> None:
    began = time.monotonic()
    if parsed.copy_as and (complaint := slug_complaint(parsed.copy_as)):
        raise Trouble(f"--as: {complaint}.")
    if parsed.copy_as and parsed.replace:
        raise Trouble("Say one of: --as, for a copy, or --replace.")
    region = await backups.bring_back(
        stack.servers,
        parsed.bundle,
        targets.migrate,
        targets.modules(),
        copy_as=parsed.copy_as,
        replace=parsed.replace,
    )
    await _say_where(stack, region.slug, began)
    if region.copy_of:
        print("It is a copy for looking: no letter and no event leaves it, and national does not see it.")


def _coordinator(parsed: argparse.Namespace) -> tuple[str, str, str] | None:
    if parsed.coordinator is None:
        return None
    try:
        email = TypeAdapter(EmailAddress).validate_python(parsed.coordinator)
        name = TypeAdapter(Line).validate_python(parsed.name)
    except ValidationError as error:
        raise Trouble("--coordinator needs an e-mail address, and --name a name.") from error
    return email, name, parsed.language


async def _let_in(stack: Stack, slug: str, email: str, name: str, language: str) -> None:
    instance, clock = instances_on_disk.read(stack.instances / slug), file_clock(stack.clock_file)
    await people.grant(instance, clock, name=name, email=email, language=language, role=COORDINATOR)
    print(f"{name} signs in, once and within a day, at {await people.sign_in_link(instance, clock, email)}")


async def _say_where(stack: Stack, slug: str, began: float) -> None:
    instance = instances_on_disk.read(stack.instances / slug)
    made = time.monotonic() - began
    if await _answers(stack.port("front"), instance.host):
        print(f"{slug} answers at {instance.base_url} after {time.monotonic() - began:.1f} s.")
    else:
        print(f"{slug} is made ({made:.1f} s), but {instance.base_url} does not answer yet.")


async def _answers(port: int, host: str) -> bool:
    deadline = time.monotonic() + _PAGE_SECONDS
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline:
            try:
                answer = await client.get(f"http://127.0.0.1:{port}/", headers={"Host": f"{host}:{port}"})
                if answer.is_success:
                    return True
            except httpx.TransportError:
                return False
            await asyncio.sleep(_POLL)
    return False


async def _size(servers: Servers, slug: str) -> int:
    async with provisioner(servers.nats_url, servers.keyring, slug) as jetstream:
        stored = (await jetstream.account_info()).storage
    return await database_size(servers.admin_url, slug) + stored


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
