"""A report of a representative to the organisations of a theme."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import Theme, WholeBody
from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.contracts.cooperation import ThemeReported


class Report(Table):
    """A short report; anyone may read it on the theme's page. Who wrote it is told as the organisation."""

    __tablename__ = "report"
    __table_args__ = (Index("report_theme_idx", "theme_id", "published"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    represents: Mapped[str]
    title: Mapped[LocalisedText]
    text: Mapped[LocalisedText]
    published: Mapped[datetime]

    def told(self, whole: WholeBody, theme: Theme, person_id: UUID) -> ThemeReported:
        """Return that a contact person is to be told of it."""
        return ThemeReported(
            report_id=self.id,
            body_id=self.body_id,
            person_id=person_id,
            title=whole.body.name.to_dict(),
            theme=theme.name.to_dict(),
            represents=self.represents,
        )
