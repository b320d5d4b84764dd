"""A person's role in an organisation."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.problems import Problem


class AffiliationEnded(Problem):
    """This role in the organisation has ended already. Add a new one if it began again."""

    slug = "members/affiliation-ended"
    status = 409


class Affiliation(Table):
    """What a person does in an organisation, both days included; a change is a new row.

    It gives no rights here, and alone keeps nobody in the register.
    """

    __tablename__ = "affiliation"
    __table_args__ = (CheckConstraint("ends >= starts - 1", name="ends"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    starts: Mapped[date]
    ends: Mapped[date | None]

    def stands(self, day: date) -> bool:
        """Tell whether it goes on, or is still to begin."""
        return self.ends is None or self.ends >= day

    def end(self, on: date, today: date) -> None:
        """Let a day be its last; one that has not begun is never held. Raises AffiliationEnded."""
        if not self.stands(today) or (self.ends is not None and self.ends < on):
            raise AffiliationEnded
        self.ends = max(on, self.starts - timedelta(days=1))
