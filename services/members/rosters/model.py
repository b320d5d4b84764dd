"""A roster: a body's seats and offices on a day, and the coverage counted from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.members.bodies.model import ATTENDEE, ORGANISATION, SEAT_KINDS, Seat, Theme, WholeBody
from services.members.organisations.model import Organisation
from services.members.people.model import Person
from services.members.seats.model import Deputy, Office


@dataclass(frozen=True)
class Line:
    """A seat on a day: the person and the deputy only when the reader may see them."""

    seat: Seat
    theme: Theme | None
    person: Person | None
    deputy: Person | None


@dataclass(frozen=True)
class OfficeLine:
    """An office on a day: the person only when the reader may see them."""

    office: Office
    person: Person | None


@dataclass(frozen=True)
class Roster:
    """Who sat in a body on a day, as one reader sees it."""

    whole: WholeBody
    on: date
    lines: Sequence[Line]
    offices: Sequence[OfficeLine]
    names: bool
    """Whether the reader sees every name; otherwise only those who let theirs be shown."""

    @property
    def members(self) -> list[Line]:
        """The seats without those who only attend."""
        return [line for line in self.lines if line.seat.kind != ATTENDEE]

    @property
    def attendees(self) -> list[Line]:
        """Those who attend without being members."""
        return [line for line in self.lines if line.seat.kind == ATTENDEE]

    @property
    def decided(self) -> bool:
        """Tell whether there is any decision to show."""
        return any(line.seat.decision for line in self.lines)

    @property
    def ruled(self) -> bool:
        """Tell whether anything is said of who votes and what the seats require."""
        return bool(self.whole.rules)

    @property
    def named(self) -> bool:
        """Tell whether there is any name to show."""
        return any(line.person for line in self.lines)


@dataclass(frozen=True)
class Past:
    """All that anyone may know of who has sat in a body; `names` are of those who let theirs be shown."""

    whole: WholeBody
    offices: Sequence[Office]
    deputies: Sequence[Deputy]
    names: Mapping[UUID, Person]


@dataclass(frozen=True)
class PartySeats:
    """The seats of a party: meant, filled and vacant."""

    party: str
    target: int
    filled: int
    vacant: int


@dataclass(frozen=True)
class Coverage:
    """How the seats of a day divide: themes with targets, parties, scopes, municipalities, languages."""

    themes: Sequence[tuple[Theme, int]]
    parties: Sequence[PartySeats]
    scopes: Mapping[str, int]
    municipalities: Mapping[str, int]
    languages: Mapping[str, int]
    missing: int


def coverage(
    roster: Roster, organisations: Mapping[UUID, Organisation], people: Mapping[UUID, Person]
) -> Coverage:
    """Count how a roster covers the field."""
    members = [line.seat for line in roster.members]
    whole = roster.whole
    represented = [organisations.get(seat.organisation_id) for seat in members if seat.organisation_id]
    holders = [people.get(whole.holder(seat, roster.on)) for seat in members]
    of_themes = [(one, sum(seat.theme_id == one.id for seat in members)) for one in whole.themes]
    places = [one.municipality for one in represented if one and one.municipality]
    places += [seat.municipality for seat in members if seat.municipality]
    return Coverage(
        themes=[(theme, filled) for theme, filled in of_themes if filled or not theme.retired],
        parties=party_seats(whole, [seat.kind for seat in members], roster.on),
        scopes=Counter(one.scope for one in represented if one),
        municipalities=dict(sorted(Counter(places).items())),
        languages=Counter(person.language for person in holders if person),
        missing=sum(vacancy.missing for vacancy in whole.vacancies(roster.on)),
    )


def party_seats(whole: WholeBody, held: Sequence[str], on: date) -> list[PartySeats]:
    """Return the seats of each party that a body has or means to have; themes tell the organisations'."""
    targets = {party.kind: party.target for party in whole.parties if party.kind != ATTENDEE}
    if whole.themes:
        targets[ORGANISATION] = sum(theme.target for theme in whole.themes)
    vacant: Counter[str] = Counter()
    for vacancy in whole.vacancies(on):
        vacant[vacancy.kind] += vacancy.missing
    filled = Counter(held)
    return [
        PartySeats(kind, targets.get(kind, 0), filled[kind], vacant[kind])
        for kind in SEAT_KINDS
        if targets.get(kind) or filled[kind]
    ]
