"""Whether a schema is what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from shared.chassis.database import Database
from shared.chassis.migrations import FRAME_TABLES


async def differences(database_url: str, metadata: MetaData) -> list[str]:
    """Return what the schema has otherwise than the models say; nothing when all is well."""
    database = Database(database_url, application="migrate", pool_size=1)
    try:
        async with database.connection() as connection:
            return await connection.run_sync(_differences, metadata)
    finally:
        await database.close()


def _differences(connection: Connection, metadata: MetaData) -> list[str]:
    own = {table.name for table in FRAME_TABLES} | {"alembic_version"}
    context = MigrationContext.configure(
        connection,
        opts={"include_name": lambda name, kind, _: kind != "table" or name not in own, "compare_type": True},
    )
    return [str(change) for change in compare_metadata(context, metadata)]
