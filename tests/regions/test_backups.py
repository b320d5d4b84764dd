"""A backup of a region that people use is one moment of it: nothing lost, nothing ahead."""

import asyncio
from pathlib import Path
from uuid import UUID

import asyncpg

from poyta import backups, targets
from poyta.migrate import migrate
from poyta.provision.accounts import provisioner
from poyta.provision.databases import database_name
from poyta.provision.messages import Message, last_sequences, read_messages, write_messages
from poyta.provision.streams import ensure_streams
from poyta.removal import erase
from services.members.people import commands
from tests.region import Region

SERVICE = "members"
COPY = "kopio"


async def people_join(region: Region, joined: list[UUID]) -> None:
    """Let people become known one after the other, each with an event, while the relay publishes."""
    station = region.process._stations[region.instance.slug, "members"]
    while True:
        async with station.transactions.begin() as tx:
            email = f"{len(joined)}@example.org"
            person = await commands.know(tx, "Testi Henkilö", email, "fi", tx.at)
        joined.append(person.id)


async def bring_back(region: Region, file: Path) -> None:
    async def bring_up_to_date(folder: Path) -> None:
        await migrate(folder, region.modules, keys=region.servers.var / "keys")

    await backups.bring_back(region.servers, file, bring_up_to_date, targets.modules(), copy_as=COPY)


async def test_every_event_of_a_backup_belongs_to_its_database_and_the_other_way_round(
    region: Region, tmp_path: Path
) -> None:
    joined: list[UUID] = []
    joining = asyncio.create_task(people_join(region, joined))
    taken = []
    for _ in range(5):
        wanted = len(joined) + 60
        while len(joined) < wanted and not joining.done():
            await asyncio.sleep(0.01)
        taken.append((await backups.back_up(region.servers, region.instance.slug, tmp_path, "1")).file)
        taken[-1] = taken[-1].rename(tmp_path / f"{len(taken)}.tar")
    joining.cancel()

    for file in taken:
        await bring_back(region, file)
        known, waiting = await people_and_outbox(region)
        published = {UUID(message.subject.split(".")[1]) for message in await stream(region, COPY, "PEOPLE")}
        assert published | waiting == known
        assert published & waiting == set()
        assert len(known) > 50
        await erase(region.servers, COPY, ("members", "meetings", "surveys", "notifications"))
    print(f"{len(joined)} people joined while {len(taken)} backups were taken")


async def people_and_outbox(region: Region) -> tuple[set[UUID], set[UUID]]:
    connection = await asyncpg.connect(region.servers.admin_url, database=database_name(COPY))
    try:
        known = await connection.fetch("SELECT id FROM members.person")
        waiting = await connection.fetch("SELECT address FROM members.outbox WHERE address LIKE 'people.%'")
    finally:
        await connection.close()
    return {row[0] for row in known}, {UUID(row[0].split(".")[1]) for row in waiting}


async def stream(region: Region, slug: str, name: str) -> list[Message]:
    async with provisioner(region.servers.nats_url, region.servers.keyring, slug) as jetstream:
        last = (await last_sequences(jetstream))[name]
        return [message async for message in read_messages(jetstream, name, last)]


async def test_a_stream_with_gaps_comes_back_under_the_same_numbers(region: Region) -> None:
    jetstream, slug = region.jetstream, region.instance.slug
    for number in range(6):
        await jetstream.publish(
            f"members.gap_{number}.v1", str(number).encode(), headers={"Nats-Msg-Id": str(number)}
        )
    first = (await jetstream.stream_info("EVENTS")).state.last_seq - 5
    for sequence in (first, first + 2, first + 5):
        await jetstream.delete_msg("EVENTS", sequence)
    before = await stream(region, slug, "EVENTS")
    await jetstream.delete_stream("DLQ")
    await jetstream.purge_stream("EVENTS")
    await jetstream.delete_stream("EVENTS")
    await ensure_streams(jetstream, slug, ("members", "meetings", "surveys", "notifications"))

    count = await write_messages(jetstream, "EVENTS", before, first + 5)

    assert await stream(region, slug, "EVENTS") == before
    assert count == len(before)
    assert (await jetstream.publish("members.next.v1", b"next")).seq == first + 6
    repeated = await jetstream.publish("members.gap_1.v1", b"1", headers={"Nats-Msg-Id": "1"})
    assert repeated.duplicate
