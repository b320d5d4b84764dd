"""Instances on servers that run elsewhere, as Compose and Kubernetes make them."""

import argparse
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio

from poyta.embedded.stack import Stack
from poyta.embedded.trouble import Trouble
from poyta.migrate import read_instances
from poyta.provision.keys import Keyring
from poyta.provisioning import add_commands, provision, secrets, with_password, write_operator
from poyta.regions import Servers
from tests.conftest import no_migrations

_NOWHERE = ("--admin-url", "postgresql://postgres@127.0.0.1:1/postgres", "--nats-url", "nats://127.0.0.1:1")

SLUGS = ("ita-uusimaa", "pohjois-karjala")


@pytest_asyncio.fixture(scope="module")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    """Servers of their own, told of by addresses alone; instances are made on them twice."""
    migrated: list[Path] = []

    async def remember(folder: Path) -> None:
        migrated.append(folder)

    var = tmp_path_factory.mktemp("elsewhere")
    async with Stack(
        var, migrate=remember, regions=(), parts=("postgres", "nats"), durable=False
    ) as standing:
        told = Servers(
            var,
            standing.postgres.admin_url,
            standing.nats.url,
            base_url_template="https://{slug}.example.fi",
        )
        await provision(told, SLUGS, remember)
        await provision(told, (), remember)
        assert migrated[-1] == told.instances
        yield told


async def test_the_regions_asked_for_and_national_get_an_instance(servers: Servers) -> None:
    assert sorted(read_instances(servers.instances)) == ["ita-uusimaa", "national", "pohjois-karjala"]


async def test_host_names_are_the_hosts(servers: Servers) -> None:
    instance = read_instances(servers.instances)["ita-uusimaa"]

    assert (instance.host, instance.base_url) == ("ita-uusimaa.example.fi", "https://ita-uusimaa.example.fi")


async def test_the_credentials_made_open_the_database(servers: Servers) -> None:
    instance = read_instances(servers.instances)["pohjois-karjala"]
    url = instance.credentials["surveys"].database_url.replace("+asyncpg", "")

    connection = await asyncpg.connect(url)

    assert await connection.fetchval("SELECT current_schema()") == "surveys"
    await connection.close()


async def test_a_secret_holds_what_its_service_may_know_and_no_more(servers: Servers) -> None:
    listed = secrets(servers.instances, ["ita-uusimaa"])

    held = {secret["metadata"]["name"]: sorted(secret["data"]) for secret in listed["items"]}
    assert held == {
        f"instance-ita-uusimaa-{service}": sorted(["instance.json", "signing.key", f"{service}.json"])
        for service in ("members", "meetings", "surveys", "notifications")
    }


async def test_a_process_of_its_own_gets_one_secret_with_everything(servers: Servers) -> None:
    listed = secrets(servers.instances, ["pohjois-karjala"], own=True)

    assert [(secret["metadata"]["name"], len(secret["data"])) for secret in listed["items"]] == [
        ("own-pohjois-karjala", 6)
    ]


async def test_a_secret_opens_as_an_instance(servers: Servers, tmp_path: Path) -> None:
    secret = secrets(servers.instances, ["ita-uusimaa"])["items"][0]
    directory = tmp_path / "ita-uusimaa"
    directory.mkdir()
    for name, content in secret["data"].items():
        (directory / name).write_bytes(base64.b64decode(content))

    instance = read_instances(tmp_path)["ita-uusimaa"]

    assert list(instance.credentials) == ["meetings"]


def test_the_operators_part_of_the_configuration_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / "operator.json"
    write_operator(Keyring(tmp_path / "keys"), file)
    first = json.loads(file.read_text())

    write_operator(Keyring(tmp_path / "keys"), file)

    second = json.loads(file.read_text())
    assert second["system_account"] == first["system_account"]
    assert file.stat().st_mode & 0o077 == 0


def test_a_template_without_the_slug_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="a host name of its own"):
        _say("provision", "--var", str(tmp_path), *_NOWHERE, "--base-url-template", "https://example.fi")


def test_servers_that_do_not_answer_are_trouble_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="cannot be reached"):
        _say("provision", "--var", str(tmp_path), *_NOWHERE)


def test_the_password_comes_from_its_file_and_is_quoted(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("a/b@c\n")

    url = urlsplit(with_password("postgresql://postgres@db:5432/postgres", file))

    assert (url.username, url.password, url.hostname, url.port) == ("postgres", "a%2Fb%40c", "db", 5432)


def _say(*arguments: str) -> None:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True), no_migrations)
    parsed = parser.parse_args(arguments)
    parsed.run(parsed)
