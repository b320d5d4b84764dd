"""Bring instances to what the code needs: their schemas and their consumers."""

from collections.abc import Sequence
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from poyta import instances as instances_on_disk
from poyta.provision.accounts import provisioner
from poyta.provision.keys import Keyring
from poyta.provision.streams import ensure_consumers
from shared.chassis.database import Database
from shared.chassis.instance import Instance
from shared.chassis.migrations import FRAME_TABLES
from shared.chassis.module import Module
from shared.chassis.outbox import frame

# One change a file, dated, expand before contract, and never waiting long for a lock.
LOCK_TIMEOUT = "5s"


def read_instances(folder: Path, regions: str = "all") -> dict[str, Instance]:
    """Return the instances that stand in a folder, by slug; `regions` chooses some, separated by commas.

    Raises OSError, KeyError or ValueError when one of them cannot be read.
    """
    return {slug: instances_on_disk.read(folder / slug) for slug in slugs(folder, regions)}


def slugs(folder: Path, regions: str = "all") -> list[str]:
    """Return the slugs of the instances that stand in a folder."""
    wanted = None if regions == "all" else set(regions.split(","))
    found = sorted(path.parent.name for path in folder.glob("[a-z]*/instance.json"))
    return [slug for slug in found if wanted is None or slug in wanted]


async def migrate(folder: Path, modules: Sequence[Module], *, keys: Path | None = None) -> None:
    """Upgrade every schema and make every consumer of the instances in a folder.

    `keys` is the folder of the account keys; beside `folder` unless told.
    """
    keyring = Keyring(keys or folder.parent / "keys")
    for slug, instance in read_instances(folder).items():
        async with provisioner(instance.nats_url, keyring, slug) as jetstream:
            for module in modules:
                if credentials := instance.credentials.get(module.name):
                    await upgrade(credentials.database_url, module.folder / "migrations")
                    if not instance.is_copy:
                        await ensure_consumers(jetstream, module.name, module.consumers(slug))


async def upgrade(database_url: str, folder: Path) -> None:
    """Bring one service's schema to the newest revision in `folder`."""
    database = Database(database_url, application="migrate", pool_size=1)
    try:
        async with database.connection() as connection:
            await connection.run_sync(_upgrade, folder)
    finally:
        await database.close()


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
    # The frame may have gained a table since the service's first migration.
    frame.create_all(connection, FRAME_TABLES)
