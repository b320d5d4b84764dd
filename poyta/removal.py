"""A region leaves: it stops, everything it owns is written out, and then nothing of it is left."""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from poyta.embedded.trouble import Trouble
from poyta.picture import transaction
from poyta.provision.accounts import account_clients, delete_instance, provisioner, push_instance
from poyta.provision.databases import database_clients, database_exists, drop_database, lock_out
from poyta.regions import SERVICES, Servers, region_of, registered, source_regions, sourced_regions
from services.national.picture import commands as picture
from shared.chassis.instance import NATIONAL
from shared.chassis.streams import PICTURE, durable
from shared.contracts.people import DELEGATES

Export = Callable[[Path, Path], Awaitable[object]]
"""Writes the region of an instance's directory to a file."""

SHUT_SECONDS = 30.0
_PICTURE_SECONDS = 5.0
_POLL = 0.05


@dataclass(frozen=True)
class Leaving:
    """A region on its way out. Its directory waits here, so that an interrupted removal can go on."""

    servers: Servers
    slug: str

    @property
    def directory(self) -> Path:
        return self.servers.var / "leaving" / self.slug

    @property
    def exported(self) -> Path:
        return self.directory / "exported"

    @property
    def services(self) -> tuple[str, ...]:
        return region_of(self.directory).services if self.directory.exists() else SERVICES


async def remove_region(
    servers: Servers, slug: str, export: Export | None, file: Path | None, *, patience: float = SHUT_SECONDS
) -> None:
    """Remove a region, written out to `file` by `export` first unless that is None.

    `patience` is how many seconds its users may take to leave.
    The caller keeps other commands out. May be called again after an interruption, and goes on.
    """
    leaving = Leaving(servers, slug)
    refuse_national(slug)
    _refuse_overwriting(leaving, file)
    await _refuse(leaving, file)
    await shut(leaving, patience)
    if export is not None and file is not None and not leaving.exported.exists():
        await export(leaving.directory, file)
        leaving.exported.write_text(str(file))
    await _leave_picture(servers, slug)
    await erase(servers, slug, leaving.services)


async def erase(servers: Servers, slug: str, services: Sequence[str]) -> None:
    """Delete what a region has on the servers and in the folder; what is not there is no matter."""
    keyring, url = servers.keyring, servers.nats_url
    account = keyring.account(slug).public
    # An account that the server does not know is made known again: its streams are found only through it.
    await push_instance(url, keyring, slug, ())
    async with provisioner(url, keyring, slug) as jetstream:
        for info in await jetstream.streams_info():
            await jetstream.delete_stream(info.config.name or "")
    await delete_instance(url, keyring, slug)
    await drop_database(servers.admin_url, slug, services)
    for remains in (
        servers.var / "nats" / "store" / "jetstream" / account,
        servers.var / f"preparing-{slug}",
        servers.instances / slug,
        Leaving(servers, slug).directory,
    ):
        shutil.rmtree(remains, ignore_errors=True)
    for file in (servers.var / "nats" / "accounts").glob(f"{account}.jwt*"):
        file.unlink()
    (servers.var / "backups" / f"{slug}.json").unlink(missing_ok=True)
    keyring.forget(slug)


def refuse_national(slug: str) -> None:
    """Refuse to remove the host's own instance."""
    if slug == NATIONAL:
        raise Trouble(
            "The national instance cannot be removed: the regions' common picture and the operators' page "
            "live in it, and every region reports to it. To bring back an earlier one: "
            "poyta region restore FILE --replace"
        )


def _refuse_overwriting(leaving: Leaving, file: Path | None) -> None:
    if file is not None and file.exists() and not leaving.exported.exists():
        raise Trouble(f"{file} is there already. Choose another name for the bundle.")


async def _refuse(leaving: Leaving, file: Path | None) -> None:
    servers, slug = leaving.servers, leaving.slug
    if slug in registered(servers.instances) or leaving.directory.exists():
        return
    if not await database_exists(servers.admin_url, slug):
        raise Trouble(f"There is no region {slug} here.")
    if file is not None:
        raise Trouble(
            f"Only remains of {slug} are here, from a command that was interrupted; they cannot be exported. "
            f"Remove them with: poyta region remove {slug} --without-export --yes {slug}"
        )


async def shut(leaving: Leaving, patience: float = SHUT_SECONDS) -> None:
    """Let the processes shut the instance, wait until they have, and let nobody in again."""
    servers, slug = leaving.servers, leaving.slug
    standing = servers.instances / slug
    if standing.exists():
        leaving.directory.parent.mkdir(mode=0o700, exist_ok=True)
        standing.rename(leaving.directory)
    deadline = time.monotonic() + patience
    while clients := await _clients(servers, slug):
        if time.monotonic() > deadline:
            leaving.directory.rename(standing)
            raise Trouble(
                f"{slug} is still in use ({clients}) after {patience:.0f} s, so it was opened again. "
                "Nothing was removed. Find out who holds it and try again."
            )
        await asyncio.sleep(_POLL)
    await lock_out(servers.admin_url, slug, leaving.services)


async def _clients(servers: Servers, slug: str) -> str:
    # The servers themselves know who is connected, whichever machines the processes are on.
    if database := await database_clients(servers.admin_url, slug):
        return f"{database} connections to its database"
    if account := await account_clients(servers.nats_url, servers.keyring, slug):
        return f"{account} connections to its account"
    return ""


async def _leave_picture(servers: Servers, slug: str) -> None:
    """Let national forget the region: first no more arrives, then what arrived is read, then it goes."""
    if NATIONAL not in registered(servers.instances):
        return
    await source_regions(servers, sourced_regions(servers), leaving=slug)
    async with provisioner(servers.nats_url, servers.keyring, NATIONAL) as jetstream:
        await _until_read(jetstream)
        await jetstream.purge_stream(PICTURE, subject=f"public.{slug}.>")
        await jetstream.purge_stream(DELEGATES, subject=f"people.{slug}.>")
    async with transaction(servers.instances / NATIONAL) as tx:
        await picture.forget(tx, slug)


async def _until_read(jetstream: JetStreamContext) -> None:
    """Wait while national reads what has arrived: a batch under way would bring the region back.

    When national does not run, nothing is under way, and what is unread goes with the purge.
    """
    deadline = time.monotonic() + _PICTURE_SECONDS
    while time.monotonic() < deadline:
        try:
            info = await jetstream.consumer_info(PICTURE, durable(NATIONAL, PICTURE))
        except NotFoundError:
            return
        if not info.num_ack_pending and not (info.num_pending and info.num_waiting):
            return
        await asyncio.sleep(_POLL)
