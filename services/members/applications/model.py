"""An application, from receipt to withdrawal."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.members.calls.model import (
    CANCELLED,
    CLOSED,
    CONFIRMED,
    EVALUATED,
    PROPOSED,
    RETURNED,
    TAKING,
    Call,
    CallTheme,
)
from services.members.errors import NotAtThisPoint, RoundOver, SelectionConfirmedAlready, WithdrawnAlready
from services.members.organisations.model import SCOPES, Organisation
from services.members.tables import Table
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.contracts.members import ApplicationMoved, ApplicationReceived, ApplicationWithdrawn

FORM = "form"
EMAIL = "email"
SELECTED = "selected"
RESERVE = "reserve"
REJECTED = "rejected"
OUTCOMES = (SELECTED, RESERVE, REJECTED)

APPLICATION = "application"
LIST = "list"
SELECTION = "selection"
COMPARISON = "comparison"
PROPOSAL = "proposal"
ATTACHMENT = "attachment"
RESERVES = "reserves"
RECORD = "record"
CONSENTS = ("phone", "email", "meeting", "link")
"""How an applicant can agree to another theme."""
FEW_WORDS = 80
READINGS = (APPLICATION, LIST, SELECTION, COMPARISON, PROPOSAL, ATTACHMENT, RESERVES, RECORD)


MONTHS_KEPT = 6


def kept_until(decided: datetime) -> datetime:
    """Return the day when applications that were not selected are erased, six months after the decision."""
    day = decided.astimezone(HELSINKI)
    month = day.month - 1 + MONTHS_KEPT
    year, month = day.year + month // 12, month % 12 + 1
    last = monthrange(year, month)[1]
    return day.replace(
        year=year, month=month, day=min(day.day, last), hour=0, minute=0, second=0, microsecond=0
    )


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What applicants are told of their data, in the words of a version."""

    version: int
    words: LocalisedText


