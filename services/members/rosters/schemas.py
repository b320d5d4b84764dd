"""Coverage, and all who have sat, as JSON."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import NAMESPACE_OID, UUID, uuid5

from pydantic import BaseModel

from services.members.bodies.model import ATTENDEE, Body, Seat, WholeBody
from services.members.bodies.schemas import ThemeOut
from services.members.rosters.model import Coverage, Past, Roster
from services.members.seats.model import DEPUTY


class PartySeatsOut(BaseModel):
    """The seats of a party: meant, filled and vacant."""

    party: str
    target: int
    filled: int
    vacant: int


class CoverageOut(BaseModel):
    """How the seats of a day divide; `languages` only for those who sit there."""

    body_id: UUID
    on: date
    filled: int
    missing: int
    themes: list[ThemeOut]
    parties: list[PartySeatsOut]
    scopes: dict[str, int]
    municipalities: dict[str, int]
    languages: dict[str, int] | None

    @classmethod
    def of(cls, roster: Roster, covered: Coverage) -> "CoverageOut":
        return cls(
            body_id=roster.whole.body.id,
            on=roster.on,
            filled=len(roster.members),
            missing=covered.missing,
            themes=[
                ThemeOut(slug=theme.slug, name=theme.name.to_dict(), target=theme.target, filled=filled)
                for theme, filled in covered.themes
            ],
            parties=[PartySeatsOut(**vars(one)) for one in covered.parties],
            scopes=dict(covered.scopes),
            municipalities=dict(covered.municipalities),
            languages=dict(covered.languages) if roster.names else None,
        )


class NameConsentIn(BaseModel):
    """Whether the name is shown to everyone."""

    allow: bool


class PopoloOrganization(BaseModel):
    """A body, or whom its members represent; the note of another name is its language."""

    id: str
    name: str
    classification: str
    other_names: list[dict[str, str]] = []
    parent_id: str | None = None


class PopoloPerson(BaseModel):
    """Someone who lets the name be shown."""

    id: str
    name: str


class PopoloPost(BaseModel):
    """The seats of a theme or a party in a body."""

    id: str
    label: str
    role: str
    organization_id: str


class PopoloMembership(BaseModel):
    """A seat, a deputy's place or an office, from a day to a day; nobody is named without consent."""

    id: str
    role: str
    person_id: str | None
    organization_id: str
    on_behalf_of_id: str
    post_id: str | None
    start_date: date
    end_date: date


class PopoloOut(BaseModel):
    """Bodies and who has sat in them, in the names of https://www.popoloproject.com."""

    organizations: list[PopoloOrganization]
    persons: list[PopoloPerson]
    posts: list[PopoloPost]
    memberships: list[PopoloMembership]

    @classmethod
    def of(cls, past: Sequence[Past], language: str) -> "PopoloOut":
        organizations = [_body(one.whole.body, language) for one in past]
        names = {key: person.name for one in past for key, person in one.names.items()}
        posts: dict[str, PopoloPost] = {}
        memberships: list[PopoloMembership] = []
        for one in past:
            known = {
                seat.represents: seat.organisation_id for seat in one.whole.seats if seat.organisation_id
            }
            for key, role, seat, represents, person_id, starts, ends in _held(one):
                if starts > ends:
                    continue
                # Whom the directory does not know gets an id of the name.
                behalf = str(known.get(represents) or uuid5(NAMESPACE_OID, represents.casefold()))
                organizations.append(PopoloOrganization(id=behalf, name=represents, classification="member"))
                post = _post(one.whole, seat, language) if seat else None
                posts |= {post.id: post} if post else {}
                memberships.append(
                    PopoloMembership(
                        id=key,
                        role=role,
                        person_id=str(person_id) if person_id in one.names else None,
                        organization_id=str(one.whole.body.id),
                        on_behalf_of_id=behalf,
                        post_id=post.id if post else None,
                        start_date=starts,
                        end_date=ends,
                    )
                )
        return cls(
            organizations=list({one.id: one for one in organizations}.values()),
            persons=[PopoloPerson(id=str(key), name=name) for key, name in names.items()],
            posts=list(posts.values()),
            memberships=memberships,
        )


def _held(past: Past) -> Iterator[tuple[str, str, Seat | None, str, UUID, date, date]]:
    seats = {seat.id: seat for seat in past.whole.seats}
    for seat in seats.values():
        role = ATTENDEE if seat.kind == ATTENDEE else "member"
        for number, holder in enumerate(past.whole.holders(seat)):
            yield (f"{seat.id}/{number}", role, seat, seat.represents, *holder)
    for one in past.deputies:
        seat = seats[one.seat_id]
        yield (str(one.id), DEPUTY, seat, seat.represents, one.person_id, one.starts, one.ends)
    for office in past.offices:
        days = (office.starts, office.ends)
        yield (str(office.id), office.kind, None, office.represents, office.person_id, *days)


def _body(body: Body, language: str) -> PopoloOrganization:
    return PopoloOrganization(
        id=str(body.id),
        name=body.name.read(language).text,
        classification=body.kind,
        other_names=[{"name": name, "note": code} for code, name in body.name.to_dict().items()],
        parent_id=str(body.parent_id) if body.parent_id else None,
    )


def _post(whole: WholeBody, seat: Seat, language: str) -> PopoloPost:
    theme, body_id = whole.theme_of(seat), str(seat.body_id)
    return PopoloPost(
        id=f"{body_id}/{theme.slug if theme else seat.kind}",
        label=theme.name.read(language).text if theme else seat.kind,
        role=seat.kind,
        organization_id=body_id,
    )
