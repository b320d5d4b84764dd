"""The streams of an instance: what they are called, what they hold, who reads them; and its files."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Container
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError
from nats.js.object_store import ObjectStore

PEOPLE = "PEOPLE"
EVENTS = "EVENTS"
PUBLIC = "PUBLIC"
DLQ = "DLQ"
PICTURE = "PICTURE"
KEEPS_FILES = ("members",)


@dataclass(frozen=True)
class Stream:
    """A JetStream stream as the provisioner makes it."""

    name: str
    subjects: tuple[str, ...]
    last_per_subject: bool = False
    is_bucket: bool = False


def streams_of(slug: str, services: tuple[str, ...]) -> tuple[Stream, ...]:
    """Return the streams every instance owns: four of events, and the files of the services that keep some.

    PICTURE, which has only sources, is national's own.
    """
    files = (bucket_stream(service) for service in KEEPS_FILES if service in services)
    return (
        *(Stream(name, bucket_subjects(name), is_bucket=True) for name in files),
        Stream(PEOPLE, ("people.>",), last_per_subject=True),
        Stream(EVENTS, tuple(f"{service}.>" for service in services)),
        Stream(PUBLIC, (f"public.{slug}.>",)),
        Stream(DLQ, ("dlq.>",)),
    )


def durable(service: str, stream: str) -> str:
    """Return the name of the one consumer a service has on a stream."""
    return f"{service}-{stream.lower()}"


def wake_subject(service: str) -> str:
    """Return the core-NATS subject that wakes the relays of a service in other processes."""
    return f"wake.{service}"


def bucket_stream(service: str) -> str:
    """Return the stream of a service's bucket in JetStream's object store."""
    return f"OBJ_{service}"


def bucket_subjects(stream: str) -> tuple[str, str]:
    """Return what a bucket's stream holds: the pieces of the files, and what is known of each."""
    bucket = stream.removeprefix("OBJ_")
    return f"$O.{bucket}.C.>", f"$O.{bucket}.M.>"


class Objects:
    """The files of one service. What they are is for its tables to say; here they only have keys.

    Raises OSError, an outage, when NATS cannot do what it is asked.
    """

    def __init__(self, service: str, client: Callable[[], Client]) -> None:
        self._service, self._stream, self._client = service, bucket_stream(service), client
        self._pieces, self._facts = (subject.removesuffix(">") for subject in bucket_subjects(self._stream))

    async def put(self, key: str, content: bytes) -> None:
        """Keep a file."""
        async with self._bucket() as (_, bucket):
            await bucket.put(key, content)

    async def get(self, key: str) -> bytes | None:
        """Return a file, or None when it is not there."""
        # The library would list the streams and make a consumer; piece by piece needs neither right.
        pieces: list[bytes] = []
        async with self._bucket() as (jetstream, bucket):
            try:
                info = await bucket.get_info(key)
                last, subject = 0, f"{self._pieces}{info.nuid}"
                for _ in range(info.chunks or 0):
                    piece = await jetstream.get_msg(self._stream, last + 1, subject, direct=True, next=True)
                    last = piece.seq or last
                    pieces.append(piece.data or b"")
            except NotFoundError:
                return None
        return b"".join(pieces)

    async def delete(self, key: str) -> None:
        """Let go of a file and of every trace of it; one that is gone already is no error."""
        async with self._bucket() as (jetstream, bucket):
            with suppress(NotFoundError):
                facts = f"{self._facts}{urlsafe_b64encode(key.encode()).decode()}"
                for subject in (f"{self._pieces}{(await bucket.get_info(key)).nuid}", facts):
                    await jetstream.purge_stream(self._stream, subject=subject)

    async def sweep(self, kept: Container[str]) -> None:
        """Let go of every file that is not among the kept, and of pieces that belong to none."""
        async with self._bucket() as (jetstream, bucket):
            info = await jetstream.stream_info(self._stream, subjects_filter=f"$O.{self._service}.>")
            loose = set(info.state.subjects or ())
            for facts in sorted(subject for subject in loose if subject.startswith(self._facts)):
                key = urlsafe_b64decode(facts.removeprefix(self._facts)).decode()
                if key in kept:
                    loose -= {facts, f"{self._pieces}{(await bucket.get_info(key)).nuid}"}
            for subject in loose:
                await jetstream.purge_stream(self._stream, subject=subject)

    @asynccontextmanager
    async def _bucket(self) -> AsyncIterator[tuple[JetStreamContext, ObjectStore]]:
        try:
            jetstream = self._client().jetstream(timeout=5)
            yield jetstream, await jetstream.object_store(self._service)
        except NatsError as error:
            raise ConnectionError(f"the files of {self._service}: {type(error).__name__}") from error
