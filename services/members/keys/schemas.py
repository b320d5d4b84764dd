"""What is asked of access keys and answered, as JSON and in forms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.members.keys.model import SCOPES, AccessKey, GrantNotTaken, TokenAskedWrongly
from shared.chassis.principals import FRESH
from shared.chassis.text import Line

Scope = Literal[SCOPES]  # type: ignore[valid-type]
Printed = Annotated[str, StringConstraints(max_length=500, pattern=r"^[\x20-\x7e]*$")]
"""What OAuth 2.0 lets a key, a scope and a grant be written with."""


class KeyIn(BaseModel):
    """A key to make: what it is for, what it may do, and its last day."""

    name: Line
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(SCOPES))]
    last_day: date | None = None


class KeyOut(BaseModel):
    """A key as its owner sees it; `seen` is the day a token was last asked for with it."""

    key_id: UUID
    name: str
    scopes: list[str]
    made: datetime
    last_day: date
    seen: date | None

    @classmethod
    def of(cls, key: AccessKey) -> "KeyOut":
        return cls(
            key_id=key.id,
            name=key.name,
            scopes=key.scope.split(),
            made=key.made,
            last_day=key.last_day,
            seen=key.seen,
        )


class KeysOut(BaseModel):
    """The keys of a person that hold."""

    items: list[KeyOut]

    @classmethod
    def of(cls, keys: Sequence[AccessKey]) -> "KeysOut":
        return cls(items=[KeyOut.of(key) for key in keys])


class KeyMadeOut(KeyOut):
    """A new key. `key` is shown this once."""

    key: str

    @classmethod
    def with_words(cls, key: AccessKey, words: str) -> "KeyMadeOut":
        return cls(**KeyOut.of(key).model_dump(), key=words)


class TokenIn(BaseModel):
    """A program asks for a token (RFC 6749, 4.4): the key is shown as Bearer or as `client_secret`."""

    grant_type: Printed = ""
    client_secret: Printed = ""
    scope: Printed = ""

    def key(self, authorization: str) -> str:
        """Return the key that was shown, here or as Bearer. Raises TokenAskedWrongly or GrantNotTaken."""
        kind, _space, shown = authorization.partition(" ")
        bearer = shown.strip() if kind.lower() == "bearer" else ""
        if not self.grant_type or (bearer and self.client_secret):
            raise TokenAskedWrongly
        if self.grant_type != "client_credentials":
            raise GrantNotTaken
        return bearer or self.client_secret


class TokenOut(BaseModel):
    """A token, and what it was given (RFC 6749, 5.1)."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, as RFC 6750 calls it
    expires_in: int = int(FRESH.total_seconds())
    scope: str

    @classmethod
    def of(cls, token: str, scopes: frozenset[str] | None) -> "TokenOut":
        return cls(access_token=token, scope=" ".join(sorted(scopes or ())))


class RevocationIn(BaseModel):
    """A key to end (RFC 7009)."""

    token: Printed = ""
