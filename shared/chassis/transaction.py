"""One request, message or round of work is one transaction, opened here and nowhere else."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from opentelemetry.trace import SpanKind
from sqlalchemy import Executable, Result, Select, insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.chassis import outbox
from shared.chassis.clock import Clock
from shared.chassis.database import Database
from shared.chassis.instance import Instance
from shared.chassis.streams import Objects
from shared.chassis.telemetry import Telemetry, traceparent
from shared.contracts.envelope import Event

Row = TypeVar("Row")


class Snapshot:
    """A consistent look at one schema. It cannot write."""

    def __init__(
        self, session: AsyncSession, *, instance: Instance, at: datetime, objects: Objects | None = None
    ) -> None:
        self._session = session
        self.instance = instance
        self.at = at
        self._objects = objects

    @property
    def objects(self) -> Objects:
        """The service's files. They know no transaction: put before the row, delete after it."""
        if self._objects is None:
            raise ConnectionError("no files here")
        return self._objects

    async def get(self, table: type[Row], key: Any, *, lock: bool = False) -> Row | None:
        """Return the row with this primary key, or None; `lock` holds it to the end of the transaction."""
        return await self._session.get(table, key, with_for_update=lock or None, populate_existing=lock)

    async def first(self, query: Select[Row]) -> Row | None:
        """Return the first object or value of a query, or None."""
        return (await self._session.scalars(query)).first()

    async def all(self, query: Select[Row]) -> Sequence[Row]:
        """Return every object or value of a query of one column."""
        return (await self._session.scalars(query)).all()

    async def execute(self, statement: Executable, parameters: Any = None) -> Result[Any]:
        """Run any statement, for rows of several columns."""
        return await self._session.execute(statement, parameters)


class Transaction(Snapshot):
    """A unit of work: what is added and recorded becomes true together, or not at all."""

    def __init__(
        self,
        session: AsyncSession,
        *,
        instance: Instance,
        service: str,
        at: datetime,
        objects: Objects | None = None,
    ) -> None:
        super().__init__(session, instance=instance, at=at, objects=objects)
        self._service = service
        self._events: list[dict[str, Any]] = []
        self.event_id: UUID | None = None
        """The event that opened this transaction, if one did."""
        self.happened: datetime | None = None
        """When that event happened; `at` is when it is taken, which may be much later."""
        self.left_work = False

    def add(self, *rows: object) -> None:
        """Add new objects; they are written when the transaction ends, or at `flush`."""
        self._session.add_all(rows)

    async def delete(self, row: object) -> None:
        """Delete an object."""
        await self._session.delete(row)

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Run a part that may fail: when it raises, its changes and events are as if never made."""
        recorded = len(self._events)
        try:
            async with self._session.begin_nested():
                yield
        except BaseException:
            del self._events[recorded:]
            raise

    async def flush(self) -> None:
        """Write what was added now, so that the database's constraints speak here."""
        await self._session.flush()

    def record(self, event: Event, *, due: datetime | None = None, key: str | None = None) -> UUID:
        """Record an event and return its id. It is published after the commit, at `due` if given.

        Recording never publishes. An event with a `key` can be taken back until it is due.
        """
        event_id = uuid4()
        self._events.append(
            outbox.row(
                event,
                event_id,
                service=self._service,
                slug=self.instance.slug,
                moment=due or self.at,
                key=key,
                traceparent=traceparent(),
            )
        )
        return event_id

    def record_all(self, events: Iterable[Event]) -> None:
        """Record several events in their order."""
        for event in events:
            self.record(event)

    async def take_back(self, key: str) -> None:
        """Cancel the recorded events under `key` that are not yet due."""
        self._events = [event for event in self._events if event["key"] != key]
        await outbox.take_back(self._session, key)

    def leave_work(self) -> None:
        """Wake the service's workers after the commit. Recorded events wake the relay alone."""
        self.left_work = True

    async def write_events(self) -> bool:
        """Write the recorded events to the outbox; return whether there were any."""
        await self._session.flush()
        if self._events:
            await self._session.execute(insert(outbox.outbox), self._events)
        return bool(self._events)


class Transactions:
    """Opens snapshots and transactions of one service in one instance."""

    def __init__(
        self,
        database: Database,
        *,
        instance: Instance,
        service: str,
        clock: Clock,
        wake: Callable[..., None],
        telemetry: Telemetry | None = None,
        objects: Objects | None = None,
    ) -> None:
        self._telemetry = telemetry
        self._objects = objects
        self._database = database
        self._instance = instance
        self._service = service
        self._clock = clock
        self._wake = wake
        self.commits = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """Open a transaction. It commits when the block ends and rolls back when it raises."""
        async with self._database.session(read_only=False) as session:
            transaction = Transaction(
                session,
                instance=self._instance,
                service=self._service,
                at=self._clock(),
                objects=self._objects,
            )
            yield transaction
            recorded = await transaction.write_events()
        self.commits += 1
        if recorded or transaction.left_work:
            self._wake(events=recorded, work=transaction.left_work)

    def span(self, name: str, traceparent: str | None) -> AbstractContextManager[object]:
        """Run a block in a span of the trace that caused it, for work that a worker does later."""
        if self._telemetry is None or traceparent is None:
            return nullcontext()
        return self._telemetry.span(name, SpanKind.INTERNAL, traceparent)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Snapshot]:
        """Open a snapshot: a read-only transaction."""
        async with self._database.session(read_only=True) as session:
            yield Snapshot(session, instance=self._instance, at=self._clock(), objects=self._objects)
