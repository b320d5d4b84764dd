"""The national instance is backed up and brought back as a region is, and it cannot be removed."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from poyta import backups, people, targets
from poyta.embedded.trouble import Trouble
from poyta.provision.accounts import provisioner
from poyta.regions import alone
from poyta.removal import remove_region
from shared.chassis.clock import file_clock
from shared.chassis.outbox import row
from shared.chassis.principals import OPERATOR
from shared.contracts.surveys import SurveyOpened
from tests.host import Host
from tests.regions.test_life import poyta, same_names, until_told

LIVES_ON = ("national.inbox", "national.reports", "national.backups")
"""What goes on while it is looked at: the picture is read again under new numbers, and stations report."""

LEFT = "INSERT INTO national.instances (slug, name, last_event_at, unreadable) VALUES ($1, '{}', now(), 0)"


@pytest_asyncio.fixture(scope="module", autouse=True)
async def operator(host: Host) -> None:
    instance, clock = host.instance("national"), file_clock(host.stack.clock_file)
    await people.grant(instance, clock, name="Oili", email="oili@example.org", language="fi", role=OPERATOR)
    await host.settled("national")


def at_rest(rows: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    return {table: content for table, content in rows.items() if table not in LIVES_ON}


async def back_up(host: Host, folder: Path) -> Path:
    return (await backups.back_up(host.servers, "national", folder, "1")).file


async def bring_back(host: Host, file: Path, **how: object) -> None:
    await backups.bring_back(host.servers, file, targets.migrate, targets.modules(), **how)  # type: ignore[arg-type]


async def publish(host: Host, slug: str) -> SurveyOpened:
    """Let a region publish something that belongs in the picture."""
    # Long ago, so that it is not the region's last event.
    now, words = file_clock(host.stack.clock_file)() - timedelta(days=90), {"fi": "Uusi kysely"}
    event = SurveyOpened(survey_id=uuid4(), version=1, title=words, purpose=words, opens=now, closes=now)
    message = row(event, uuid4(), service="surveys", slug=slug, moment=now, key=None, traceparent=None)
    async with provisioner(host.servers.nats_url, host.servers.keyring, slug) as jetstream:
        await jetstream.publish(message["address"], message["envelope"])
    return event


async def surveys(host: Host, count: int) -> list[str]:
    """Wait until the picture has so many surveys, and return them."""
    async with asyncio.timeout(20):
        while len(found := (await host.rows("national"))["national.surveys"]) != count:
            await asyncio.sleep(0.05)
    return found


async def test_its_backup_comes_back_beside_it_row_by_row(host: Host, tmp_path: Path) -> None:
    rows, messages = await host.rows("national"), await host.messages("national")

    await bring_back(host, await back_up(host, tmp_path), copy_as="kansallinen-eilen")

    copied = await host.rows("kansallinen-eilen")
    assert {table: copied[table] for table in rows if table not in LIVES_ON[1:]} == {
        table: rows[table] for table in rows if table not in LIVES_ON[1:]
    }
    for sourced in ("PICTURE", "DELEGATES", "ADVISERS"):
        del messages[sourced]
    messages["SUPPORT"] = []
    assert await host.messages("kansallinen-eilen") == same_names(messages, "national", "kansallinen-eilen")
    assert min(len(rows["national.inbox"]), len(messages["PEOPLE"]), len(copied["members.person"])) > 0
    async with asyncio.timeout(20):
        while (await host.page("kansallinen-eilen")).status_code != 200:
            await asyncio.sleep(0.05)
    assert "Pohjois-Karjala" in (await host.page("kansallinen-eilen")).text
    async with alone(host.servers):
        await remove_region(host.servers, "kansallinen-eilen", None, None)


async def test_it_is_put_in_the_place_of_the_one_that_stands_and_catches_up(
    host: Host, tmp_path: Path
) -> None:
    before, key = at_rest(await host.rows("national")), host.instance("national").signing_key
    await host.query("national", LEFT, "satakunta")
    await until_told(host, "keski-suomi")
    file = await back_up(host, tmp_path)
    await until_told(host, "keski-suomi")
    later = await publish(host, "keski-suomi")
    shown = await surveys(host, len(before["national.surveys"]) + 1)
    await host.query("national", "DELETE FROM national.bodies")

    with pytest.raises(Trouble, match=r"There is a national instance here already.*--replace"):
        await bring_back(host, file)
    await bring_back(host, file, replace=True)

    assert await surveys(host, len(shown)) == shown
    await host.settled("national")
    after = at_rest(await host.rows("national"))
    assert str(later.survey_id) in str(after.pop("national.surveys"))
    assert after == {table: content for table, content in before.items() if table != "national.surveys"}
    assert host.instance("national").signing_key == key
    assert (await host.page("national")).status_code == 200
    await publish(host, "pohjois-karjala")
    await surveys(host, len(shown) + 1)
    await until_told(host, "keski-suomi")
    await until_told(host, "pohjois-karjala")


async def test_it_cannot_be_removed_and_that_is_said_plainly(host: Host) -> None:
    said = await poyta(host, "remove", "national")

    assert said.startswith("refused: \nThe national instance cannot be removed: the regions' common picture")
    with pytest.raises(Trouble, match="cannot be removed"):
        await remove_region(host.servers, "national", None, None)


async def test_a_region_does_not_give_way_to_its_backup(host: Host, tmp_path: Path) -> None:
    done = await backups.back_up(host.servers, "keski-suomi", tmp_path, "1")

    with pytest.raises(Trouble, match=r"keski-suomi is a region\. Remove it first"):
        await bring_back(host, done.file, replace=True)
