"""A report as people write and read it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.members.bodies.schemas import LineWords
from services.members.charters.schemas import TextWords
from services.members.reports.model import Report


class ReportIn(BaseModel):
    """A short report in at least one language."""

    title: LineWords
    text: TextWords


class ReportOut(BaseModel):
    """A report, for anyone."""

    id: UUID
    represents: str
    title: dict[str, str]
    text: dict[str, str]
    published: datetime

    @classmethod
    def of(cls, report: Report) -> "ReportOut":
        return cls(
            id=report.id,
            represents=report.represents,
            title=report.title.to_dict(),
            text=report.text.to_dict(),
            published=report.published,
        )


class ReportedOut(ReportOut):
    """A report that was published now, and how many contact people are told of it."""

    told: int


class ReportsOut(BaseModel):
    """The reports of a theme, the newest first."""

    items: list[ReportOut]