@dataclass(frozen=True, kw_only=True)
class ThemeConsent:
    """How the applicant agreed to another theme: by what, who, and on which day; today unless told."""

    how: str
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an applicant says: for which theme, why, and for how long."""

    name: str
    number: str
    scope: str
    language: str
    theme: CallTheme
    alternatives: Sequence[CallTheme]
    grounds: str
    deputy_name: str
    deputy_email: str
    notice_version: int | None = None


class Application(Table):
    """One organisation's application in one round of a call. Only selectors and the applicant see it.

    When it has been kept as long as it may, it is erased: what remains counts and names nobody.
    """

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(f"scope in {SCOPES}", name="scope"),
        CheckConstraint("channel in ('form', 'email')", name="channel"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        CheckConstraint("withdrawn IS NULL OR outcome IS NULL", name="withdrawn"),
        CheckConstraint("theme_id = applied_theme_id OR moved IS NOT NULL", name="moved"),
        CheckConstraint(f"consent_how in {CONSENTS}", name="consent_how"),
        CheckConstraint("reserve_rank >= 1", name="reserve_rank"),
        CheckConstraint("seat_id IS NULL OR outcome <> 'rejected'", name="seat"),
        CheckConstraint(
            "CASE WHEN erased IS NULL THEN person_id IS NOT NULL AND organisation_id IS NOT NULL"
            " ELSE person_id IS NULL AND name = '' AND number = '' AND grounds = ''"
            " AND deputy_name = '' AND deputy_email = '' AND consent_by = '' END",
            name="erased",
        ),
        *(
            ForeignKeyConstraint(
                ["call_id", "round", column],
                ["call_theme.call_id", "call_theme.round", "call_theme.theme_id"],
                name=f"application_{column}_fkey",
            )
            for column in ("theme_id", "applied_theme_id", "alternative_theme_id")
        ),
        Index(
            "application_of_person_key",
            "call_id",
            "round",
            "person_id",
            unique=True,
            postgresql_where=text("withdrawn IS NULL AND NOT repeats"),
        ),
        Index(
            "application_of_organisation_key",
            "call_id",
            "round",
            "organisation_id",
            unique=True,
            postgresql_where=text("withdrawn IS NULL AND NOT repeats"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    """The organisation as the applicant wrote it."""
    number: Mapped[str]
    scope: Mapped[str]
    language: Mapped[str]
    applied_theme_id: Mapped[UUID]
    theme_id: Mapped[UUID]
    moved: Mapped[datetime | None]
    """When it was last moved to another theme, with the applicant's consent."""
    moved_by: Mapped[UUID | None]
    """Who wrote the consent down; the row outlives the person, so nothing points there."""
    consent_how: Mapped[str | None]
    consent_by: Mapped[str] = mapped_column(default="")
    """Who agreed, when it was somebody else than the contact person."""
    consent_on: Mapped[date | None]
    alternative_theme_id: Mapped[UUID | None]
    further_themes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """The alternatives after the first one, in the applicant's order."""
    grounds: Mapped[str]
    deputy_name: Mapped[str] = mapped_column(default="")
    deputy_email: Mapped[str] = mapped_column(default="")
    channel: Mapped[str]
    received: Mapped[datetime]
    withdrawn: Mapped[datetime | None]
    outcome: Mapped[str | None]
    reserve_rank: Mapped[int | None]
    """The place among the reserves; those without one come after, the first received first."""
    repeats: Mapped[bool] = mapped_column(default=False)
    """Another of the same organisation or person stood in the round when it came."""
    notice_version: Mapped[int | None]
    """Which privacy notice the form showed when it was sent."""
    seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("seat.id"), unique=True)
    erased: Mapped[datetime | None]

    @property
    def alternatives(self) -> list[UUID]:
        """The themes that would suit the applicant too, in order."""
        first = [self.alternative_theme_id] if self.alternative_theme_id else []
        return [*first, *(UUID(theme) for theme in self.further_themes)]

    @classmethod
    def receive(
        cls,
        call: Call,
        offer: Offer,
        *,
        person_id: UUID,
        organisation: Organisation,
        channel: str,
        at: datetime,
    ) -> tuple["Application", ApplicationReceived]:
        """Take in an offer; whether the call takes any is the call's to say."""
        application = cls(
            id=uuid4(),
            call_id=call.id,
            round=call.round,
            person_id=person_id,
            organisation_id=organisation.id,
            name=offer.name,
            number=offer.number or organisation.number,
            scope=offer.scope,
            language=offer.language,
            applied_theme_id=offer.theme.id,
            theme_id=offer.theme.id,
            alternative_theme_id=next((theme.id for theme in offer.alternatives), None),
            further_themes=[str(theme.id) for theme in offer.alternatives[1:]],
            grounds=offer.grounds,
            deputy_name=offer.deputy_name,
            deputy_email=offer.deputy_email,
            notice_version=offer.notice_version,
            repeats=False,
            channel=channel,
            received=at,
        )
        return application, ApplicationReceived(
            application_id=application.id,
            call_id=call.id,
            body_id=call.body_id,
            person_id=person_id,
            title=call.title.to_dict(),
            deadline=call.closes,
            channel=channel,
        )

    def may_be_withdrawn(self, call: Call, at: datetime) -> bool:
        """Tell whether the applicant can still take it back here."""
        ended = self.withdrawn or self.erased or self.round != call.round
        return not ended and call.state(at) not in (RETURNED, CANCELLED, CONFIRMED)

    def takes_files(self, call: Call, at: datetime, *, by_coordinator: bool) -> bool:
        """Tell whether files can be added and removed: to the deadline, by a coordinator to the proposal."""
        states = (*TAKING, CLOSED, EVALUATED) if by_coordinator else TAKING
        return self.may_be_withdrawn(call, at) and call.state(at) in states

    def withdraw(self, call: Call, at: datetime) -> ApplicationWithdrawn:
        """Take the application back; after the confirmation a seat is left instead."""
        self._check_standing(call, at)
        if self.person_id is None:
            raise WithdrawnAlready
        self.withdrawn = at
        self.outcome = None
        return ApplicationWithdrawn(
            application_id=self.id, call_id=call.id, person_id=self.person_id, title=call.title.to_dict()
        )

    def move(
        self, call: Call, theme: CallTheme, consent: ThemeConsent, *, by: UUID | None, at: datetime
    ) -> ApplicationMoved:
        """Consider the application in another theme; the applicant has agreed."""
        self._check_standing(call, at)
        if call.state(at) == PROPOSED or self.person_id is None:
            raise NotAtThisPoint
        self.theme_id = theme.id
        self.moved, self.moved_by = at, by
        self.consent_how, self.consent_by = consent.how, consent.by
        self.consent_on = consent.on or at.astimezone(HELSINKI).date()
        return ApplicationMoved(
            application_id=self.id, call_id=call.id, person_id=self.person_id, title=call.title.to_dict()
        )

    def missing(self, *, deputies: bool) -> list[str]:
        """Name what a complete application would have and this one has not; nothing is demanded."""
        checks = {
            "number": not self.number,
            "grounds": len(self.grounds) < FEW_WORDS,
            "deputy": deputies and not self.deputy_name,
        }
        return [name for name, is_missing in checks.items() if is_missing and not self.erased]

    def erase(self, at: datetime) -> None:
        """Forget who applied and why; what is left counts in the figures."""
        self.person_id = self.organisation_id = None
        self.name = self.number = self.grounds = self.deputy_name = self.deputy_email = ""
        self.consent_by = ""
        self.erased = at

    def _check_standing(self, call: Call, at: datetime) -> None:
        if self.withdrawn is not None or self.erased is not None:
            raise WithdrawnAlready
        if call.state(at) == CONFIRMED:
            raise SelectionConfirmedAlready
        if self.round != call.round:
            raise RoundOver
        if call.state(at) in (RETURNED, CANCELLED):
            raise NotAtThisPoint


class ApplicationRead(Table):
    """Somebody read an application, or, where no one is named, all of a round at once."""

    __tablename__ = "application_read"
    __table_args__ = (CheckConstraint(f"what in {READINGS}", name="what"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[UUID | None]
    """Who read it; the row outlives the person, so nothing points there."""
    what: Mapped[str]
    at: Mapped[datetime]
