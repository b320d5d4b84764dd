"""Looking up themes, those who speak for them, and what they have reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from services.members.bodies import queries as bodies
from services.members.bodies.model import Seat, Theme, WholeBody
from services.members.organisations import queries as directory
from services.members.organisations.model import Organisation
from services.members.reports.model import Report
from services.members.seats import queries as seats
from services.members.seats.queries import Representative
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


@dataclass(frozen=True)
class ThemeOfBody:
    """A theme, its body, and who speaks for it on a day."""

    whole: WholeBody
    theme: Theme
    representatives: Sequence[Representative]

    def representative(self, person_id: UUID | None) -> Representative | None:
        """Return a person as who speaks for the theme."""
        return next((one for one in self.representatives if one.person_id == person_id), None)


async def theme_of_body(look: Snapshot, slug: str, theme_slug: str, on: date) -> ThemeOfBody:
    """Return a theme of a body. Raises NotFound."""
    whole = await bodies.whole_by_slug(look, slug)
    theme = whole.theme(theme_slug)
    if theme is None:
        raise NotFound
    sitting = await seats.representatives(look, whole, on)
    return ThemeOfBody(whole, theme, [one for one in sitting if one.seat.theme_id == theme.id])


async def of_theme(look: Snapshot, theme_id: UUID, *, limit: int) -> Sequence[Report]:
    """Return the reports of a theme, the newest first."""
    query = select(Report).where(Report.theme_id == theme_id)
    return await look.all(query.order_by(Report.published.desc(), Report.id).limit(limit))


async def report(look: Snapshot, report_id: UUID) -> tuple[Report, WholeBody, Theme]:
    """Return a report with its body and theme. Raises NotFound."""
    found = await look.get(Report, report_id)
    theme = await look.get(Theme, found.theme_id) if found else None
    if found is None or theme is None:
        raise NotFound
    return found, await bodies.whole(look, await bodies.body(look, found.body_id)), theme


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[Report]:
    """Return what a person has reported, the newest first."""
    query = select(Report).where(Report.person_id == person_id)
    return await look.all(query.order_by(Report.published.desc(), Report.id))


async def readers(look: Snapshot, theme: Theme) -> Sequence[UUID]:
    """Return who gets the letters of the organisations of a theme, each address once."""
    return sorted(one.reader_id for one in await directory.readers(look, _is_of(theme)))


async def organisations(look: Snapshot, theme: Theme) -> int:
    """Count the organisations of a theme."""
    known = (Organisation.merged_into_id.is_(None), _is_of(theme))
    return await look.first(select(func.count()).select_from(Organisation).where(*known)) or 0


def _is_of(theme: Theme) -> ColumnElement[bool]:
    """An organisation is of a theme by the directory's word, or by the seat it has."""
    seated = select(Seat.organisation_id).where(Seat.theme_id == theme.id, Seat.organisation_id.is_not(None))
    return or_(Organisation.themes.contains([theme.slug]), Organisation.id.in_(seated))
