"""One service's schema in one instance's database: a small pool that opens on demand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any, ClassVar, cast

from sqlalchemy import DateTime, Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator
from sqlalchemy.util import greenlet_spawn

from shared.chassis.localised import Localised, LocalisedText

IDLE_SECONDS = 15.0
# A worker that looks for work now and then is no use to wait for.
IDLE_USES = 2
CLOSE_LOOKS = 500


class Moment(TypeDecorator[datetime]):
    """A timestamptz that refuses naive values and reads back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """What the tables of every service have in common; each service makes its own base from it."""

    __abstract__ = True
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        LocalisedText: Localised(),
        dict[str, Any]: JSONB(),
    }


def is_outage(error: BaseException) -> bool:
    """Tell whether the database is out of reach, went away or is not up yet: that is waited out."""
    if isinstance(error, OSError | PoolTimeout | OperationalError | InterfaceError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(_OUTAGES)


# Connection lost; shutting down, crashed, starting up; too many connections.
_OUTAGES = ("08", "57P", "53300")


class Database:
    """The door to one schema. Only the chassis opens it; see `transaction.py`."""

    def __init__(self, url: str, *, application: str, pool_size: int) -> None:
        self._engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=20,
            pool_use_lifo=True,
            connect_args={"server_settings": {"application_name": application}, "timeout": 10},
        )
        self._uses = 0
        self._counted_since = monotonic()

    @property
    def engine(self) -> Any:
        """The engine, for telemetry to listen on."""
        return self._engine.sync_engine

    @property
    def _pool(self) -> QueuePool:
        return cast(QueuePool, self._engine.pool)

    @asynccontextmanager
    async def session(self, *, read_only: bool) -> AsyncIterator[AsyncSession]:
        """Open a session in one transaction; commit on the way out, roll back on an error."""
        self._uses += 1
        async with (
            self.connection(read_only=read_only) as connection,
            AsyncSession(connection, expire_on_commit=False) as session,
        ):
            yield session
            await session.flush()

    @asynccontextmanager
    async def connection(self, *, read_only: bool = False) -> AsyncIterator[AsyncConnection]:
        """Open a connection in one transaction, for statements without objects."""
        async with self._engine.connect() as connection:
            if read_only:
                await connection.execution_options(postgresql_readonly=True)
            async with connection.begin():
                yield connection

    async def rest(self, after: float = IDLE_SECONDS) -> None:
        """Give connections back that hardly anyone used for `after` seconds: they are a budget."""
        now = monotonic()
        if now - self._counted_since < after:
            return
        uses, self._uses, self._counted_since = self._uses, 0, now
        pool = self._pool
        if uses <= IDLE_USES and not pool.checkedout():
            # First a new pool, then the old one is closed: what is given back to a closed pool stays open.
            await self._engine.dispose(close=False)
            await greenlet_spawn(pool.dispose)

    async def close(self) -> None:
        """Close every connection; one whose user was cancelled just now is on its way back."""
        for _ in range(CLOSE_LOOKS):
            if not self._pool.checkedout():
                break
            await asyncio.sleep(0.01)
        await self._engine.dispose()
