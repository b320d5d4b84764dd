"""Someone who works for the support of the regions, and in a region whom national proposes to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.members.people.model import Person, RoleGrant
from services.members.tables import Table
from shared.chassis.instance import Instance
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound, Problem
from shared.contracts.members import SupportChanged
from shared.contracts.people import AdviserAnswered, AdviserProposed, AdviserWithdrawn
from shared.contracts.register import AdviserNoticed

STAFF, ADVISER = "staff", "adviser"
KINDS = (STAFF, ADVISER)


class AdviserUnknown(NotFound):
    """There is no such person in the support organisation."""

    slug = "members/adviser-unknown"


class RegionsMissing(Problem):
    """A regional adviser covers at least one region; national staff cover none."""

    slug = "members/regions-missing"
    status = 422
    field: ClassVar[str] = "regions"


class RegionUnknown(Problem):
    """Choose among the regions of the list."""

    slug = "members/region-unknown"
    status = 422
    field: ClassVar[str] = "regions"


class AdviserNotProposed(Problem):
    """The national support does not propose this adviser any more."""

    slug = "members/adviser-not-proposed"
    status = 409


class AdviserNotMoved(Problem):
    """The national support has told no other address of this adviser."""

    slug = "members/adviser-not-moved"
    status = 409


class AdviserLetIn(Problem):
    """The adviser has been let in already. End the role among the person's roles."""

    slug = "members/adviser-let-in"
    status = 409


