"""The registry: the regions there are, and the one way an instance comes to be on running servers."""

import asyncio
import colorsys
import csv
import fcntl
import json
import secrets
import shutil
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nats.js import JetStreamContext

from poyta.embedded.trouble import Trouble
from poyta.provision.accounts import provisioner, push_instance, service_user
from poyta.provision.databases import ensure_database, service_url
from poyta.provision.keys import Keyring, write_secret
from poyta.provision.streams import ensure_streams, lost_streams
from shared.chassis.clock import system_clock
from shared.chassis.instance import NATIONAL
from shared.contracts.people import SUPPORT

SEED = ("pohjois-karjala", "ita-uusimaa", "keski-suomi")
SERVICES = ("members", "meetings", "surveys", "notifications")

Migrate = Callable[[Path], Awaitable[None]]
Fill = Callable[[Path], Awaitable[None]]

_ACCENTS = {
    "pohjois-karjala": "#2f6b3a",
    "ita-uusimaa": "#0b5c8a",
    "keski-suomi": "#8a3b12",
    NATIONAL: "#41406b",
}
_TABLES = {
    "ita-uusimaa": {
        "fi": "Itä-Uudenmaan järjestöjen kumppanuuspöytä",
        "sv": "Östra Nylands partnerskapsbord för organisationer",
        "en": "East Uusimaa partnership table",
    },
    "keski-suomi": {
        "fi": "Keski-Suomen järjestöjen kumppanuuspöytä",
        "sv": "Mellersta Finlands partnerskapsbord för organisationer",
        "en": "Central Finland partnership table",
    },
}
_NATIONAL_NAME = {
    "fi": "Kansallinen tukiorganisaatio",
    "sv": "Nationella stödorganisationen",
    "en": "National support organisation",
}
_KINDS = ("wellbeing_services_county", "city_with_county_duties")
_NATIONAL_SERVICES = (*SERVICES, NATIONAL)
CONTRAST = 5.5


@dataclass(frozen=True)
class Region:
    """A region as the registry knows it, before and after it has an instance."""

    slug: str
    code: str
    name: Mapping[str, str]
    table: Mapping[str, str]
    languages: tuple[str, ...]
    accent: str
    own_host: str = ""
    """A host name of its own; without one the host's template gives it."""
    copy_of: str = ""
    """For a restored copy: of which region. A copy is for looking, nothing leaves it."""

    @property
    def services(self) -> tuple[str, ...]:
        return _NATIONAL_SERVICES if NATIONAL in (self.slug, self.copy_of) else SERVICES


@dataclass(frozen=True)
class Servers:
    """Running servers and the folder with their keys: all that provisioning needs."""

    var: Path
    admin_url: str
    nats_url: str
    front: int = 0
    base_url_template: str = "http://{slug}.localhost:{front}"
    replicas: int = 1

    def base_url(self, slug: str, own_host: str = "") -> str:
        """Return where browsers reach an instance."""
        url = self.base_url_template.format(slug=slug, front=self.front)
        if not own_host:
            return url
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        return parts._replace(netloc=own_host + port).geturl()

    @property
    def instances(self) -> Path:
        return self.var / "instances"

    @property
    def keyring(self) -> Keyring:
        return Keyring(self.var / "keys")


def known() -> dict[str, Region]:
    """Return every region that can have an instance, and the national host, by slug."""
    table = files("poyta").joinpath("data/regions.csv").read_text(encoding="utf-8")
    regions = [_region(row) for row in csv.DictReader(table.splitlines()) if row["kind"] in _KINDS]
    national = Region(NATIONAL, "00", _NATIONAL_NAME, _NATIONAL_NAME, ("fi", "sv", "en"), _ACCENTS[NATIONAL])
    return {region.slug: region for region in (national, *regions)}


def registered(instances: Path) -> list[str]:
    """Return the slugs that have an instance."""
    return sorted(file.parent.name for file in instances.glob("[a-z]*/instance.json"))


def region_of(directory: Path) -> Region:
    """Return a region as its instance's directory tells it.

    Raises OSError, ValueError or KeyError when that cannot be read.
    """
    facts = json.loads((directory / "instance.json").read_text())
    return Region(
        slug=facts["slug"],
        code=facts["code"],
        name=facts["name"],
        table=facts["table"],
        languages=tuple(facts["languages"]),
        accent=facts["accent"],
        own_host=facts.get("own_host", ""),
        copy_of=facts.get("copy_of", ""),
    )


def since(directory: Path) -> str:
    """Return when the instance of a directory came to be; now when it has not yet."""
    try:
        return str(json.loads((directory / "instance.json").read_text())["since"])
    except (OSError, ValueError, KeyError):
        return system_clock().isoformat(timespec="seconds")


