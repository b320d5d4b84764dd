"""A body, its themes and terms, and who sits in it from when to when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.members.charters.model import CONVENOR, COORDINATING, BodyKind, Charter
from services.members.errors import OutsideTerm
from services.members.holdings.model import ATTENDEE as ATTENDEE
from services.members.holdings.model import DAY as DAY
from services.members.holdings.model import MUNICIPALITY as MUNICIPALITY
from services.members.holdings.model import ORGANISATION as ORGANISATION
from services.members.holdings.model import REGION as REGION
from services.members.holdings.model import SEAT_KINDS as SEAT_KINDS
from services.members.holdings.model import FormerHolder as FormerHolder
from services.members.holdings.model import Seat as Seat
from services.members.holdings.model import SeatRule as SeatRule
from services.members.holdings.model import Theme as Theme
from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem
from shared.contracts.members import BodyChanged, SeatsCounted, ThemeFigure

STATES = ("planned", "in_development", "active", "paused", "ended")
GROUPINGS = ("themes", "sectors")


class CadenceReversed(Problem):
    """The greatest number of meetings must not be smaller than the least."""

    slug = "members/cadence-reversed"
    status = 422
    field: ClassVar[str] = "cadence_max"


class Body(Table):
    """A table, a board, an assembly, a series of forums or a group under one of them."""

    __tablename__ = "body"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"grouping in {GROUPINGS}", name="grouping"),
        CheckConstraint("review_on IS NULL OR state = 'paused'", name="review_on"),
        CheckConstraint("cadence_min between 0 and cadence_max", name="cadence"),
        CheckConstraint("term_months between 1 and 120", name="term_months"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(ForeignKey("body_kind.slug"))
    name: Mapped[LocalisedText]
    purpose: Mapped[LocalisedText]
    goals: Mapped[LocalisedText] = mapped_column(default=LocalisedText())
    grouping: Mapped[str] = mapped_column(default="themes")
    starts_on: Mapped[date | None]
    review_on: Mapped[date | None]
    """When a pause is looked at again."""
    decision_power: Mapped[bool]
    cadence_min: Mapped[int]
    cadence_max: Mapped[int]
    modes: Mapped[list[str]] = mapped_column(JSONB)
    deputies: Mapped[bool]
    term_months: Mapped[int]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("body.id"))
    from_outside: Mapped[bool] = mapped_column(default=False)
    """Whether others than those who sit in the parent may sit here."""
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    counted: Mapped[int] = mapped_column(default=0)
    """How many times its seats have been counted: the version of SeatsCounted."""


class Party(Table):
    """How many seats a body keeps for a kind of party; themes tell the organisations' seats otherwise."""

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint(f"kind in {SEAT_KINDS}", name="kind"),
        CheckConstraint("target > 0", name="target"),
    )

    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[int]


