"""Reporting to the organisations of a theme."""

from datetime import datetime
from uuid import UUID, uuid4

from services.members.reports import queries
from services.members.reports.model import Report
from services.members.reports.queries import ThemeOfBody
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


async def report(
    tx: Transaction,
    about: ThemeOfBody,
    title: LocalisedText,
    text: LocalisedText,
    *,
    by: UUID | None,
    at: datetime,
) -> tuple[Report, int]:
    """Publish a report and have the theme's contact people told; return it and how many they are.

    Raises NotFound for one who does not speak for the theme.
    """
    speaker = about.representative(by)
    if speaker is None:
        raise NotFound
    written = Report(
        id=uuid4(),
        body_id=about.whole.body.id,
        theme_id=about.theme.id,
        person_id=speaker.person_id,
        represents=speaker.seat.represents,
        title=title,
        text=text,
        published=at,
    )
    tx.add(written)
    readers = [one for one in await queries.readers(tx, about.theme) if one != speaker.person_id]
    for person_id in readers:
        tx.record(written.told(about.whole, about.theme, person_id))
    await tx.flush()
    return written, len(readers)
