"""The Compose host: the file is right, and every container holds as little as it needs."""

import json
from typing import Any

import pytest

from poyta.regions import known
from tests.deploy.tools import ROOT, run, wheel

SERVICES = {"members", "meetings", "surveys", "notifications", "national"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file as Compose itself reads it, traces and all."""
    whole = run(wheel("docker-compose"), "--profile", "*", "config", "--format", "json")
    parsed: dict[str, Any] = json.loads(whole)
    return parsed


def test_compose_takes_the_file() -> None:
    run(wheel("docker-compose"), "config", "--quiet")


def test_every_container_is_hardened(compose: dict[str, Any]) -> None:
    soft = [
        name
        for name, service in compose["services"].items()
        if not (
            service.get("read_only")
            and service.get("cap_drop") == ["ALL"]
            and service.get("security_opt") == ["no-new-privileges"]
            and int(service.get("mem_limit", 0)) > 0
            and not service.get("privileged")
        )
    ]

    assert soft == []


def test_only_the_front_door_adds_a_capability(compose: dict[str, Any]) -> None:
    added = {
        name: service["cap_add"] for name, service in compose["services"].items() if "cap_add" in service
    }

    assert added == {"caddy": ["NET_BIND_SERVICE"]}


def test_only_the_front_door_is_open_to_the_world(compose: dict[str, Any]) -> None:
    ports = [
        (name, port) for name, service in compose["services"].items() for port in service.get("ports", [])
    ]

    assert [name for name, port in ports if port.get("host_ip") != "127.0.0.1"] == ["caddy"]


def test_the_keys_are_mounted_where_instances_are_made_and_nowhere_else(compose: dict[str, Any]) -> None:
    holders = {
        name
        for name, service in compose["services"].items()
        if any(volume["source"] == "keys" for volume in service.get("volumes", []))
    }

    assert holders == {"operator", "provision"}


def test_every_service_runs_and_cannot_write_instances(compose: dict[str, Any]) -> None:
    for name in SERVICES:
        service = compose["services"][name]
        assert f"--target={name}" in service["command"]
        assert [volume.get("read_only") for volume in service["volumes"]] == [True]


def test_two_regions_are_made_that_the_registry_knows(compose: dict[str, Any]) -> None:
    slugs = compose["services"]["provision"]["command"]

    assert slugs == ["ita-uusimaa", "pohjois-karjala"]
    assert set(slugs) <= set(known())


def test_what_is_waited_for_has_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    ours = SERVICES  # their check is in the image
    waited = {
        name
        for service in services.values()
        for name, how in (service.get("depends_on") or {}).items()
        if how["condition"] == "service_healthy"
    }

    assert {name for name in waited - ours if "test" not in services[name].get("healthcheck", {})} == set()


def test_the_front_door_reads_its_file() -> None:
    run(wheel("caddy"), "validate", "--config", str(ROOT / "deploy/caddy/Caddyfile"))
