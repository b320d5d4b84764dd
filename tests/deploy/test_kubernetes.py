"""Kubernetes: every folder renders, is what the API takes, and holds as little as it needs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from poyta.regions import NATIONAL, SEED, SERVICES, known
from tests.deploy.tools import ROOT, checkov, run, wheel

K8S = ROOT / "deploy" / "k8s"
REGIONS = sorted(folder.name for folder in (K8S / "regions").iterdir())
FOLDERS = ["base", "platform", *(f"regions/{slug}" for slug in REGIONS)]
API_VERSIONS = ("1.30", "1.34")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each folder as kustomize renders it."""
    out = tmp_path_factory.mktemp("rendered")
    files = {}
    for folder in FOLDERS:
        files[folder] = out / f"{folder.replace('/', '-')}.yaml"
        files[folder].write_text(run(wheel("kubectl"), "kustomize", str(K8S / folder)))
    return files


def objects(file: Path, *kinds: str) -> list[dict[str, Any]]:
    return [item for item in yaml.safe_load_all(file.read_text()) if not kinds or item["kind"] in kinds]


def pods(rendered: dict[str, Path]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for file in rendered.values():
        for item in objects(file, "Deployment", "StatefulSet", "Job"):
            found.append((item["metadata"]["name"], item["spec"]["template"]["spec"]))
    return found


@pytest.mark.parametrize("version", API_VERSIONS)
def test_the_api_takes_every_object(rendered: dict[str, Path], version: str) -> None:
    run(wheel("kubernetes-validate"), "--strict", "-k", version, *map(str, rendered.values()))


def test_checkov_finds_nothing(rendered: dict[str, Path]) -> None:
    folder = str(rendered["base"].parent)

    run(checkov(), "--framework", "kubernetes", "--skip-download", "--compact", "--quiet", "-d", folder)


def test_each_finding_that_is_let_pass_says_why() -> None:
    files = K8S.rglob("*.yaml")
    skips = [skip for file in files for skip in re.findall(r"checkov.io/skip\d: (.+)", file.read_text())]

    assert [skip for skip in skips if len(skip.partition("=")[2]) < 20] == []


def test_the_seed_regions_have_an_overlay_and_each_overlay_is_a_region() -> None:
    assert set(SEED) <= set(REGIONS) <= set(known())


@pytest.mark.parametrize("slug", REGIONS)
def test_a_region_differs_by_its_name_alone(rendered: dict[str, Path], slug: str) -> None:
    items = objects(rendered[f"regions/{slug}"])
    job = next(item for item in items if item["kind"] == "Job")
    front = next(item for item in items if item["kind"] == "Ingress")

    said = [container["args"][1] for container in job["spec"]["template"]["spec"]["initContainers"]]
    assert said == [slug, slug]
    assert front["spec"]["rules"][0]["host"] == f"{slug}.poyta.example"
    assert front["spec"]["tls"][0]["hosts"] == [f"{slug}.poyta.example"]
    assert {item["metadata"]["namespace"] for item in items} == {"poyta"}
    assert {item["metadata"]["labels"]["poyta/region"] for item in items} == {slug}


@pytest.mark.parametrize("service", [*SERVICES, "national"])
def test_a_service_sees_its_own_credentials_in_every_region_and_no_others(
    rendered: dict[str, Path], service: str
) -> None:
    deployment = next(
        item for item in objects(rendered["base"], "Deployment") if item["metadata"]["name"] == service
    )

    volume = deployment["spec"]["template"]["spec"]["volumes"][0]["projected"]["sources"]
    slugs = [NATIONAL] if service == "national" else sorted(known())
    assert sorted(source["secret"]["name"] for source in volume) == [
        f"instance-{slug}-{service}" for slug in slugs
    ]
    assert all(source["secret"]["optional"] for source in volume)
    keys = {item["key"] for source in volume for item in source["secret"]["items"]}
    assert keys == {"instance.json", "signing.key", f"{service}.json"}


def test_a_region_in_its_own_process_is_reached_there_and_holds_its_own_secret(
    rendered: dict[str, Path],
) -> None:
    file = rendered["regions/keski-suomi"]
    front, deployment = objects(file, "Ingress")[0], objects(file, "Deployment")[0]

    paths = front["spec"]["rules"][0]["http"]["paths"]
    spec = deployment["spec"]["template"]["spec"]
    assert {path["backend"]["service"]["name"] for path in paths} == {"own-keski-suomi"}
    assert spec["volumes"][0]["secret"]["secretName"] == "own-keski-suomi"
    assert "--regions=keski-suomi" in spec["containers"][0]["args"]


def test_every_path_of_a_front_door_leads_to_a_service(rendered: dict[str, Path]) -> None:
    for folder, file in rendered.items():
        there = {item["metadata"]["name"] for item in objects(file, "Service")}
        there |= {item["metadata"]["name"] for item in objects(rendered["base"], "Service")}
        for front in objects(file, "Ingress"):
            paths = front["spec"]["rules"][0]["http"]["paths"]
            assert {path["backend"]["service"]["name"] for path in paths} <= there, folder


def test_every_pod_is_restricted(rendered: dict[str, Path]) -> None:
    for name, pod in pods(rendered):
        assert pod["securityContext"]["runAsNonRoot"], name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            held = container["securityContext"]
            assert held["readOnlyRootFilesystem"], name
            assert not held["allowPrivilegeEscalation"], name
            assert held["capabilities"] == {"drop": ["ALL"]}, name
            assert {"cpu", "memory"} == set(container["resources"]["limits"]), name


def test_only_the_job_that_publishes_secrets_has_a_token(rendered: dict[str, Path]) -> None:
    holders = {pod["serviceAccountName"] for _, pod in pods(rendered) if pod["automountServiceAccountToken"]}

    assert holders == {"provision"}


@pytest.mark.parametrize("folder", ["base", "platform"])
def test_nobody_talks_to_anybody_unless_said(rendered: dict[str, Path], folder: str) -> None:
    policies = objects(rendered[folder], "NetworkPolicy")
    nobody = next(policy for policy in policies if policy["metadata"]["name"] == "nobody")

    assert nobody["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_every_long_running_container_of_ours_is_watched(rendered: dict[str, Path]) -> None:
    for file in rendered.values():
        for item in objects(file, "Deployment", "StatefulSet"):
            first = item["spec"]["template"]["spec"]["containers"][0]
            assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(first), item["metadata"]["name"]
