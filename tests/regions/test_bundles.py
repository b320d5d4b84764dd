"""A bundle that is not whole, not ours or not of our time is refused before anything is touched."""

import json
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from poyta import backups, targets
from poyta.embedded.trouble import Trouble
from poyta.provision.databases import database_exists
from poyta.regions import alone, registered
from poyta.removal import remove_region
from tests.host import Host

REGION = "pohjois-karjala"


@pytest_asyncio.fixture(scope="module")
async def bundle(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return (await backups.back_up(host.servers, REGION, tmp_path_factory.mktemp("bundle"), "9.9")).file


def rewritten(bundle: Path, file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write a bundle again with its parts changed; a part that becomes None is left out."""
    with tarfile.open(bundle) as old, tarfile.open(file, "w") as new:
        for member in old.getmembers():
            stream = old.extractfile(member)
            assert stream is not None
            content = change(member.name, stream.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, BytesIO(content))
    return file


def cut_off(bundle: Path, file: Path) -> None:
    file.write_bytes(bundle.read_bytes()[: bundle.stat().st_size // 2])


def with_facts(**facts: Any) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        return json.dumps({**json.loads(content), **facts}).encode() if name == "manifest.json" else content

    return change


def damaged(name: str, content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1]) if name == "database.dump" else content


def shortened(name: str, content: bytes) -> bytes | None:
    return None if name == "signing.key" else content


def escaping(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    return content.replace(b'"EVENTS.jsonl.gz"', b'"../EVENTS.jsonl.gz"')


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (damaged, r"is damaged: database\.dump is not what it was when it was written"),
        (shortened, r"is damaged: its part signing\.key is not where it should be"),
        (escaping, r"is damaged: its part \.\./EVENTS\.jsonl\.gz is not where it should be"),
        (lambda name, content: content[:99], r"is damaged: its manifest\.json cannot be read"),
        (with_facts(format="other"), "is not a bundle of Pöytä but other"),
        (with_facts(format_version=2), r"is a bundle of format 2; this version reads 1\. Use .*9\.9"),
        (
            with_facts(revisions={"members": "2099_future"}),
            r"newer Pöytä \(9\.9\): members is at 2099_future",
        ),
        (with_facts(revisions={"kitchen": ""}), "holds a service kitchen that this version does not have"),
    ],
)
async def test_a_damaged_or_foreign_bundle_is_refused_before_anything_is_touched(
    host: Host, bundle: Path, tmp_path: Path, change: Callable[[str, bytes], bytes | None], words: str
) -> None:
    file = rewritten(bundle, tmp_path / "changed.tar", change)

    with pytest.raises(Trouble, match=words):
        await backups.bring_back(host.servers, file, targets.migrate, targets.modules(), copy_as="vieras")

    assert not await database_exists(host.servers.admin_url, "vieras")
    assert "vieras" not in registered(host.stack.instances)
    assert list(host.stack.var.glob("incoming-*")) == []


@pytest.mark.parametrize("content", [b"", b"a letter, not a bundle", bytes(10240)])
async def test_a_file_that_is_no_bundle_is_refused(host: Host, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.tar"
    file.write_bytes(content)

    with pytest.raises(Trouble, match="bundle of Pöytä"):
        await backups.bring_back(host.servers, file, targets.migrate, targets.modules())


async def test_a_cut_off_bundle_is_refused(host: Host, bundle: Path, tmp_path: Path) -> None:
    file = tmp_path / "cut.tar"
    cut_off(bundle, file)

    with pytest.raises(Trouble, match=r"damaged|cannot be read as a bundle"):
        await backups.bring_back(host.servers, file, targets.migrate, targets.modules(), copy_as="vieras")


async def test_a_region_that_is_here_is_not_overwritten(host: Host, bundle: Path) -> None:
    with pytest.raises(Trouble, match=f"There is a region {REGION} here already"):
        await backups.bring_back(host.servers, bundle, targets.migrate, targets.modules())

    assert REGION in registered(host.stack.instances)


async def test_what_fails_half_way_leaves_nothing(host: Host, bundle: Path) -> None:
    async def fail(_instances: Path) -> None:
        raise RuntimeError("migration")

    with pytest.raises(RuntimeError, match="migration"):
        await backups.bring_back(host.servers, bundle, fail, targets.modules(), copy_as="vieras")

    assert not await database_exists(host.servers.admin_url, "vieras")
    assert not (host.stack.var / "keys" / "account-vieras.seed").exists()


async def test_a_dump_is_restored_with_the_rights_of_each_service(host: Host, bundle: Path) -> None:
    await backups.bring_back(host.servers, bundle, targets.migrate, targets.modules(), copy_as="vieras")

    owned = await host.query(
        "vieras",
        "SELECT DISTINCT schemaname || ' ' || tableowner FROM pg_tables"
        " WHERE schemaname NOT LIKE 'pg_%' AND schemaname <> 'information_schema' ORDER BY 1",
    )
    assert [row[0] for row in owned] == [
        f"{service} vieras_{service}" for service in ("meetings", "members", "notifications", "surveys")
    ]
    async with alone(host.servers):
        await remove_region(host.servers, "vieras", None, None)
