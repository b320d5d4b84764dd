"""An instance: one region (or the national host) with its own database, NATS account and key."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    copy_of: str = ""
    """For a restored copy: of which instance. It is for looking: its pages answer, and nothing leaves it."""
    staff_sign_in: Mapping[str, str] | None = None
    """The OpenID provider of the region's staff: issuer, client_id, client_secret and perhaps domain."""

    @property
    def is_copy(self) -> bool:
        return bool(self.copy_of)

    @property
    def is_national(self) -> bool:
        return NATIONAL in (self.slug, self.copy_of)
