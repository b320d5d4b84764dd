"""A mandate in an outside organ, and a request for names with its candidates and its answer."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.members.consents.model import Shown
from services.members.errors import GroupRequestIncomplete, MandateEnded, NoNames, NotForGroup, TooManyNames
from services.members.people.model import Person
from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem
from shared.contracts.people import DelegateForgotten, DelegateNamed
from shared.contracts.seats import (
    CandidateProposed,
    MandateChanged,
    MandateNoticed,
    NamesAsked,
    NamesGiven,
    NominationAnswered,
    NominationAsked,
    NominationCancelled,
    NominationClosed,
)

NATIONWIDE = "national"
LEVELS = ("municipal", "regional", NATIONWIDE)
FACTS = ("organ", "level", "post", "represents", "starts", "ends")
POSTS = ("member", "deputy", "expert", "chair")
CHANNELS = ("member", "form", "coordinator")
OPEN, CHOOSING, ANSWERED, NAMED, CANCELLED = "open", "choosing", "answered", "named", "cancelled"


class CandidatesClosed(Problem):
    """The time for candidates has ended, so we did not save this. Thank you for your interest."""

    slug = "members/candidates-closed"
    status = 409


class CandidateKnown(Problem):
    """This person is a candidate already."""

    slug = "members/candidate-known"
    status = 409
    field: ClassVar[str] = "email"


class NominationDone(Problem):
    """This request has been answered or cancelled already."""

    slug = "members/nomination-done"
    status = 409


class NominationNotAnswered(Problem):
    """The request has not been answered yet."""

    slug = "members/nomination-not-answered"
    status = 409


class Nomination(Table):
    """Another organ asks a body for names by a time."""

    __tablename__ = "nomination"
    __table_args__ = (
        CheckConstraint("names > 0", name="names"),
        CheckConstraint(f"level in {LEVELS}", name="level"),
        CheckConstraint("candidates_until <= deadline", name="candidates_until"),
        CheckConstraint("answered IS NOT NULL OR named_on IS NULL", name="named"),
        CheckConstraint("answered IS NULL OR cancelled IS NULL", name="cancelled"),
        CheckConstraint(
            "national_group IS NULL OR (names <= 2 AND num_nonnulls(term_starts, term_ends) = 2)",
            name="national_group",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    asked_by: Mapped[str]
    organ: Mapped[LocalisedText]
    level: Mapped[str]
    """Of the organ, and of the mandates of those it names."""
    words: Mapped[LocalisedText]
    names: Mapped[int]
    asked_on: Mapped[date]
    deadline: Mapped[datetime]
    candidates_until: Mapped[datetime]
    open_form: Mapped[bool]
    term_starts: Mapped[date | None]
    term_ends: Mapped[date | None]
    national_group: Mapped[str | None]
    """The address of the group of the national instance that asks: the names in the answer go there."""
    answer: Mapped[LocalisedText] = mapped_column(default=LocalisedText())
    answered: Mapped[datetime | None]
    named_on: Mapped[date | None]
    on_own: Mapped[bool] = mapped_column(default=False)
    """Nobody asked: the body proposes a representative of its own."""
    others_named: Mapped[int] = mapped_column(default=0)
    """How many the organ named besides ours."""
    cancelled: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    def state(self, at: datetime) -> str:
        """Tell where the request stands."""
        if self.cancelled is not None:
            return CANCELLED
        if self.named_on is not None:
            return NAMED
        if self.answered is not None:
            return ANSWERED
        return OPEN if at < self.candidates_until else CHOOSING

    @property
    def late(self) -> bool:
        """Tell whether the answer left after the time that was asked for."""
        return self.answered is not None and self.answered >= self.deadline

    def check_candidates(self, at: datetime) -> None:
        """Raise CandidatesClosed when candidates are no longer taken."""
        if self.state(at) != OPEN:
            raise CandidatesClosed

    def may_return(self, at: datetime) -> bool:
        """Tell whether one who took the name back can be a candidate again."""
        undone = self.answered is None and self.cancelled is None
        return undone and (self.on_own or at < self.candidates_until)

    def check_group(self) -> None:
        """Raise GroupRequestIncomplete when a national group could not seat whom it asks for."""
        if self.national_group and (self.names > 2 or not (self.term_starts and self.term_ends)):
            raise GroupRequestIncomplete

    def check_undone(self) -> None:
        """Raise NominationDone when it has been answered or cancelled."""
        if self.answered is not None or self.cancelled is not None:
            raise NominationDone

    def reply(self, answer: LocalisedText, names: int, *, at: datetime) -> NominationAnswered:
        """Answer with so many names. Raises NominationDone, NoNames or TooManyNames."""
        self.check_undone()
        if names == 0:
            raise NoNames
        if names > self.names:
            raise TooManyNames
        self.answer, self.answered = answer, at
        self.version += 1
        return NominationAnswered(
            version=self.version,
            names=names,
            asked=self.names,
            late=self.late and not self.on_own,
            unasked=self.on_own,
            **self._told(),
        )

    def cancel(self, at: datetime) -> NominationCancelled:
        """Call the request off. Raises NominationDone."""
        self.check_undone()
        self.cancelled = at
        self.version += 1
        return NominationCancelled(version=self.version, **self._told())

    def move(self, deadline: datetime, candidates_until: datetime) -> None:
        """Give the request other times. Raises NominationDone."""
        self.check_undone()
        self.deadline, self.candidates_until = deadline, candidates_until
        self.version += 1

    def closed(self, person_id: UUID, what: Literal["cancelled", "named", "not_named"]) -> NominationClosed:
        """Return what one is to hear when the request was called off or the organ has named."""
        return NominationClosed(person_id=person_id, what=what, **self._told())

    def note_naming(self, on: date, others: int) -> None:
        """Write down what the organ did with the names. Raises NominationNotAnswered."""
        if self.answered is None:
            raise NominationNotAnswered
        self.named_on, self.others_named = on, others
        self.version += 1

    def asked(self) -> NominationAsked:
        """Return the fact that names were asked for."""
        return NominationAsked(
            version=self.version,
            names=self.names,
            deadline=self.deadline,
            candidates_until=self.candidates_until,
            open_form=self.open_form,
            **self._told(),
        )

    def told(self, person_id: UUID, *, again: bool = False) -> NamesAsked:
        """Return what one of the body is to hear when names are asked for, and before the time ends."""
        return NamesAsked(
            person_id=person_id,
            names=self.names,
            candidates_until=self.candidates_until,
            again=again,
            **self._told(),
        )

    def proposed(self, person_id: UUID) -> CandidateProposed:
        """Return what a candidate is to hear when put forward."""
        return CandidateProposed(person_id=person_id, national=bool(self.national_group), **self._told())

    def given(self, person_id: UUID, names: int, *, is_chosen: bool | None) -> NamesGiven:
        """Return what one is to hear of the answer; `is_chosen` is None for who was no candidate."""
        return NamesGiven(
            person_id=person_id,
            names=names,
            standing="no_candidate" if is_chosen is None else "chosen" if is_chosen else "not_chosen",
            unasked=self.on_own,
            **self._told(),
        )

    def _told(self) -> dict[str, Any]:
        return {"nomination_id": self.id, "body_id": self.body_id, "organ": self.organ.to_dict()}


class Candidate(Shown, Table):
    """Someone who could be named; the yes is to that, and to the name with the answer."""

    __tablename__ = "candidate"
    __table_args__ = (
        UniqueConstraint("nomination_id", "person_id"),
        CheckConstraint(f"channel in {CHANNELS}", name="channel"),
        CheckConstraint("chosen OR NOT named", name="named"),
        CheckConstraint("withdrawn IS NULL OR NOT consents", name="withdrawn"),
        CheckConstraint("consents = (consented IS NOT NULL)", name="consents"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    nomination_id: Mapped[UUID] = mapped_column(ForeignKey("nomination.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    represents: Mapped[str]
    grounds: Mapped[str]
    channel: Mapped[str]
    proposed_by: Mapped[UUID | None]
    received: Mapped[datetime]
    withdrawn: Mapped[datetime | None]
    """When the person took the name back."""
    chosen: Mapped[bool] = mapped_column(default=False)
    named: Mapped[bool] = mapped_column(default=False)

    def withdraw(self, at: datetime) -> None:
        """Take the name back: it is shown to nobody outside, and nothing is chosen by it."""
        self.hide()
        self.withdrawn, self.grounds = at, ""

    def stand_again(self, at: datetime) -> None:
        """Be a candidate after all; whether the name is shown is asked anew."""
        self.withdrawn, self.received = None, at


class Mandate(Shown, Table):
    """Someone represents the organisations in an outside organ, both days included."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint(f"post in {POSTS}", name="post"),
        CheckConstraint(f"level in {LEVELS}", name="level"),
        CheckConstraint("ends >= starts - 1", name="ends"),
        CheckConstraint("consents = (consented IS NOT NULL)", name="consents"),
        CheckConstraint(
            "national_group IS NULL OR "
            "(level = 'national' AND post in ('member', 'deputy') AND body_id IS NOT NULL)",
            name="national_group",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("body.id"), index=True)
    """The body that named them, if it is one of ours."""
    nomination_id: Mapped[UUID | None] = mapped_column(ForeignKey("nomination.id"), index=True)
    organ: Mapped[LocalisedText]
    level: Mapped[str]
    post: Mapped[str]
    represents: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    national_group: Mapped[str | None]
    """The address of the group of the national instance where they sit."""
    agreed: Mapped[datetime | None]
    """When they said yes to national being told who sits in its group."""
    version: Mapped[int] = mapped_column(default=1)

    @property
    def void(self) -> bool:
        """Tell whether it was never held: the naming was corrected."""
        return self.ends < self.starts

    def make_void(self) -> None:
        """Let it never have been held."""
        self.ends = self.starts - timedelta(days=1)
        self.version += 1

    def revive(self, ends: date) -> None:
        """Let it be held after all."""
        self.ends = ends
        self.version += 1

    def noticed(self, person_id: UUID, what: Literal["given", "ending", "ended"]) -> MandateNoticed:
        """Return what one is to hear of the mandate."""
        return MandateNoticed(mandate_id=self.id, person_id=person_id, on=self.ends, what=what)

    def end(self, on: date) -> None:
        """Let the mandate end early; `on` is the last day. Raises MandateEnded."""
        if not self.starts <= on < self.ends:
            raise MandateEnded
        self.ends = on
        self.version += 1

    def named(self, person: Person) -> DelegateNamed:
        """Return what national is told of someone its group was given. Raises NotForGroup."""
        if self.body_id is None or self.level != NATIONWIDE or self.post not in ("member", "deputy"):
            raise NotForGroup
        return DelegateNamed(
            person_id=person.id,
            mandate_id=self.id,
            version=self.version,
            group=self.national_group or "",
            post="deputy" if self.post == "deputy" else "member",
            represents=self.represents,
            name=person.name,
            email=person.email or "",
            language=person.language,
            starts=self.starts,
            ends=self.ends,
        )

    def told(self) -> MandateChanged:
        """Return what anyone may know of a national mandate: no name, even by consent."""
        return MandateChanged(
            mandate_id=self.id,
            version=self.version,
            organ=self.organ.to_dict(),
            post=self.post,
            represents=self.represents,
            starts=self.starts,
            ends=self.ends,
            group=self.national_group,
        )

    def forget(self, on: date) -> list[DelegateForgotten | MandateChanged]:
        """End with the erasure of who had it, and let national forget them too."""
        self.hide()
        self.ends = max(min(self.ends, on), self.starts - timedelta(days=1))
        self.version += 1
        gone = DelegateForgotten(
            person_id=self.person_id, mandate_id=self.id, version=self.version, ends=self.ends
        )
        return [self.told(), *([gone] if self.national_group and self.agreed else [])]


class MandateEdition(Table):
    """A mandate as it was written until a moment."""

    __tablename__ = "mandate_edition"
    __table_args__ = (
        UniqueConstraint("mandate_id", "version"),
        CheckConstraint(f"post in {POSTS}", name="post"),
        CheckConstraint(f"level in {LEVELS}", name="level"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    mandate_id: Mapped[UUID] = mapped_column(ForeignKey("mandate.id"))
    version: Mapped[int]
    organ: Mapped[LocalisedText]
    level: Mapped[str]
    post: Mapped[str]
    represents: Mapped[str]
    starts: Mapped[date]
    ends: Mapped[date]
    consents: Mapped[bool]
    """Whether the name was shown."""
    until: Mapped[datetime]
    """When something else was written instead."""
    by: Mapped[UUID | None]
    """Who wrote it."""

    @classmethod
    def of(cls, mandate: Mandate, *, by: UUID | None, at: datetime) -> "MandateEdition":
        """Keep a mandate as it is, before it is changed."""
        return cls(
            **{name: getattr(mandate, name) for name in FACTS},
            mandate_id=mandate.id,
            version=mandate.version,
            consents=mandate.consents,
            until=at,
            by=by,
        )
