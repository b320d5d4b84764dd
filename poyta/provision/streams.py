"""Streams and consumers of an instance: made or brought up to date here and nowhere else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields

from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    ExternalStream,
    RetentionPolicy,
    StorageType,
    StreamConfig,
    StreamSource,
)
from nats.js.errors import APIError, NotFoundError

from poyta.provision.accounts import source_api, source_deliver
from shared.chassis.instance import NATIONAL
from shared.chassis.streams import PEOPLE, PICTURE, PUBLIC, Stream, durable, streams_of
from shared.contracts.people import ADVISERS, DELEGATES, SUPPORT

DUPLICATE_WINDOW = 600.0
ACK_WAIT = 30.0
MAX_ACK_PENDING = 1000
# Regions have dropped their copies themselves; a window here would drop what comes again with a bundle.
_NO_WINDOW = 0.1
_BEGINNING_CANNOT_CHANGE = 10012


async def ensure_streams(
    jetstream: JetStreamContext,
    slug: str,
    services: tuple[str, ...],
    regions: Collection[str] = (),
    *,
    replicas: int = 1,
) -> list[str]:
    """Make the streams of an instance as they should be; return the names of those that were missing.

    National's PICTURE sources its own PUBLIC stream, for the national groups, and that of each of `regions`;
    each is filtered to the owner's name. DELEGATES sources whom each region has named, out of its PEOPLE.
    ADVISERS is what national's PEOPLE tells regions; SUPPORT of each of `regions` sources what is its own.
    """
    wanted = [_config(stream) for stream in streams_of(slug, services)]
    if slug == NATIONAL:
        wanted += [_picture(regions), _delegates(regions), _advisers()]
    else:
        wanted.append(_support(slug, is_told=slug in regions))
    for config in wanted:
        config.num_replicas = replicas
    return [config.name or "" for config in wanted if await _ensure(jetstream, config)]


async def lost_streams(jetstream: JetStreamContext, slug: str, services: tuple[str, ...]) -> list[str]:
    """Return the streams an instance that lived before should have and has not; a bucket is made anew."""
    there = {info.config.name for info in await jetstream.streams_info()}
    return [
        stream.name
        for stream in streams_of(slug, services)
        if stream.name not in there and not stream.is_bucket
    ]


async def ensure_consumers(
    jetstream: JetStreamContext, service: str, subjects: Mapping[str, Sequence[str]]
) -> None:
    """Make the durable consumer of a service on each stream it reads, with the subjects it asks for."""
    for stream, wanted in subjects.items():
        config = ConsumerConfig(
            durable_name=durable(service, stream),
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT,
            max_deliver=-1,
            max_ack_pending=MAX_ACK_PENDING,
            filter_subjects=sorted(wanted),
        )
        # add_consumer creates, or updates when the server's differs, or changes nothing.
        try:
            await jetstream.add_consumer(stream, config)
        except APIError as error:
            if error.err_code != _BEGINNING_CANNOT_CHANGE:
                raise
            # Where a consumer begins cannot change; one that came with a bundle begins where it had come to.
            there = (await jetstream.consumer_info(stream, durable(service, stream))).config
            await jetstream.add_consumer(
                stream,
                config.evolve(deliver_policy=there.deliver_policy, opt_start_seq=there.opt_start_seq),
            )


def _config(stream: Stream) -> StreamConfig:
    if stream.is_bucket:
        return StreamConfig(
            name=stream.name,
            subjects=list(stream.subjects),
            storage=StorageType.FILE,
            allow_rollup_hdrs=True,
            allow_direct=True,
        )
    return StreamConfig(
        name=stream.name,
        subjects=list(stream.subjects),
        storage=StorageType.FILE,
        duplicate_window=DUPLICATE_WINDOW,
        allow_rollup_hdrs=stream.last_per_subject,
        max_msgs_per_subject=1 if stream.last_per_subject else -1,
    )


def _picture(regions: Iterable[str]) -> StreamConfig:
    return StreamConfig(
        name=PICTURE,
        storage=StorageType.FILE,
        duplicate_window=_NO_WINDOW,
        sources=[
            StreamSource(name=PUBLIC, filter_subject=f"public.{NATIONAL}.>"),
            *(_source_of(region, PUBLIC, f"public.{region}.>") for region in sorted(regions)),
        ],
    )


def _delegates(regions: Iterable[str]) -> StreamConfig:
    return StreamConfig(
        name=DELEGATES,
        storage=StorageType.FILE,
        duplicate_window=_NO_WINDOW,
        allow_rollup_hdrs=True,
        max_msgs_per_subject=1,
        sources=[_source_of(region, PEOPLE, f"people.{region}.{NATIONAL}.>") for region in sorted(regions)]
        or None,
    )


def _advisers() -> StreamConfig:
    return StreamConfig(
        name=ADVISERS,
        storage=StorageType.FILE,
        duplicate_window=_NO_WINDOW,
        allow_rollup_hdrs=True,
        max_msgs_per_subject=1,
        sources=[StreamSource(name=PEOPLE, filter_subject=f"people.{NATIONAL}.*.>")],
    )


def _support(region: str, *, is_told: bool) -> StreamConfig:
    # What was taken in goes from the stream: an adviser erased in the region alone leaves no name in it.
    return StreamConfig(
        name=SUPPORT,
        storage=StorageType.FILE,
        retention=RetentionPolicy.WORK_QUEUE,
        duplicate_window=_NO_WINDOW,
        allow_rollup_hdrs=True,
        max_msgs_per_subject=1,
        sources=[_source_of(NATIONAL, ADVISERS, f"people.{NATIONAL}.{region}.>", reader=region)]
        if is_told
        else None,
    )


def _source_of(owner: str, stream: str, subjects: str, *, reader: str = NATIONAL) -> StreamSource:
    external = ExternalStream(api=source_api(owner), deliver=source_deliver(owner, reader))
    return StreamSource(name=stream, filter_subject=subjects, external=external)


async def _ensure(jetstream: JetStreamContext, wanted: StreamConfig) -> bool:
    try:
        current = (await jetstream.stream_info(wanted.name or "")).config
    except NotFoundError:
        await jetstream.add_stream(wanted)
        return True
    if not _same(current, wanted):
        await jetstream.update_stream(wanted)
    return False


def _same(current: StreamConfig, wanted: StreamConfig) -> bool:
    """Compare what we ask for; what we leave open is the server's to fill in."""
    asked = [field.name for field in fields(wanted) if getattr(wanted, field.name) not in (None, -1)]
    return all(_plain(getattr(current, name)) == _plain(getattr(wanted, name)) for name in asked)


def _plain(value: object) -> object:
    if isinstance(value, list):
        return sorted(str(_source(item)) for item in value)
    return value or None


def _source(item: object) -> object:
    if isinstance(item, StreamSource):
        return (item.name, item.filter_subject, item.external and (item.external.api, item.external.deliver))
    return item
