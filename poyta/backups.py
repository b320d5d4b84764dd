"""Backup of one region alone while it works, and its return: as itself, or as a copy beside the others."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import asyncpg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from poyta import bundles
from poyta.bundles import Bundle, Manifest
from poyta.embedded.trouble import Trouble
from poyta.picture import begin_picture_anew, begin_support_anew, note_backup
from poyta.provision.accounts import provisioner
from poyta.provision.databases import database_exists, database_name
from poyta.provision.dumps import DumpError, dump, restore
from poyta.provision.messages import (
    Message,
    Position,
    UnfaithfulError,
    last_sequences,
    positions,
    read_messages,
    write_messages,
)
from poyta.provision.streams import ACK_WAIT, MAX_ACK_PENDING
from poyta.regions import Migrate, Region, Servers, add_while_alone, alone, region_of, registered
from poyta.removal import Leaving, erase, shut
from shared.chassis.clock import system_clock
from shared.chassis.instance import NATIONAL
from shared.chassis.module import Module
from shared.chassis.streams import Stream, streams_of


@dataclass(frozen=True)
class LastBackup:
    """When a region was last backed up, how large that was, and where it lies."""

    time: datetime
    size: int
    file: Path


def last_backup(var: Path, slug: str) -> LastBackup | None:
    """Return what is known of the last backup of a region; None when there was none."""
    try:
        facts = json.loads(_record(var, slug).read_text())
        return LastBackup(datetime.fromisoformat(facts["time"]), int(facts["size"]), Path(facts["file"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


async def back_up(servers: Servers, slug: str, folder: Path | None, version: str) -> LastBackup:
    """Back a region up while it works, into a folder, and note that it was done."""
    if slug not in registered(servers.instances):
        raise Trouble(f"There is no region {slug} here to back up.")
    taken = system_clock()
    place = folder or servers.var / "backups"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = place.resolve() / f"{slug}-{taken:%Y-%m-%dT%H%M%SZ}.tar"
    await write_bundle(servers, servers.instances / slug, file, version)
    done = LastBackup(taken, file.stat().st_size, file)
    record = _record(servers.var, slug)
    record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = record.with_suffix(".draft")
    draft.write_text(json.dumps({"time": taken.isoformat(), "size": done.size, "file": str(file)}) + "\n")
    draft.rename(record)
    await note_backup(servers, slug, taken)
    return done


async def write_bundle(servers: Servers, directory: Path, file: Path, version: str) -> Manifest:
    """Write everything a region owns to `file`; `directory` is that of its instance.

    What readers have done is noted first, then one moment is taken in which no relay publishes. See
    docs/architecture/regions.md for why a region that comes back from it has lost nothing, does
    nothing twice, and has no event in its streams that its database does not know.
    """
    region = region_of(directory)
    async with _folder(file.parent, f".{file.name}-") as folder:
        shutil.copyfile(directory / "signing.key", folder / bundles.SIGNING_KEY)
        try:
            async with (
                provisioner(servers.nats_url, servers.keyring, region.slug) as jetstream,
                _connection(servers, region) as held,
                _connection(servers, region) as looking,
            ):
                streams = await _streams(jetstream, region)
                done = [
                    position for stream in streams for position in await positions(jetstream, stream.name)
                ]
                moment = await _moment(jetstream, (held, looking), streams, region, folder)
                counts = dict(moment.messages)
                for stream in streams:
                    if stream.name not in counts:
                        messages = read_messages(jetstream, stream.name, moment.last[stream.name])
                        counts[stream.name] = await bundles.write_stream(folder, stream.name, messages)
                await dump(
                    servers.admin_url,
                    database_name(region.slug),
                    region.services,
                    moment.snapshot,
                    folder / bundles.DATABASE,
                )
                manifest = Manifest(
                    format=bundles.FORMAT,
                    format_version=bundles.FORMAT_VERSION,
                    app_version=version,
                    taken=system_clock().isoformat(),
                    region=asdict(region),
                    revisions=await _revisions(looking, region.services),
                    rows=await row_counts(looking, region.services),
                    messages=counts,
                    last_sequences=moment.last,
                    positions=tuple(done),
                )
        except DumpError as error:
            raise Trouble(f"The database of {region.slug} cannot be written out. {error}") from error
        return bundles.pack(folder, manifest, file)


async def bring_back(
    servers: Servers,
    file: Path,
    migrate: Migrate,
    modules: Sequence[Module],
    *,
    copy_as: str = "",
    replace: bool = False,
) -> Region:
    """Give the region of a bundle its instance, as itself, or as a copy for looking under another slug.

    The bundle is checked whole before anything is touched; when something fails later, everything
    that was made is removed again. `replace` lets national, which is always there, give way first.
    """
    servers.var.mkdir(parents=True, exist_ok=True)
    async with _folder(servers.var, "incoming-") as folder:
        bundle = bundles.unpack(file, folder)
        bundles.refuse_unknown_revisions(
            bundle, {module.name: module.folder / "migrations" for module in modules}
        )
        region = _returning(bundle, copy_as)

        async def fill(directory: Path) -> None:
            await _fill(servers, bundle, region, directory)

        async def bring_up_to_date(folder: Path) -> None:
            await migrate(folder)
            if region.slug == NATIONAL:
                await begin_picture_anew(servers, folder / NATIONAL)
            else:
                await begin_support_anew(folder / region.slug)

        async with alone(servers):
            if replace:
                await _give_way(servers, region)
            await _refuse_taken(servers, region)
            try:
                await add_while_alone(servers, region, bring_up_to_date, fill)
            except BaseException as error:
                await erase(servers, region.slug, region.services)
                if isinstance(error, DumpError | UnfaithfulError):
                    raise Trouble(
                        f"{region.slug} could not be brought back: {error}. Nothing of it was left behind."
                    ) from error
                raise
    return region


async def row_counts(connection: asyncpg.Connection, schemas: Sequence[str]) -> dict[str, int]:
    """Return how many rows each table of some schemas has."""
    tables = await connection.fetch(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY($1::text[]) ORDER BY 1, 2",
        list(schemas),
    )
    return {
        f"{schema}.{table}": await connection.fetchval(f'SELECT count(*) FROM "{schema}"."{table}"')  # noqa: S608
        for schema, table in tables
    }


@dataclass(frozen=True)
class _Moment:
    """One moment of a region: what its database held, and how far its streams were."""

    snapshot: str
    last: Mapping[str, int]
    messages: Mapping[str, int]


async def _streams(jetstream: JetStreamContext, region: Region) -> list[Stream]:
    """Return what the region owns; one that an older version made may have no bucket yet."""
    there = await last_sequences(jetstream)
    owned = streams_of(region.slug, region.services)
    return [stream for stream in owned if stream.name in there or not stream.is_bucket]


async def _moment(
    jetstream: JetStreamContext,
    connections: tuple[asyncpg.Connection, asyncpg.Connection],
    streams: Sequence[Stream],
    region: Region,
    folder: Path,
) -> _Moment:
    """Hold the relays still and fix a snapshot of the database and the end of each stream.

    A stream that keeps one message a subject is read at once: later ones would push out what belongs to
    the moment. `looking` stays in the snapshot.
    """
    held, looking = connections
    for service in region.services:
        await held.execute("SELECT pg_advisory_lock(hashtext('relay'), hashtext($1))", service)
    try:
        await looking.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = await looking.fetchval("SELECT pg_export_snapshot()")
        last = await last_sequences(jetstream)
        messages = {}
        for stream in streams:
            if stream.last_per_subject:
                content = read_messages(jetstream, stream.name, last[stream.name])
                messages[stream.name] = await bundles.write_stream(folder, stream.name, content)
    finally:
        await held.execute("SELECT pg_advisory_unlock_all()")
    return _Moment(snapshot, {stream.name: last[stream.name] for stream in streams}, messages)


async def _fill(servers: Servers, bundle: Bundle, region: Region, directory: Path) -> None:
    """Put the content of a bundle into the empty places of a new instance."""
    (directory / bundles.SIGNING_KEY).write_text(bundle.signing_key)
    manifest = bundle.manifest
    for service in manifest.revisions:
        credentials = json.loads((directory / f"{service}.json").read_text())
        url = credentials["database_url"].replace("+asyncpg", "")
        await restore(url, service, bundle.database)
    async with _connection(servers, region) as connection:
        if await row_counts(connection, region.services) != dict(manifest.rows):
            raise UnfaithfulError("the rows that came back are not those that were taken out")
        if region.slug != bundle.slug:
            with_outbox = [name for name in region.services if f"{name}.outbox" in manifest.rows]
            await _readdress(connection, with_outbox, bundle.slug, region.slug)
    async with provisioner(servers.nats_url, servers.keyring, region.slug) as jetstream:
        for stream, count in manifest.messages.items():
            content = (_renamed(message, bundle.slug, region.slug) for message in bundle.messages(stream))
            if await write_messages(jetstream, stream, content, manifest.last_sequences[stream]) > count:
                raise UnfaithfulError(f"{stream} came back with more messages than were taken out")
        for position in manifest.positions:
            await _place(jetstream, position, bundle.slug, region.slug)


async def _place(jetstream: JetStreamContext, position: Position, was: str, slug: str) -> None:
    await jetstream.add_consumer(
        position.stream,
        ConsumerConfig(
            durable_name=position.consumer,
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=position.acknowledged + 1,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT,
            max_deliver=-1,
            max_ack_pending=MAX_ACK_PENDING,
            filter_subjects=sorted(_readdressed(subject, was, slug) for subject in position.filter_subjects),
        ),
    )


async def _readdress(connection: asyncpg.Connection, services: Sequence[str], was: str, slug: str) -> None:
    """Let what a copy has not published yet carry the copy's name."""
    for service in services:
        await connection.execute(
            f'UPDATE "{service}".outbox SET address = $2 || substr(address, length($1) + 1) '  # noqa: S608
            "WHERE starts_with(address, $1)",
            f"public.{was}.",
            f"public.{slug}.",
        )


