"""The files of a region go where it goes: into its backup, into a copy for looking, and back home."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest_asyncio

from poyta import backups, instances, targets
from poyta.migrate import migrate
from poyta.provision.accounts import provisioner
from poyta.regions import SERVICES, add_region
from poyta.removal import erase
from shared.chassis import links, principals
from shared.chassis.principals import CHAIR, Principal, Role
from shared.chassis.streams import bucket_stream
from tests.members import acts
from tests.members.acts import ok
from tests.papers import pdf, words_of
from tests.region import Region

SERVICE = "members"
COPY = "kopio"
# A file of many pieces.
LONG = "Pitkä liite " * 30_000


@dataclass
class Files:
    """An application with two files, and the link to it."""

    body_id: UUID
    application_id: str
    kept: dict[str, bytes]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def files(region: Region) -> Files:
    call_id = await acts.open_call(region)
    body_id = UUID(ok(await region.client().get("/members/api/bodies/kumppanuuspoyta"))["id"])
    path = f"/members/api/calls/{call_id}/applications"
    receipt = ok(await region.client().post(path, json=acts.offer(1, "vammaiset")), 201)
    ids = [await add(region, receipt["application_id"], words) for words in ("Ohjelma 2023", LONG)]
    await region.settled()
    there = Files(body_id, receipt["application_id"], {})
    there.kept = {one: await opened(region, region.instance.slug, there, one) for one in ids}
    return there


def own_files(region: Region, application_id: str) -> str:
    token = links.sign(region.instance, "application", {"id": application_id})
    return f"/members/api/own-application/{token}/attachments"


async def add(region: Region, application_id: str, words: str) -> str:
    sent = {"file": ("liite.pdf", pdf(words))}
    added = ok(await region.client().post(own_files(region, application_id), files=sent), 201)
    return str(added["id"])


async def opened(region: Region, slug: str, files: Files, attachment_id: str) -> bytes:
    """Open a file in an instance that is at work in this process, as its chair."""
    instance = instances.read(region.servers.instances / slug)
    chair = Principal(person_id=uuid4(), roles=frozenset([Role(CHAIR, files.body_id)]))
    token = principals.issue(instance, chair, at=region.clock())
    headers = {"host": instance.host, "authorization": f"Bearer {token}"}
    answer = await region.client().get(f"/members/api/attachments/{attachment_id}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.content


async def bring_back(region: Region, bundle: Path, copy_as: str = "") -> None:
    async def bring_up_to_date(folder: Path) -> None:
        await migrate(folder, region.modules, keys=region.servers.var / "keys")

    slug = copy_as or region.instance.slug
    await backups.bring_back(region.servers, bundle, bring_up_to_date, targets.modules(), copy_as=copy_as)
    await region.process.open(instances.read(region.servers.instances / slug))


async def until_at_work(region: Region, slug: str) -> None:
    """Let the station of an instance that was just opened reach NATS."""
    station = region.process._stations[slug, "members"]
    async with asyncio.timeout(10):
        while not station.ready:
            await asyncio.sleep(0.02)


async def test_a_copy_of_a_backup_opens_every_file(region: Region, files: Files, tmp_path: Path) -> None:
    backup = await backups.back_up(region.servers, region.instance.slug, tmp_path, "1")

    await bring_back(region, backup.file, COPY)
    await until_at_work(region, COPY)

    assert {one: await opened(region, COPY, files, one) for one in files.kept} == files.kept
    assert next(words_of(content) for content in files.kept.values()) == "Ohjelma 2023"
    await region.process.shut(COPY)
    await erase(region.servers, COPY, SERVICES)


async def test_a_backup_without_a_bucket_is_one_of_a_region_from_before(
    region: Region, files: Files, tmp_path: Path
) -> None:
    servers, slug = region.servers, "kainuu"
    await add_region(servers, slug, targets.migrate)
    async with provisioner(servers.nats_url, servers.keyring, slug) as jetstream:
        await jetstream.delete_stream(bucket_stream("members"))

    backup = await backups.back_up(servers, slug, tmp_path, "1")
    await erase(servers, slug, SERVICES)
    await backups.bring_back(servers, backup.file, targets.migrate, targets.modules())

    async with provisioner(servers.nats_url, servers.keyring, slug) as jetstream:
        assert (await jetstream.stream_info(bucket_stream("members"))).state.messages == 0
    await erase(servers, slug, SERVICES)


async def test_a_region_that_returns_has_its_files_and_takes_more(
    region: Region, files: Files, tmp_path: Path
) -> None:
    slug, bundle = region.instance.slug, tmp_path / "bundle.tar"
    await region.process.shut(slug)
    await backups.write_bundle(region.servers, region.servers.instances / slug, bundle, "1")
    await erase(region.servers, slug, SERVICES)

    await bring_back(region, bundle)
    await until_at_work(region, slug)

    assert {one: await opened(region, slug, files, one) for one in files.kept} == files.kept
    third = await add(region, files.application_id, "Kolmas")
    assert words_of(await opened(region, slug, files, third)) == "Kolmas"
