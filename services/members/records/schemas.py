"""What is known of a person, as JSON: the export."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.members.advisers.schemas import ProposedOfPersonOut
from services.members.affiliations.schemas import AffiliationOut
from services.members.applications.schemas import ApplicationOfPersonOut
from services.members.bodies.model import FormerHolder
from services.members.candidacies.schemas import CandidacyOut
from services.members.keys.schemas import KeyOut
from services.members.mandates.schemas import EditionOut
from services.members.matters.schemas import MatterOut
from services.members.news.schemas import NewsOut
from services.members.people.model import Person, RoleGrant
from services.members.people.schemas import PersonOut
from services.members.records.queries import Record
from services.members.renewals.schemas import RenewalOfPersonOut
from services.members.reports.schemas import ReportOut
from services.members.seats.model import Office
from shared.chassis.clock import HELSINKI
from shared.chassis.text import OptionalLine

ON_A_PAGE = 50
PageNumber = Annotated[int, Field(ge=1, le=100_000)]


class PeopleQuery(BaseModel):
    """Which people, and which page of them."""

    q: OptionalLine = ""
    expertise: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]{0,62})?$")] = ""
    page: PageNumber = 1


class PeopleOut(BaseModel):
    """A page of people."""

    total: int
    people: list[PersonOut]

    @classmethod
    def of(cls, people: list[Person], total: int) -> "PeopleOut":
        return cls(total=total, people=[PersonOut.of(person) for person in people])


class EntryOut(BaseModel):
    """An entry that was joined to the person's: another name and address they are known by."""

    name: str
    email: str


class TiedOut(BaseModel):
    """Something a person holds or has held in a body, both days included."""

    kind: str
    body: str = ""
    represents: str = ""
    title: dict[str, str] = {}
    organ: dict[str, str] = {}
    """The outside organ of a mandate."""
    starts: date
    ends: date | None


class DeclarationOut(BaseModel):
    """A declaration of interests."""

    year: int
    words: str
    declared: datetime


class ConsentOut(BaseModel):
    """A consent, and until when it held."""

    purpose: str
    body: str = ""
    text_version: str
    given: datetime
    withdrawn: datetime | None


class PledgeOfPersonOut(BaseModel):
    """The principle of representation: asked for a seat, and accepted in these words or not."""

    represents: str
    asked: datetime
    accepted: datetime | None
    text_version: int | None


class MunicipalOut(BaseModel):
    """The person is the contact of a municipality."""

    municipality: str
    role: str
    since: datetime


class SessionOfPersonOut(BaseModel):
    """A place where a person is signed in."""

    session_id: UUID
    browser: str
    begun: datetime
    seen: date


class ChangeOut(BaseModel):
    """What was changed, when, and whether by the person themselves."""

    what: str
    at: datetime
    own: bool