class Adviser(Table):
    """National staff, or a regional adviser with the regions covered; a day that is not known is open."""

    __tablename__ = "adviser"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint("(kind = 'adviser') = (jsonb_array_length(regions) > 0)", name="regions"),
        CheckConstraint("ends >= starts - 1", name="ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    title: Mapped[LocalisedText]
    languages: Mapped[list[str]] = mapped_column(JSONB)
    """The languages they serve in."""
    regions: Mapped[list[str]] = mapped_column(JSONB)
    told_to: Mapped[list[str]] = mapped_column(JSONB)
    """Every region that was ever told of them by name: an erasure is told to each."""
    shown: Mapped[bool]
    """Whether the name and the address may be shown to everyone."""
    starts: Mapped[date]
    ends: Mapped[date | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """By region, whether it declines them, and when it said so last."""
    version: Mapped[int] = mapped_column(default=1)

    def works_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def over(self, day: date) -> bool:
        return self.ends is not None and self.ends < day

    def heed(self, region: str, *, declined: bool, said: datetime) -> bool:
        """Take a region's word, unless it has said another since; tell whether it declines them anew."""
        known = self.answers.get(region, {"declined": False})
        if "said" in known and datetime.fromisoformat(known["said"]) > said:
            return False
        self.answers = self.answers | {region: {"declined": declined, "said": said.isoformat()}}
        return declined and not known["declined"]

    def declined_by(self, region: str) -> datetime | None:
        """Return since when a region they cover declines them."""
        word = self.answers.get(region)
        stands = word is not None and word["declined"] and region in self.regions
        return datetime.fromisoformat(word["said"]) if word and stands else None

    def told(self) -> SupportChanged:
        """Return what is told of the work; the person is not named."""
        return SupportChanged(
            adviser_id=self.id,
            version=self.version,
            kind=self.kind,
            title=self.title.to_dict(),
            languages=tuple(self.languages),
            regions=tuple(self.regions),
            starts=self.starts,
            ends=self.ends,
        )

    def proposed(self, region: str, person: Person, employer: LocalisedText) -> AdviserProposed:
        """Return what a region is told, by name, of the adviser proposed to it."""
        return AdviserProposed(
            person_id=self.person_id,
            adviser_id=self.id,
            version=self.version,
            region=region,
            name=person.name,
            email=person.email or "",
            language=person.language,
            title=self.title.to_dict(),
            employer=employer.to_dict(),
            languages=tuple(self.languages),
            starts=self.starts,
            ends=self.ends,
        )

    def withdrawn(self, region: str, ends: date, *, erased: bool = False) -> AdviserWithdrawn:
        """Return what a region is told when the adviser covers it no more."""
        return AdviserWithdrawn(
            person_id=self.person_id,
            adviser_id=self.id,
            version=self.version,
            region=region,
            ends=ends,
            erased=erased,
        )


class ProposedAdviser(Table):
    """In a region: whom national proposes as its adviser, and what the region has made of it.

    The name stays as long as national proposes them; who was let in is a person of the region, with a role.
    """

    __tablename__ = "proposed_adviser"
    __table_args__ = (
        CheckConstraint("grant_id IS NULL OR person_id IS NOT NULL", name="let_in"),
        CheckConstraint("grant_id IS NULL OR declined IS NULL", name="declined"),
        CheckConstraint("NOT withdrawn OR (name = '' AND email = '')", name="withdrawn"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    title: Mapped[LocalisedText]
    employer: Mapped[LocalisedText]
    languages: Mapped[list[str]] = mapped_column(JSONB)
    """The languages they serve in."""
    starts: Mapped[date]
    ends: Mapped[date | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Whether national has ended it, or the one who was let in was erased here."""
    declined: Mapped[datetime | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who was let in once. It stays when national ends it: an erasure there reaches them still."""
    grant_id: Mapped[UUID | None] = mapped_column(ForeignKey("role_grant.id"))
    """The role they were let in with, as long as national proposes them."""
    longer: Mapped[bool] = mapped_column(default=False)
    """Whether national means it for longer than the role given here lasts."""

    def offered(self, day: date) -> bool:
        """Tell whether national still means it."""
        return not self.withdrawn and (self.ends is None or self.ends >= day)

    def moved(self, person: Person | None, at: datetime) -> bool:
        """Tell whether national tells another address than they sign in with here, or can still confirm."""
        if person is None or self.grant_id is None:
            return False
        return self.email not in (person.email, person.awaited_at(at))

    def state(self, day: date) -> Literal["waiting", "let_in", "declined", "over"]:
        """Tell what has become of it."""
        if not self.offered(day):
            return "over"
        if self.declined is not None:
            return "declined"
        return "let_in" if self.grant_id is not None else "waiting"

    def check_offered(self, day: date) -> None:
        """Raise AdviserNotProposed when national does not mean it any more."""
        if not self.offered(day):
            raise AdviserNotProposed

    def let_in(self, given: RoleGrant) -> None:
        """Note with which role the region let the adviser in."""
        self.person_id, self.grant_id = given.person_id, given.id
        self.declined, self.longer = None, False

    def decline(self, day: date, at: datetime) -> None:
        """Say no. Raises AdviserNotProposed, or AdviserLetIn when the role must be ended instead."""
        self.check_offered(day)
        if self.grant_id is not None:
            raise AdviserLetIn
        self.declined = at

    def close(self) -> None:
        """Forget the name: national ended it."""
        self.declined = self.declined if self.withdrawn else None
        self.name = self.email = ""
        self.withdrawn, self.longer, self.grant_id = True, False, None

    def forget(self, erased_here: datetime | None = None) -> None:
        """Forget who it was, too. Who was erased here stays forgotten, whatever national says later."""
        self.close()
        self.person_id, self.declined = None, erased_here or self.declined

    def answered(self, at: datetime) -> AdviserAnswered:
        """Return what national is told: whether the region declines them."""
        return AdviserAnswered(
            person_id=self.id, adviser_id=self.id, declined=self.declined is not None, said=at
        )

    def noticed(
        self, person_id: UUID, what: Literal["proposed", "moved", "ended"], on: date
    ) -> AdviserNoticed:
        """Return what one of the region's coordinators is to hear."""
        return AdviserNoticed(
            adviser_id=self.id, person_id=person_id, what=what, title=self.title.to_dict(), on=on
        )


@dataclass(frozen=True)
class AdviserHere:
    """Whom national proposes, as the region knows them: the role they were let in with, and who they are."""

    adviser: ProposedAdviser
    given: RoleGrant | None
    person: Person | None
    at: datetime

    @property
    def moved(self) -> bool:
        return self.adviser.moved(self.person, self.at)

    def waits(self, day: date) -> bool:
        """Tell whether the region has yet to say something to it."""
        one = self.adviser
        open_here = one.grant_id is None or one.longer or self.moved
        return one.offered(day) and one.declined is None and open_here


def check_region(instance: Instance) -> None:
    """Raise NotFound in the national instance: nobody proposes advisers to it."""
    if instance.is_national:
        raise NotFound


def check_national(instance: Instance) -> None:
    """Raise NotFound where no support organisation is kept: only the national instance has one."""
    if not instance.is_national:
        raise NotFound
