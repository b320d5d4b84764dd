"""What keeps a body: its kind, area, founding, contact, organisations, capacities, relations and editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem
from shared.contracts.members import CapacityFact

CONVENOR, COORDINATING, DOCUMENT_OWNER = "convenor", "coordinator", "document_owner"
PARTNER_ROLES = (CONVENOR, COORDINATING, DOCUMENT_OWNER, "secretariat", "standing_partner")
ONE_AT_A_TIME = (CONVENOR, COORDINATING, DOCUMENT_OWNER)
RELATIONS = ("elects", "reports_to", "owns_series")
MUNICIPAL, REGIONAL, NATIONAL = "municipal", "regional", "national"
LEVELS = (MUNICIPAL, REGIONAL, NATIONAL)
SEASONS = ("spring", "summer", "autumn", "winter")
DAY = timedelta(days=1)


class KindUnknown(Problem):
    """This kind of body is not offered here. Add the kind first."""

    slug = "members/body-kind-unknown"
    status = 422
    field: ClassVar[str] = "kind"


class KindKnown(Problem):
    """There is already a kind of body with this code."""

    slug = "members/body-kind-known"
    status = 409
    field: ClassVar[str] = "slug"


class NotBeforeEarlier(Problem):
    """The day must be after the day the earlier one began."""

    slug = "members/not-before-earlier"
    status = 409
    field: ClassVar[str] = "starts"


class MunicipalityMissing(Problem):
    """Choose the municipality of a municipal body; another body has none."""

    slug = "members/municipality-missing"
    status = 422
    field: ClassVar[str] = "municipality"


class NoSuchTime(Problem):
    """Give a year alone, with a season or with a month; a day needs its month and must exist."""

    slug = "members/no-such-time"
    status = 422
    field: ClassVar[str] = "year"


class BodyKind(Table):
    """A kind of body: configuration, so that a region adds one without code."""

    __tablename__ = "body_kind"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[LocalisedText]
    position: Mapped[int]
    ended: Mapped[datetime | None]

    def end(self, at: datetime) -> None:
        """Give the kind to no new body; those that are of it stay so."""
        self.ended = self.ended or at

    def reopen(self) -> None:
        """Offer the kind again."""
        self.ended = None


class _Dated:
    """Something that holds from a day to a day; a day that is not known is open."""

    starts: Mapped[date | None]
    ends: Mapped[date | None]

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)

    def end(self, on: date) -> None:
        """Let it end; `on` is the last day. Raises NotBeforeEarlier when it had not begun by then."""
        if self.starts is not None and on < self.starts:
            raise NotBeforeEarlier
        self.ends = on


class Partner(_Dated, Table):
    """An organisation that keeps a body: convenes it, coordinates it, owns its documents."""

    __tablename__ = "body_partner"
    __table_args__ = (
        CheckConstraint(f"role in {PARTNER_ROLES}", name="role"),
        CheckConstraint("ends >= starts", name="ends"),
        Index(
            "body_partner_single_key",
            "body_id",
            "role",
            unique=True,
            postgresql_where=text(f"ends IS NULL AND role in {ONE_AT_A_TIME}"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    role: Mapped[str]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    represents: Mapped[str]
    """The organisation's name as it was."""


