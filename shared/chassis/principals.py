"""Who is asking: a person with roles, or anyone. The session is a signed cookie of the region's host."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.chassis import links
from shared.chassis.instance import Instance
from shared.chassis.problems import LinkExpired

COOKIE = "session"
SESSION = timedelta(hours=12)
FRESH = timedelta(minutes=15)
"""After this members, who keeps the sessions, is asked whether it goes on and with which roles."""

COORDINATOR = "coordinator"
CHAIR = "chair"
SECRETARY = "secretary"
MEMBER = "member"
OPERATOR = "operator"
ROLES = (COORDINATOR, CHAIR, SECRETARY, MEMBER, OPERATOR)


@dataclass(frozen=True)
class Role:
    """What a person is, in one body or, without a body, in the whole instance."""

    name: str
    body_id: UUID | None = None


@dataclass(frozen=True)
class Principal:
    """The one who asks. Anyone who has not signed in has no person and no role."""

    person_id: UUID | None = None
    name: str = ""
    language: str = ""
    roles: frozenset[Role] = frozenset()
    session: UUID | None = None
    stale: bool = False
    """Whether members must be asked again; a token without a session was made by hand and never is."""
    scopes: frozenset[str] | None = None
    """What a program's token was given, as `meetings:read`; who has signed in has no such limits."""

    def has(self, *names: str, body_id: UUID | None = None) -> bool:
        """Tell whether one of the roles is held in the whole instance or in the given body."""
        return any(role.name in names and role.body_id in (None, body_id) for role in self.roles)

    def has_anywhere(self, *names: str) -> bool:
        """Tell whether one of the roles is held in any body."""
        return any(role.name in names for role in self.roles)

    def covers(self, scope: str) -> bool:
        """Tell whether a scope was given; one who may write may also read."""
        return self.scopes is None or not self.scopes.isdisjoint({scope, scope.replace(":read", ":write")})


ANYONE = Principal()


def issue(instance: Instance, principal: Principal, *, at: datetime) -> str:
    """Return the token of a person for this instance: for twelve hours, with scopes for a quarter of one."""
    content: dict[str, Any] = {
        "person": str(principal.person_id),
        "name": principal.name,
        "language": principal.language,
        "roles": [[role.name, str(role.body_id) if role.body_id else None] for role in principal.roles],
    }
    if principal.session:
        content |= {"session": str(principal.session), "fresh": int((at + FRESH).timestamp())}
    if principal.scopes is not None:
        content["scope"] = " ".join(sorted(principal.scopes))
    lasts = SESSION if principal.scopes is None else FRESH
    return links.sign(instance, "session", content, until=at + lasts)


def recognise(instance: Instance, token: str | None, *, at: datetime) -> Principal:
    """Return the principal of a session token; a missing, foreign or old one is anyone."""
    if not token:
        return ANYONE
    try:
        content = links.read(instance, "session", token, at=at)
    except LinkExpired:
        return ANYONE
    return Principal(
        person_id=UUID(content["person"]),
        name=content["name"],
        language=content["language"],
        roles=frozenset(Role(name, UUID(body) if body else None) for name, body in content["roles"]),
        session=UUID(content["session"]) if "session" in content else None,
        stale=content.get("fresh", at.timestamp()) < int(at.timestamp()),
        scopes=frozenset(content["scope"].split()) if "scope" in content else None,
    )
