"""The registry: the regions there are, and the one way an instance comes to be on running servers."""

import colorsys
import csv
import json
import secrets
import shutil
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
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
from shared.chassis.instance import NATIONAL

SEED = ("pohjois-karjala", "ita-uusimaa", "keski-suomi")
SERVICES = ("members", "meetings", "surveys", "notifications")

Migrate = Callable[[Path], Awaitable[None]]

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
_CONTRAST = 5.5


@dataclass(frozen=True)
class Region:
    """A region as the registry knows it, before and after it has an instance."""

    slug: str
    code: str
    name: Mapping[str, str]
    table: Mapping[str, str]
    languages: tuple[str, ...]
    accent: str

    @property
    def services(self) -> tuple[str, ...]:
        return (*SERVICES, "national") if self.slug == NATIONAL else SERVICES


@dataclass(frozen=True)
class Servers:
    """Running servers and the folder with their keys: all that provisioning needs."""

    var: Path
    admin_url: str
    nats_url: str
    front: int = 0
    base_url_template: str = "http://{slug}.localhost:{front}"
    replicas: int = 1

    def base_url(self, slug: str) -> str:
        """Return where browsers reach an instance."""
        return self.base_url_template.format(slug=slug, front=self.front)

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


async def add_region(servers: Servers, slug: str, migrate: Migrate) -> Path:
    """Give a region its instance on the running servers and return its directory.

    Database, account, streams and keys come first, then `migrate` on a folder that holds this
    instance alone, and last the directory appears among the others, whole: processes that watch
    the folder may open it at once. For a region that is there already everything is brought up
    to date, addresses included, and what is right stays untouched. Nothing is restarted.
    """
    region = _find(slug)
    directory = servers.instances / slug
    kept = _kept(directory, region.services)
    facts = await _provision(servers, region, kept, is_new=not directory.exists())
    if directory.exists():
        for name, text in facts.items():
            _write(directory / name, text)
        return directory
    drafts = servers.var / f"preparing-{slug}"
    shutil.rmtree(drafts, ignore_errors=True)
    (drafts / slug).mkdir(mode=0o700, parents=True)
    for name, text in facts.items():
        _write(drafts / slug / name, text)
    await migrate(drafts)
    servers.instances.mkdir(mode=0o700, parents=True, exist_ok=True)
    (drafts / slug).rename(directory)
    drafts.rmdir()
    return directory


async def _provision(
    servers: Servers, region: Region, kept: Mapping[str, dict[str, str]], *, is_new: bool
) -> dict[str, str]:
    """Bring the servers to where the region can live, and return the files of its directory."""
    slug, keyring = region.slug, servers.keyring
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
    sourced = [name for name in {*registered(servers.instances), slug} if name != NATIONAL]
    await push_instance(url, keyring, slug, sourced)
    async with provisioner(url, keyring, slug) as jetstream:
        if not is_new:
            await _refuse_loss(servers, region, jetstream)
        await ensure_streams(jetstream, slug, region.services, sourced, replicas=servers.replicas)
    if slug != NATIONAL:
        await push_instance(url, keyring, NATIONAL, sourced)
        async with provisioner(url, keyring, NATIONAL) as jetstream:
            services = known()[NATIONAL].services
            await ensure_streams(jetstream, NATIONAL, services, sourced, replicas=servers.replicas)


async def _refuse_loss(servers: Servers, region: Region, jetstream: JetStreamContext) -> None:
    if lost := await lost_streams(jetstream, region.slug, region.services):
        raise Trouble(
            f"The stored events of {region.slug} ({', '.join(lost)}) are gone from {servers.var / 'nats'}. "
            f"Restore that folder from a backup made together with the database, or move the whole of "
            f"{servers.var} aside to begin empty."
        )


def _facts(servers: Servers, region: Region) -> str:
    base_url = servers.base_url(region.slug)
    facts = asdict(region) | {
        "host": urlsplit(base_url).hostname,
        "base_url": base_url,
        "nats_url": servers.nats_url,
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
            "(every link sent before then stops working)."
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


def _find(slug: str) -> Region:
    try:
        return known()[slug]
    except KeyError:
        raise Trouble(
            f"There is no region called {slug}. These can be added: {', '.join(sorted(known()))}."
        ) from None


def _region(row: Mapping[str, str]) -> Region:
    slug = row["slug"]
    name = {"fi": row["name_fi"], "sv": row["name_sv"], "en": row["name_en"]}
    return Region(
        slug=slug,
        code=row["code"],
        name=name,
        table=_TABLES.get(slug) or _table(name),
        languages=tuple(row["languages"].split("+")),
        accent=_ACCENTS.get(slug) or _accent(int(row["code"])),
    )


def _table(name: Mapping[str, str]) -> dict[str, str]:
    """Name the table after the region: the official names begin with the genitive it needs."""
    return {
        "fi": name["fi"].removesuffix(" hyvinvointialue").removesuffix(" kaupunki") + " kumppanuuspöytä",
        "sv": name["sv"].removesuffix(" välfärdsområde").removesuffix(" stad") + " partnerskapsbord",
        "en": name["en"].removesuffix(" wellbeing services county").removeprefix("City of ")
        + " partnership table",
    }


def _accent(code: int) -> str:
    """Return a calm colour of its own for a region, dark enough to carry white text."""
    hue, lightness = (code * 0.618034) % 1, 0.40
    while _contrast_with_white(colour := colorsys.hls_to_rgb(hue, lightness, 0.5)) < _CONTRAST:
        lightness -= 0.01
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _contrast_with_white(colour: tuple[float, float, float]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