async def add_region(servers: Servers, slug: str, migrate: Migrate, *, region: Region | None = None) -> Path:
    """Give a region its instance on the running servers and return its directory.

    For a region that is there already everything is brought up to date, addresses included, and what
    is right stays untouched. Nothing is restarted. `region` tells of one that is not in the list.
    """
    async with alone(servers):
        return await add_while_alone(servers, region or _find(servers, slug), migrate)


@asynccontextmanager
async def alone(servers: Servers) -> AsyncIterator[None]:
    """Keep other commands from changing the set of regions meanwhile: national's sources are one list."""
    servers.var.mkdir(parents=True, exist_ok=True)
    with (servers.var / "regions.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(0.05)
        yield


async def add_while_alone(
    servers: Servers, region: Region, migrate: Migrate, fill: Fill | None = None
) -> Path:
    """Do what `add_region` does, for a command that keeps the others out itself.

    Database, account, streams and keys come first, then `fill` (a bundle's content) and `migrate` on a
    folder that holds this instance alone. Only then national sources it and the directory appears among
    the others, whole: processes that watch the folder may open it at once.
    """
    slug = region.slug
    directory = servers.instances / slug
    facts = await _provision(servers, region, is_new=not directory.exists())
    if directory.exists():
        await _join(servers, region)
        for name, text in facts.items():
            _write(directory / name, text)
        return directory
    drafts = servers.var / f"preparing-{slug}"
    shutil.rmtree(drafts, ignore_errors=True)
    (drafts / slug).mkdir(mode=0o700, parents=True)
    for name, text in facts.items():
        _write(drafts / slug / name, text)
    if fill is not None:
        await fill(drafts / slug)
    await migrate(drafts)
    await _join(servers, region, is_new=True)
    servers.instances.mkdir(mode=0o700, parents=True, exist_ok=True)
    (drafts / slug).rename(directory)
    drafts.rmdir()
    return directory


async def source_regions(servers: Servers, slugs: Iterable[str], leaving: str = "") -> None:
    """Let national's picture be made of exactly these regions."""
    url, keyring, wanted = servers.nats_url, servers.keyring, sorted(slugs)
    # A source needs its import: the account changes before the stream when a region joins, and after
    # it when one leaves.
    await push_instance(url, keyring, NATIONAL, [*wanted, leaving] if leaving else wanted)
    async with provisioner(url, keyring, NATIONAL) as jetstream:
        await ensure_streams(jetstream, NATIONAL, _NATIONAL_SERVICES, wanted, replicas=servers.replicas)
    if leaving:
        await push_instance(url, keyring, NATIONAL, wanted)


def sourced_regions(servers: Servers) -> list[str]:
    """Return the regions that national's picture is made of: all but the copies."""
    there = [slug for slug in registered(servers.instances) if slug != NATIONAL]
    return [slug for slug in there if not _find(servers, slug).copy_of]


async def _provision(servers: Servers, region: Region, *, is_new: bool) -> dict[str, str]:
    """Bring the servers to where the region can live, and return the files of its directory."""
    slug, keyring = region.slug, servers.keyring
    kept = _kept(servers.instances / slug, region.services)
    passwords = {name: _password(kept.get(name)) for name in region.services}
    await ensure_database(servers.admin_url, slug, passwords)
    await _ensure_account(servers, region, is_new=is_new)
    files_of = {"instance.json": _facts(servers, region), "signing.key": _signing_key(servers, slug)}
    for service, password in passwords.items():
        known_user = kept.get(service)
        jwt, seed = service_user(
            keyring, slug, service, (known_user["nats_jwt"], known_user["nats_seed"]) if known_user else None
        )
        url = service_url(servers.admin_url, slug, service, password)
        files_of[f"{service}.json"] = _json({"database_url": url, "nats_jwt": jwt, "nats_seed": seed})
    return files_of


async def _ensure_account(servers: Servers, region: Region, *, is_new: bool) -> None:
    slug, keyring, url = region.slug, servers.keyring, servers.nats_url
    sourced = sourced_regions(servers)
    await push_instance(url, keyring, slug, sourced)
    async with provisioner(url, keyring, slug) as jetstream:
        if not is_new:
            await _refuse_loss(servers, region, jetstream)
        await ensure_streams(jetstream, slug, region.services, sourced, replicas=servers.replicas)


async def _join(servers: Servers, region: Region, *, is_new: bool = False) -> None:
    """Let national's picture be made of the region too, and a new one hear what national tells it.

    A national that is new has other keys and counts from the beginning: every region hears it anew.
    """
    if region.slug != NATIONAL and not region.copy_of:
        await source_regions(servers, {*sourced_regions(servers), region.slug})
    if is_new and not region.copy_of:
        for slug in sourced_regions(servers) if region.slug == NATIONAL else [region.slug]:
            await _hear_national(servers, slug)


async def _hear_national(servers: Servers, slug: str) -> None:
    url, keyring = servers.nats_url, servers.keyring
    await push_instance(url, keyring, slug, [slug])
    async with provisioner(url, keyring, slug) as jetstream:
        # A source remembers how far it has come, which means nothing in a stream made anew.
        await ensure_streams(jetstream, slug, SERVICES, replicas=servers.replicas)
        await jetstream.purge_stream(SUPPORT)
        await ensure_streams(jetstream, slug, SERVICES, [slug], replicas=servers.replicas)


async def _refuse_loss(servers: Servers, region: Region, jetstream: JetStreamContext) -> None:
    if lost := await lost_streams(jetstream, region.slug, region.services):
        raise Trouble(
            f"The stored events of {region.slug} ({', '.join(lost)}) are gone from {servers.var / 'nats'}. "
            f"Restore that folder from a backup made together with the database, or move the whole of "
            f"{servers.var} aside to begin empty."
        )


def _facts(servers: Servers, region: Region) -> str:
    base_url = servers.base_url(region.slug, region.own_host)
    facts = asdict(region) | {
        "host": urlsplit(base_url).hostname,
        "base_url": base_url,
        "nats_url": servers.nats_url,
        "since": since(servers.instances / region.slug),
    }
    return _json(facts)


def _signing_key(servers: Servers, slug: str) -> str:
    file = servers.instances / slug / "signing.key"
    if not file.parent.exists():
        return secrets.token_urlsafe(32) + "="
    try:
        key = file.read_text()
        if len(urlsafe_b64decode(key.strip())) != 32:
            raise ValueError("wrong length")
    except (FileNotFoundError, ValueError) as error:
        raise Trouble(
            f"{file} is missing or damaged ({error}). It signs the links and sign-ins of {slug}. "
            "Restore it from a backup; or write a new one with: "
            f"openssl rand -base64 32 | tr '+/' '-_' > {file} "
            "(every link sent before then stops working, and ballots of open surveys cannot be counted)."
        ) from error
    return key


def _kept(directory: Path, services: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Return the credentials there are; a damaged file counts as none, since its content can be made anew."""
    kept = {}
    for service in services:
        try:
            facts = json.loads((directory / f"{service}.json").read_text())
            kept[service] = {name: facts[name] for name in ("database_url", "nats_jwt", "nats_seed")}
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            continue
    return kept


def _password(kept: dict[str, str] | None) -> str:
    known_one = urlsplit(kept["database_url"]).password if kept else None
    return unquote(known_one) if known_one else secrets.token_urlsafe(24)


def _write(file: Path, text: str) -> None:
    if not file.exists() or file.read_bytes() != text.encode():
        write_secret(file, text)


def _json(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def _find(servers: Servers, slug: str) -> Region:
    # What was decided when the region came holds; the list of regions only knows the usual names.
    try:
        return region_of(servers.instances / slug)
    except (OSError, ValueError, KeyError):
        if slug in known():
            return known()[slug]
    raise Trouble(f"There is no region called {slug}. These can be added: {', '.join(sorted(known()))}.")


def _region(row: Mapping[str, str]) -> Region:
    slug = row["slug"]
    name = {"fi": row["name_fi"], "sv": row["name_sv"], "en": row["name_en"]}
    return Region(
        slug=slug,
        code=row["code"],
        name=name,
        table=_TABLES.get(slug) or _table(name),
        languages=tuple(row["languages"].split("+")),
        accent=_ACCENTS.get(slug) or calm_accent(int(row["code"])),
    )


def _table(name: Mapping[str, str]) -> dict[str, str]:
    """Name the table after the region: the official names begin with the genitive it needs."""
    return {
        "fi": name["fi"].removesuffix(" hyvinvointialue").removesuffix(" kaupunki") + " kumppanuuspöytä",
        "sv": name["sv"].removesuffix(" välfärdsområde").removesuffix(" stad") + " partnerskapsbord",
        "en": name["en"].removesuffix(" wellbeing services county").removeprefix("City of ")
        + " partnership table",
    }


def calm_accent(code: int) -> str:
    """Return a calm colour of its own for a region, dark enough to carry white text."""
    hue, lightness = (code * 0.618034) % 1, 0.40
    while contrast_with_white(colour := colorsys.hls_to_rgb(hue, lightness, 0.5)) < CONTRAST:
        lightness -= 0.01
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def contrast_with_white(colour: tuple[float, float, float]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
