"""Bring instances to what the code needs: their schemas and their consumers."""

from collections.abc import Sequence
from pathlib import Path

from poyta.provision.accounts import provisioner
from poyta.provision.keys import Keyring
from poyta.provision.streams import ensure_consumers
from shared.chassis import instance as instances_on_disk
from shared.chassis import migrations
from shared.chassis.instance import Instance
from shared.chassis.module import Module


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
                    await migrations.upgrade(credentials.database_url, module.folder / "migrations")
                    await ensure_consumers(jetstream, module.name, module.consumers(slug))