class Capacity(_Dated, Table):
    """A standing a body has with another organisation or programme, like a theme group of POKAT."""

    __tablename__ = "body_capacity"
    __table_args__ = (CheckConstraint("ends >= starts", name="ends"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    name: Mapped[LocalisedText]
    given_by: Mapped[str]


class Relation(_Dated, Table):
    """How one body stands to another: it elects it, reports to it, or owns its series."""

    __tablename__ = "body_relation"
    __table_args__ = (
        CheckConstraint(f"kind in {RELATIONS}", name="kind"),
        CheckConstraint("body_id <> other_id", name="other"),
        CheckConstraint("ends >= starts", name="ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    kind: Mapped[str]


class Scope(_Dated, Table):
    """The area a body works in: a municipality, the region or the whole country."""

    __tablename__ = "body_scope"
    __table_args__ = (
        CheckConstraint(f"level in {LEVELS}", name="level"),
        CheckConstraint("(level = 'municipal') = (municipality IS NOT NULL)", name="municipality"),
        CheckConstraint("ends >= starts", name="ends"),
        Index("body_scope_open_key", "body_id", unique=True, postgresql_where=text("ends IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    level: Mapped[str]
    municipality: Mapped[str | None]
    """Its three-digit code."""


class Founding(Table):
    """When and what for a body was founded; the day may be known as no more than a season or a decade."""

    __tablename__ = "body_founding"
    __table_args__ = (
        CheckConstraint("year between 1800 and 2200", name="year"),
        CheckConstraint(f"season in {SEASONS}", name="season"),
        CheckConstraint("month between 1 and 12", name="month"),
        CheckConstraint("day IS NULL OR (month IS NOT NULL AND make_date(year, month, day) > '-infinity')",
                        name="day"),
        CheckConstraint("num_nonnulls(season, month) + decade::int <= 1", name="precision"),
    )  # fmt: skip

    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), primary_key=True)
    year: Mapped[int]
    decade: Mapped[bool] = mapped_column(default=False)
    """Whether only the ten years that begin with `year` are known."""
    season: Mapped[str | None]
    month: Mapped[int | None]
    day: Mapped[int | None]
    purpose: Mapped[LocalisedText]

    @property
    def on(self) -> date | None:
        """The day, when it is known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    def facts(self) -> dict[str, Any]:
        """Return what is known, for the history."""
        when = {name: getattr(self, name) for name in ("year", "decade", "season", "month", "day")}
        return {**{name: value for name, value in when.items() if value}, "purpose": self.purpose.to_dict()}


class Founder(Table):
    """An organisation that founded a body: one of the directory, or just its name."""

    __tablename__ = "body_founder"

    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    represents: Mapped[str]
    """The organisation's name as it was."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Whom to ask about a body or a call: a title and an organisation."""

    title: LocalisedText
    organisation: str = ""
    email: str = ""
    phone: str = ""


class Contact(Table):
    """Whom to ask about a body. Who it is, is shown only by consent."""

    __tablename__ = "body_contact"

    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), primary_key=True)
    title: Mapped[LocalisedText]
    organisation: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]


class Edition(Table):
    """What was known of a body from a moment on. Written at every change, never changed."""

    __tablename__ = "body_edition"

    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]

    def changed_from(self, earlier: "Edition | None") -> list[tuple[str, Any, Any]]:
        """Return what this edition says otherwise than the one before: (fact, before, after)."""
        before: Mapping[str, Any] = earlier.facts if earlier else {}
        names = sorted({*before, *self.facts})
        return [
            (name, before.get(name), self.facts.get(name))
            for name in names
            if before.get(name) != self.facts.get(name)
        ]


@dataclass(frozen=True, kw_only=True)
class Charter:
    """What keeps a body, past and present."""

    partners: Sequence[Partner] = ()
    capacities: Sequence[Capacity] = ()
    relations: Sequence[Relation] = ()
    scopes: Sequence[Scope] = ()
    founding: Founding | None = None
    founders: Sequence[Founder] = ()
    contact: Contact | None = None

    def partners_on(self, day: date) -> list[Partner]:
        """Return the organisations that keep the body on a day."""
        return [partner for partner in self.partners if partner.holds_on(day)]

    def partner(self, role: str, on: date) -> Partner | None:
        """Return the organisation in a role on a day."""
        return next((one for one in self.partners_on(on) if one.role == role), None)

    def named(self, role: str, on: date) -> str:
        """Return the name of the organisation in a role on a day, or nothing."""
        found = self.partner(role, on)
        return found.represents if found else ""

    def capacities_on(self, day: date) -> list[Capacity]:
        """Return what the body is for others on a day."""
        return [capacity for capacity in self.capacities if capacity.holds_on(day)]

    def relations_on(self, day: date) -> list[Relation]:
        """Return how the body stands to others, and others to it, on a day."""
        return [relation for relation in self.relations if relation.holds_on(day)]

    def scope_on(self, day: date) -> Scope | None:
        """Return the area the body works in on a day."""
        return next((scope for scope in self.scopes if scope.holds_on(day)), None)

    def told_on(self, day: date) -> dict[str, Any]:
        """Return what everyone is told of the area and the capacities on a day."""
        scope = self.scope_on(day)
        return {
            "scope": scope.level if scope else "",
            "municipality": (scope.municipality or "") if scope else "",
            "capacities": tuple(
                CapacityFact(id=one.id, name=one.name.to_dict(), given_by=one.given_by)
                for one in self.capacities_on(day)
            ),
        }

    def facts(self) -> dict[str, Any]:
        """Return what is known of the area and the founding, for the history."""
        founded = {"founding": self.founding.facts()} if self.founding else {}
        areas = [[one.level, one.municipality, str(one.starts or "")] for one in self.scopes]
        return {"scopes": areas, "founders": [one.represents for one in self.founders], **founded}

    def turns_after(self, day: date) -> list[date]:
        """Return the days to come on which anything that everyone is told of begins or has ceased."""
        told: list[_Dated] = [*self.partners, *self.capacities, *self.scopes]
        begins = {one.starts for one in told if one.starts}
        ceases = {one.ends + DAY for one in told if one.ends}
        return sorted(turn for turn in begins | ceases if turn > day)