class _Told(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DraftOfPersonOut(_Told):
    """An application that was begun and not sent."""

    call_id: UUID
    typed: dict[str, Any]
    saved: datetime


class FileOut(_Told):
    """A file added to an application."""

    application_id: UUID
    name: str


class SelectorOut(_Told):
    """The person was named to evaluate the applications of a call."""

    call_id: UUID
    named: datetime


class ScoreOut(_Told):
    """Points given to an application on a criterion."""

    application_id: UUID
    position: int
    points: int
    comment: str
    given: datetime


class ConflictOut(_Told):
    """A conflict of interest declared in an application."""

    application_id: UUID
    words: str
    declared: datetime


class ReadingOut(_Told):
    """The person read an application, or all of a round."""

    call_id: UUID
    application_id: UUID | None
    what: str
    at: datetime


class RoleContactOfPersonOut(_Told):
    """The person's address stands as a contact by role of an organisation."""

    organisation_id: UUID
    role: str
    name: str
    phone: str


class ProfileOfPersonOut(_Told):
    """What the person told by consent."""

    phone: str
    needs: str
    expertise: list[str]


class WorkOut(_Told):
    """What the person began, added, read and judged in calls, and where others name them."""

    drafts: list[DraftOfPersonOut]
    attachments: list[FileOut]
    selector_of: list[SelectorOut]
    scores: list[ScoreOut]
    conflicts: list[ConflictOut]
    readings: list[ReadingOut]
    deputy_in: list[UUID]
    role_contacts: list[RoleContactOfPersonOut]


class RecordOut(BaseModel):
    """Everything members knows of a person."""

    person: PersonOut
    merged: list[EntryOut]
    awaited_email: str | None
    known: datetime
    seen: date | None
    leaving_on: date | None
    roles: list[TiedOut]
    proposed_as: list[ProposedOfPersonOut]
    seats: list[TiedOut]
    offices: list[TiedOut]
    deputy_of: list[TiedOut]
    mandates: list[TiedOut]
    mandate_editions: list[EditionOut]
    guest_of: list[TiedOut]
    candidacies: list[CandidacyOut]
    applications: list[ApplicationOfPersonOut]
    contact_of: list[str]
    affiliations: list[AffiliationOut]
    work: WorkOut
    declarations: list[DeclarationOut]
    consents: list[ConsentOut]
    profile: ProfileOfPersonOut
    pledges: list[PledgeOfPersonOut]
    renewals: list[RenewalOfPersonOut]
    matters: list[MatterOut]
    reports: list[ReportOut]
    news: list[NewsOut]
    municipal: list[MunicipalOut]
    sessions: list[SessionOfPersonOut]
    keys: list[KeyOut]
    changes: list[ChangeOut]

    @classmethod
    def of(cls, record: Record) -> "RecordOut":
        person = record.person

        def slug(body_id: UUID | None) -> str:
            return record.bodies[body_id].slug if body_id in record.bodies else ""

        return cls(
            person=PersonOut.of(person),
            merged=[EntryOut(name=one.name, email=one.email or "") for one in record.merged],
            awaited_email=person.awaited_email,
            known=person.known,
            seen=person.seen,
            leaving_on=person.leaving_on,
            roles=[_role(one, slug(one.body_id)) for one in record.roles],
            proposed_as=[ProposedOfPersonOut.of(one) for one in record.proposed_as],
            seats=[
                TiedOut(
                    kind=seat.kind,
                    body=body.slug,
                    represents=seat.represents,
                    starts=seat.starts,
                    ends=seat.ends,
                )
                for seat, body in record.seats
            ]
            + [
                TiedOut(represents=seat.represents, body=slug(seat.body_id), **_held(one, seat.kind))
                for one, seat in record.former
            ],
            offices=[
                TiedOut(represents=one.represents, body=slug(one.body_id), **_held(one, one.kind))
                for one in record.offices
            ],
            deputy_of=[
                TiedOut(kind="deputy", body=slug(seat.body_id), starts=one.starts, ends=one.ends)
                for one, seat in record.deputies
            ],
            mandates=[
                TiedOut(
                    kind=one.post,
                    represents=one.represents,
                    organ=one.organ.to_dict(),
                    starts=one.starts,
                    ends=one.ends,
                )
                for one in record.mandates
            ],
            mandate_editions=[EditionOut.of(one) for one in record.mandate_editions],
            contact_of=[one.name for one in record.organisations],
            affiliations=[AffiliationOut.of(one, other.name) for one, other in record.affiliations],
            work=WorkOut.model_validate(record.work),
            profile=ProfileOfPersonOut.model_validate(record.profile),
            guest_of=_guest_of(record),
            **_written(record),
            **_spoken(record),
        )


def _held(one: FormerHolder | Office, kind: str) -> dict[str, Any]:
    title = one.title.to_dict() if isinstance(one, Office) else {}
    return {"kind": kind, "starts": one.starts, "ends": one.ends, "title": title}


def _role(given: RoleGrant, body: str) -> TiedOut:
    return TiedOut(
        kind=given.role,
        body=body,
        represents=given.organisation,
        title=given.title.to_dict(),
        starts=given.starts,
        ends=given.ends,
    )


def _written(record: Record) -> dict[str, Any]:
    named = {body_id: body.slug for body_id, body in record.bodies.items()}
    return {
        "candidacies": [CandidacyOut.of(one, nomination) for one, nomination in record.candidacies],
        "applications": [
            ApplicationOfPersonOut.of(one, call, record.themes) for one, call in record.applications
        ],
        "declarations": [
            DeclarationOut(year=one.year, words=one.words, declared=one.declared)
            for one in record.declarations
        ],
        "consents": [
            ConsentOut(
                purpose=one.purpose,
                text_version=str(one.text_version),
                given=one.given,
                withdrawn=one.withdrawn,
            )
            for one in record.consents
        ]
        + [
            ConsentOut(
                purpose="publish-name",
                body=named.get(one.body_id, ""),
                text_version=one.text_version,
                given=one.given,
                withdrawn=one.withdrawn,
            )
            for one in record.names
        ],
        "sessions": [
            SessionOfPersonOut(session_id=one.id, browser=one.browser, begun=one.begun, seen=one.seen)
            for one in record.sessions
        ],
        "keys": [KeyOut.of(one) for one in record.keys],
        "changes": [
            ChangeOut(what=one.what, at=one.at, own=one.by == record.person.id) for one in record.changes
        ],
    }


def _guest_of(record: Record) -> list[TiedOut]:
    return [
        TiedOut(
            kind="guest",
            body=record.bodies[one.body_id].slug,
            represents=one.represents,
            starts=one.starts.astimezone(HELSINKI).date(),
            ends=one.ends.astimezone(HELSINKI).date(),
        )
        for one in record.guest
    ]


def _spoken(record: Record) -> dict[str, Any]:
    """Return what was said as one who speaks for organisations, or to one."""
    return {
        "pledges": [
            PledgeOfPersonOut(
                represents=seat.represents,
                asked=one.asked,
                accepted=one.accepted,
                text_version=one.text_version,
            )
            for one, seat in record.pledges
        ],
        "renewals": [RenewalOfPersonOut.of(one, seat) for one, seat in record.renewals],
        "matters": [MatterOut.of(one) for one in record.matters],
        "reports": [ReportOut.of(one) for one in record.reports],
        "news": [NewsOut.of(one) for one in record.news],
        "municipal": [
            MunicipalOut(municipality=one.municipality, role=one.role, since=one.since)
            for one in record.municipal
        ],
    }