class Term(Table):
    """A term of office, both days included."""

    __tablename__ = "term"
    __table_args__ = (
        UniqueConstraint("body_id", "starts"),
        CheckConstraint("ends > starts", name="ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    starts: Mapped[date]
    ends: Mapped[date]


@dataclass(frozen=True)
class Vacancy:
    """Seats that a theme or a party is meant to have and nobody holds."""

    theme: Theme | None
    kind: str
    missing: int


@dataclass(frozen=True)
class WholeBody:
    """A body with its themes, parties, terms and seats: what can be counted is counted here."""

    body: Body
    themes: Sequence[Theme]
    parties: Sequence[Party]
    terms: Sequence[Term]
    seats: Sequence[Seat]
    kind: BodyKind
    charter: Charter = field(default_factory=Charter)
    former: Sequence[FormerHolder] = ()
    rules: Sequence[SeatRule] = ()

    @property
    def target(self) -> int:
        """The seats the body is meant to have."""
        by_party = {party.kind: party.target for party in self.parties if party.kind != ATTENDEE}
        organisations = by_party.pop(ORGANISATION, sum(theme.target for theme in self.themes))
        return organisations + sum(by_party.values())

    def as_aimed(self, facts: Mapping[str, Any]) -> Self:
        """Return the body with the themes and the aims of an edition; whose names are protected is as today.

        A theme that came later wants no seats then, and is seen only where someone sat for it.
        """
        known = facts["themes"]
        themes = []
        for theme in self.themes:
            name, target, _, retired = known.get(theme.slug, (theme.name.to_dict(), 0, None, True))
            then = Theme(id=theme.id, slug=theme.slug, name=LocalisedText.of(name), target=target)
            then.protected, then.retired = theme.protected, retired
            themes.append(then)
        parties = [Party(kind=kind, target=target) for kind, target in sorted(facts["parties"].items())]
        rules = [
            SeatRule(kind=kind, voting=voting, requirement=LocalisedText.of(words))
            for kind, (voting, words) in facts.get("rules", {}).items()
        ]
        return replace(self, themes=themes, parties=parties, rules=rules)

    def rule(self, kind: str) -> SeatRule:
        """Return what holds of the seats of a party: unless something else is said, members vote."""
        said = next((one for one in self.rules if one.kind == kind), None)
        return said or SeatRule(kind=kind, voting=kind != ATTENDEE, requirement=LocalisedText())

    def kinds(self, on: date) -> list[str]:
        """Return the parties that have seats in the body, or are meant to."""
        meant = {party.kind for party in self.parties} | ({ORGANISATION} if self.open_themes() else set())
        found = meant | {seat.kind for seat in self.composition(on)}
        return [kind for kind in SEAT_KINDS if kind in found]

    def theme(self, slug: str) -> Theme | None:
        """Return a theme by its slug."""
        return next((theme for theme in self.themes if theme.slug == slug), None)

    def open_themes(self) -> list[Theme]:
        """Return the themes that can be given seats, in their order."""
        return [theme for theme in self.themes if not theme.retired]

    def theme_of(self, seat: Seat) -> Theme | None:
        """Return the theme a seat is for."""
        return next((theme for theme in self.themes if theme.id == seat.theme_id), None)

    def term_on(self, day: date) -> Term | None:
        """Return the term that runs on a day, or the next one."""
        return next((term for term in self.terms if term.ends >= day), None)

    def composition(self, on: date) -> list[Seat]:
        """Return the seats held on a day."""
        return [seat for seat in self.seats if seat.held_on(on)]

    def members_on(self, on: date) -> list[Seat]:
        """Return the seats held on a day without those who only attend."""
        return [seat for seat in self.composition(on) if seat.kind != ATTENDEE]

    def holders(self, seat: Seat) -> list[tuple[UUID, date, date]]:
        """Return who has held a seat from when to when, the first one first."""
        former = [(one.person_id, one.starts, one.ends) for one in self.former if one.seat_id == seat.id]
        former.sort(key=lambda one: one[1:])
        return [*former, (seat.person_id, former[-1][2] + DAY if former else seat.starts, seat.ends)]

    def since(self, seat: Seat) -> date:
        """Return the first day of the present holder of a seat, who may be still to come."""
        return self.holders(seat)[-1][1]

    def protected_seats(self) -> set[UUID]:
        """Return the seats in themes that may tell of someone's health."""
        themes = {theme.id for theme in self.themes if theme.protected}
        return {seat.id for seat in self.seats if seat.theme_id in themes}

    def shielded(self) -> set[UUID]:
        """Return who holds or has held such a seat: anyone sees their names with nothing of the body."""
        protected = self.protected_seats()
        return {person for seat in self.seats if seat.id in protected for person, _, _ in self.holders(seat)}

    def holder(self, seat: Seat, on: date) -> UUID:
        """Return who holds a seat on a day; before anyone it is the first, after everyone the last."""
        return next((person for person, _, ends in self.holders(seat) if on <= ends), seat.person_id)

    def seats_one(self, seat: "Seat", on: date) -> bool:
        """Tell whether who takes a seat elsewhere sits here on a day: the person or the organisation."""
        return any(
            seat.person_id == self.holder(own, on)
            or (seat.organisation_id is not None and seat.organisation_id == own.organisation_id)
            or seat.represents.casefold() == own.represents.casefold()
            for own in self.members_on(on)
        )

    def vacancies(self, on: date) -> list[Vacancy]:
        """Return what is missing of the soft targets on a day."""
        held = self.members_on(on)
        found = [
            Vacancy(theme, ORGANISATION, theme.target - sum(seat.theme_id == theme.id for seat in held))
            for theme in self.themes
        ]
        found += [
            Vacancy(None, party.kind, party.target - sum(seat.kind == party.kind for seat in held))
            for party in self.parties
            if party.kind != ATTENDEE and not (party.kind == ORGANISATION and self.themes)
        ]
        return [vacancy for vacancy in found if vacancy.missing > 0]

    def taken(self, on: date) -> list[Seat]:
        """Return the seats of the current or next term whose holders have not said they leave.

        A seat without a term is taken until it ends.
        """
        term = self.term_on(on)
        return [
            seat
            for seat in self.seats
            if seat.left_at is None
            and seat.kind != ATTENDEE
            and (seat.ends >= on if seat.term_id is None else term and seat.term_id == term.id)
        ]

    def over(self, seat: Seat) -> tuple[int, int] | None:
        """Return the seats and the aim of a seat's theme or party when there are more than were aimed at."""
        held = [one for one in self.members_on(seat.starts) if one.kind == seat.kind]
        theme = self.theme_of(seat)
        party = next((one for one in self.parties if one.kind == seat.kind), None)
        if theme:
            filled, target = sum(one.theme_id == theme.id for one in held), theme.target
        elif party and seat.kind != ATTENDEE:
            filled, target = len(held), party.target
        else:
            return None
        return (filled, target) if filled > target else None

    def figures(self, seats: Sequence[Seat]) -> tuple[ThemeFigure, ...]:
        """Return each theme with its target and how many of the seats are for it."""
        return tuple(
            ThemeFigure(
                slug=theme.slug,
                name=theme.name.to_dict(),
                target=theme.target,
                filled=sum(seat.theme_id == theme.id for seat in seats),
            )
            for theme in self.themes
            if not theme.retired or any(seat.theme_id == theme.id for seat in seats)
        )

    def told(self, on: date) -> BodyChanged:
        """Return what anyone may know of the body."""
        body = self.body
        return BodyChanged(
            body_id=body.id,
            version=body.version,
            slug=body.slug,
            kind=body.kind,
            name=body.name.to_dict(),
            purpose=body.purpose.to_dict(),
            state=body.state,
            decision_power=body.decision_power,
            cadence_min=body.cadence_min,
            cadence_max=body.cadence_max,
            seats=self.target,
            themes=self.figures(self.taken(on)),
            kind_name=self.kind.name.to_dict(),
            goals=body.goals.to_dict(),
            deputies=body.deputies,
            convenor=self.charter.named(CONVENOR, on),
            coordinator=self.charter.named(COORDINATING, on),
            parent_id=body.parent_id,
            review_on=body.review_on,
            **self.charter.told_on(on),
        )

    def facts(self) -> dict[str, Any]:
        """Return what is known of the body itself, for its history."""
        body = self.body
        plain = ("slug", "kind", "grouping", "cadence_min", "cadence_max", "modes", "deputies",
                 "decision_power", "term_months", "from_outside", "state")  # fmt: skip
        days = {name: day.isoformat() for name in ("starts_on", "review_on") if (day := getattr(body, name))}
        return {
            **{name: getattr(body, name) for name in plain},
            **days,
            **{name: getattr(body, name).to_dict() for name in ("name", "purpose", "goals")},
            "kind_name": self.kind.name.to_dict(),
            "parties": {party.kind: party.target for party in self.parties},
            "rules": {one.kind: [one.voting, one.requirement.to_dict()] for one in self.rules},
            "parent": str(body.parent_id) if body.parent_id else None,
            "themes": {
                theme.slug: [theme.name.to_dict(), theme.target, theme.protected, theme.retired]
                for theme in self.themes
            },
            **self.charter.facts(),
        }

    def count(self, on: date) -> SeatsCounted:
        """Count the seats anew."""
        self.body.counted += 1
        taken = self.taken(on)
        term = self.term_on(on)
        return SeatsCounted(
            body_id=self.body.id,
            version=self.body.counted,
            filled=len(taken),
            seats=self.target,
            themes=self.figures(taken),
            term_starts=term.starts if term else None,
            term_ends=term.ends if term else None,
        )

    def seating(self, term: Term, seats: Iterable[Seat]) -> Self:
        """Return the body with seats that were just taken, in a term that may have just begun."""
        terms = sorted({*self.terms, term}, key=lambda one: one.starts)
        return replace(self, terms=terms, seats=[*self.seats, *seats])

    def term_for(self, starts: date, ends: date) -> Term | None:
        """Return the term these days fit in, or None when no term touches them.

        Raises OutsideTerm when they cross the edge of one.
        """
        touching = [term for term in self.terms if term.starts <= ends and starts <= term.ends]
        if not touching:
            return None
        if touching[0].starts <= starts and ends <= touching[0].ends:
            return touching[0]
        raise OutsideTerm
