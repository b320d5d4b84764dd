"""The kinds of bodies, the organisations that keep a body, its capacities, its relations and its editions."""

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

CONVENOR, COORDINATING, DOCUMENT_OWNER = "convenor", "coordinator", "document_owner"
PARTNER_ROLES = (CONVENOR, COORDINATING, DOCUMENT_OWNER, "secretariat", "standing_partner")
ONE_AT_A_TIME = (CONVENOR, COORDINATING, DOCUMENT_OWNER)
RELATIONS = ("elects", "reports_to", "owns_series")
DAY = timedelta(days=1)


class KindUnknown(Problem):
    """This kind of body is not known here. Add the kind first."""

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


class BodyKind(Table):
    """A kind of body: configuration, so that a region adds one without code."""

    __tablename__ = "body_kind"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[LocalisedText]
    position: Mapped[int]


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


@dataclass(frozen=True)
class Charter:
    """What keeps a body, past and present."""

    partners: Sequence[Partner] = ()
    capacities: Sequence[Capacity] = ()
    relations: Sequence[Relation] = ()

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

    def turns_after(self, day: date) -> list[date]:
        """Return the days to come when an organisation begins or has ceased to keep the body."""
        begins = {partner.starts for partner in self.partners if partner.starts}
        ceases = {partner.ends + DAY for partner in self.partners if partner.ends}
        return sorted(turn for turn in begins | ceases if turn > day)
