"""An access key: what a program shows to get tokens in a person's name."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import Principal
from shared.chassis.problems import Problem

SERVICES = ("members", "meetings", "surveys", "notifications")
SCOPES = tuple(f"{service}:{may}" for service in SERVICES for may in ("read", "write"))
MARK = "poyta_"
"""What every key begins with, so that one left in a program's code is found."""
USUAL, LONGEST = timedelta(days=90), timedelta(days=365)


class LastDayAstray(Problem):
    """A key holds for a year at most, and today at least."""

    slug = "members/last-day-astray"
    status = 422
    field: ClassVar[str] = "last_day"


class TokenAskedWrongly(Problem):
    """The token was asked for in a form that is not understood.

    Name the grant, and show the key in one place only.
    """

    slug = "members/token-asked-wrongly"
    status = 400
    error = "invalid_request"


class GrantNotTaken(Problem):
    """Tokens are given for client_credentials alone."""

    slug = "members/grant-not-taken"
    status = 400
    error = "unsupported_grant_type"


class KeyNotTaken(Problem):
    """This access key is not known here, or it has ended."""

    slug = "members/key-not-taken"
    status = 401
    error = "invalid_client"
    challenge = "Bearer"


class ScopeNotGiven(Problem):
    """The access key was not given this scope."""

    slug = "members/scope-not-given"
    status = 400
    error = "invalid_scope"


class NotAKey(Problem):
    """Only an access key can be revoked. A token ends by itself within a quarter of an hour."""

    slug = "members/not-a-key"
    status = 400
    error = "unsupported_token_type"


class AccessKey(Table):
    """A key that a person made for a program. What it is cannot be read from here, only recognised."""

    __tablename__ = "access_key"
    __table_args__ = (
        CheckConstraint("scope <> ''", name="scope"),
        Index("access_key_person_idx", "person_id", "made"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    """What it is for."""
    scope: Mapped[str]
    """The scopes with spaces between them (RFC 6749, 3.3)."""
    digest: Mapped[bytes] = mapped_column(unique=True)
    made: Mapped[datetime]
    last_day: Mapped[date]
    seen: Mapped[date | None]
    """The day a token was last asked for with it."""
    ended: Mapped[datetime | None]

    @classmethod
    def of(
        cls, person_id: UUID, name: str, scopes: Iterable[str], last_day: date | None, *, at: datetime
    ) -> tuple["AccessKey", str]:
        """Make a key; return it and its words, which are shown once. Raises LastDayAstray."""
        today = at.astimezone(HELSINKI).date()
        last_day = last_day or today + USUAL
        if not today <= last_day <= today + LONGEST:
            raise LastDayAstray
        words = MARK + token_urlsafe(32)
        made = cls(
            id=uuid4(),
            person_id=person_id,
            name=name,
            scope=" ".join(scope for scope in SCOPES if scope in scopes),
            digest=digest(words),
            made=at,
            last_day=last_day,
        )
        return made, words

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.scope.split())

    def holds(self, at: datetime) -> bool:
        """Tell whether tokens are given for it."""
        return self.ended is None and at.astimezone(HELSINKI).date() <= self.last_day

    def use(self, scope: str, at: datetime) -> frozenset[str]:
        """Note the day and return the scopes of a token: those asked for, or all. Raises ScopeNotGiven."""
        given, asked = Principal(scopes=self.scopes), frozenset(scope.split())
        if not all(given.covers(one) for one in asked):
            raise ScopeNotGiven
        self.seen = at.astimezone(HELSINKI).date()
        return asked or self.scopes

    def end(self, at: datetime) -> None:
        """End it; ending it again changes nothing."""
        self.ended = self.ended or at


def digest(words: str) -> bytes:
    """Return what is kept of a key. It is as random as it is long, so a plain hash cannot be turned back."""
    return sha256(words.encode()).digest()