def _renamed(message: Message, was: str, slug: str) -> Message:
    return message if was == slug else replace(message, subject=_readdressed(message.subject, was, slug))


def _readdressed(subject: str, was: str, slug: str) -> str:
    prefix = f"public.{was}."
    return f"public.{slug}.{subject.removeprefix(prefix)}" if subject.startswith(prefix) else subject


def _returning(bundle: Bundle, copy_as: str) -> Region:
    facts: dict[str, Any] = {
        **bundle.manifest.region,
        "languages": tuple(bundle.manifest.region["languages"]),
    }
    region = Region(**facts)
    if not copy_as or copy_as == region.slug:
        return region
    return replace(region, slug=copy_as, own_host="", copy_of=region.copy_of or region.slug)


async def _give_way(servers: Servers, region: Region) -> None:
    """Take the standing national away: only its content counts, its account and roles are made anew."""
    if region.slug != NATIONAL:
        raise Trouble(f"{region.slug} is a region. Remove it first with: poyta region remove {region.slug}")
    leaving = Leaving(servers, NATIONAL)
    await shut(leaving)
    await erase(servers, NATIONAL, region.services)


async def _refuse_taken(servers: Servers, region: Region) -> None:
    if region.slug == NATIONAL and NATIONAL in registered(servers.instances):
        raise Trouble(
            "There is a national instance here already. To lose what it holds and put the bundle in its "
            "place: poyta region restore FILE --replace. To look at the bundle beside it: --as ANOTHER-SLUG"
        )
    if region.slug in registered(servers.instances):
        raise Trouble(
            f"There is a region {region.slug} here already. Remove it first, or bring the bundle back "
            "beside it with: poyta region restore FILE --as ANOTHER-SLUG"
        )
    if await database_exists(servers.admin_url, region.slug):
        raise Trouble(
            f"There is a database of {region.slug} without an instance, perhaps from a command that was "
            f"interrupted. Remove it with: poyta region remove {region.slug}, and try again."
        )


async def _revisions(connection: asyncpg.Connection, services: Sequence[str]) -> dict[str, str]:
    found = {}
    for service in services:
        has_one = await connection.fetchval("SELECT to_regclass($1)", f"{service}.alembic_version")
        query = f'SELECT version_num FROM "{service}".alembic_version'  # noqa: S608
        found[service] = (await connection.fetchval(query) if has_one else None) or ""
    return found


@asynccontextmanager
async def _connection(servers: Servers, region: Region) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(servers.admin_url, database=database_name(region.slug))
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _folder(where: Path, prefix: str) -> AsyncIterator[Path]:
    """Keep parts, which hold personal data, in a folder only its owner can read, and only for a while."""
    folder = Path(mkdtemp(prefix=prefix, dir=where))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _record(var: Path, slug: str) -> Path:
    return var / "backups" / f"{slug}.json"
