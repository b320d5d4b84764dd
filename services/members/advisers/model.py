"""Someone who works for the support of the regions, from when until when."""

from datetime import date
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.instance import Instance
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound, Problem
from shared.contracts.members import SupportChanged

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
    shown: Mapped[bool]
    """Whether the name and the address may be shown to everyone."""
    starts: Mapped[date]
    ends: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    def works_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)

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


def check_national(instance: Instance) -> None:
    """Raise NotFound where no support organisation is kept: only the national instance has one."""
    if not instance.is_national:
        raise NotFound
