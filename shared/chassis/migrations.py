"""Schema changes: one a file, dated, expand before contract, and never waiting long for a lock."""

from pathlib import Path

from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from shared.chassis import inbox
from shared.chassis.database import Database
from shared.chassis.outbox import frame

LOCK_TIMEOUT = "5s"
FRAME_TABLES = (frame.tables["outbox"], inbox.inbox, inbox.dead_letters)


async def upgrade(database_url: str, folder: Path) -> None:
    """Bring one service's schema to the newest revision in `folder`."""
    database = Database(database_url, application="migrate", pool_size=1)
    try:
        async with database.connection() as connection:
            await connection.run_sync(_upgrade, folder)
    finally:
        await database.close()


async def differences(database_url: str, metadata: MetaData) -> list[str]:
    """Return what the schema has otherwise than the models say; nothing when all is well."""
    database = Database(database_url, application="migrate", pool_size=1)
    try:
        async with database.connection() as connection:
            return await connection.run_sync(_differences, metadata)
    finally:
        await database.close()


def create_frame() -> None:
    """Create the frame's own tables; the first migration of every service calls this."""
    for table in FRAME_TABLES:
        table.create(op.get_bind())


def _upgrade(connection: Connection, folder: Path) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)
    with EnvironmentContext(
        config, script, fn=lambda revision, _: script._upgrade_revs("head", revision)
    ) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()
    frame.create_all(
        connection, FRAME_TABLES
    )  # the frame may have gained a table since their first migration


def _differences(connection: Connection, metadata: MetaData) -> list[str]:
    own = {table.name for table in FRAME_TABLES} | {"alembic_version"}
    context = MigrationContext.configure(
        connection,
        opts={"include_name": lambda name, kind, _: kind != "table" or name not in own, "compare_type": True},
    )
    return [str(change) for change in compare_metadata(context, metadata)]
