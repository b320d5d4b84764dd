"""An instance: one region (or the national host) with its own database, NATS account and key."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.chassis.localised import LocalisedText

NATIONAL = "national"


@dataclass(frozen=True)
class Credentials:
    """What one service of one instance needs to reach its own schema and its own subjects."""

    database_url: str
    nats_jwt: str
    nats_seed: str


@dataclass(frozen=True)
class Instance:
    """Everything a process knows of one region; no code below the edge knows of another."""

    slug: str
    code: str
    host: str
    base_url: str
    name: LocalisedText
    table: LocalisedText
    languages: tuple[str, ...]
    accent: str
    nats_url: str
    signing_key: bytes
    credentials: Mapping[str, Credentials]
    is_copy: bool = False
    """A restored copy is for looking: its pages answer, and nothing leaves it."""
    staff_sign_in: Mapping[str, str] | None = None
    """The OpenID provider of the region's staff: issuer, client_id, client_secret and perhaps domain."""

    @property
    def is_national(self) -> bool:
        return self.slug == NATIONAL


def read(directory: Path) -> Instance:
    """Read an instance from its directory.

    `instance.json` holds what anyone may know, `signing.key` the region's key (base64url), `staff.openid`
    the sign-in provider of its staff, if it has one, and `<service>.json` the credentials of one service.
    A process of one service needs only that service's file, so others need not be there.

    Raises FileNotFoundError, KeyError or ValueError when the directory is not an instance.
    """
    facts = json.loads((directory / "instance.json").read_text())
    staff = directory / "staff.openid"
    return Instance(
        slug=facts["slug"],
        code=facts["code"],
        host=facts["host"],
        base_url=facts["base_url"],
        name=LocalisedText.of(facts["name"]),
        table=LocalisedText.of(facts["table"]),
        languages=tuple(facts["languages"]),
        accent=facts["accent"],
        nats_url=facts["nats_url"],
        signing_key=urlsafe_b64decode((directory / "signing.key").read_text().strip()),
        credentials={
            file.stem: Credentials(**json.loads(file.read_text()))
            for file in sorted(directory.glob("*.json"))
            if file.stem != "instance"
        },
        is_copy=bool(facts.get("copy_of")),
        staff_sign_in=json.loads(staff.read_text()) if staff.exists() else None,
    )
