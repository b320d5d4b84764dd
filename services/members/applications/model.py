"""An application, from receipt to withdrawal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import Theme
from services.members.calls.model import Call
from services.members.errors import SelectionConfirmedAlready, WithdrawnAlready
from services.members.organisations.model import SCOPES, Organisation
from services.members.tables import Table
from shared.contracts.members import ApplicationReceived, ApplicationWithdrawn

FORM = "form"
EMAIL = "email"
SELECTED = "selected"
RESERVE = "reserve"
REJECTED = "rejected"
OUTCOMES = (SELECTED, RESERVE, REJECTED)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an applicant says: for which theme, why, and for how long."""

    name: str
    number: str
    scope: str
    language: str
    theme: Theme
    alternative: Theme | None
    grounds: str


class Application(Table):
    """One organisation's application in one call. Nobody but the coordinator and the applicant sees it."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(f"scope in {SCOPES}", name="scope"),
        CheckConstraint("channel in ('form', 'email')", name="channel"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        CheckConstraint("withdrawn IS NULL OR outcome IS NULL", name="withdrawn"),
        CheckConstraint("theme_id = applied_theme_id OR moved IS NOT NULL", name="moved"),
        CheckConstraint("seat_id IS NULL OR outcome <> 'rejected'", name="seat"),
        Index(
            "application_of_person_key",
            "call_id",
            "person_id",
            unique=True,
            postgresql_where=text("withdrawn IS NULL"),
        ),
        Index(
            "application_of_organisation_key",
            "call_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("withdrawn IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    """The organisation as the applicant wrote it."""
    number: Mapped[str]
    scope: Mapped[str]
    language: Mapped[str]
    applied_theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"))
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"))
    moved: Mapped[datetime | None]
    """When the applicant agreed to be considered in another theme."""
    alternative_theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    grounds: Mapped[str]
    channel: Mapped[str]
    received: Mapped[datetime]
    withdrawn: Mapped[datetime | None]
    outcome: Mapped[str | None]
    seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("seat.id"), unique=True)

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
            person_id=person_id,
            organisation_id=organisation.id,
            name=offer.name,
            number=offer.number or organisation.number,
            scope=offer.scope,
            language=offer.language,
            applied_theme_id=offer.theme.id,
            theme_id=offer.theme.id,
            alternative_theme_id=offer.alternative.id if offer.alternative else None,
            grounds=offer.grounds,
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

    def withdraw(self, call: Call, at: datetime) -> ApplicationWithdrawn:
        """Take the application back; after the confirmation a seat is left instead."""
        self._check_standing(call)
        self.withdrawn = at
        self.outcome = None
        return ApplicationWithdrawn(
            application_id=self.id, call_id=call.id, person_id=self.person_id, title=call.title.to_dict()
        )

    def move(self, call: Call, theme: Theme, at: datetime) -> None:
        """Consider the application in another theme; the applicant has agreed."""
        self._check_standing(call)
        self.theme_id = theme.id
        self.moved = at

    def _check_standing(self, call: Call) -> None:
        if self.withdrawn is not None:
            raise WithdrawnAlready
        if call.confirmed is not None:
            raise SelectionConfirmedAlready
