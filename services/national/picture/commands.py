"""What changes the picture: the newest version of each thing holds, whatever order the versions come in."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.dialects.postgresql import insert

from services.national.instances.model import Instance
from services.national.picture.model import (
    Attendance,
    Body,
    Call,
    KeyFigures,
    Mandate,
    Meeting,
    SeatCount,
    Survey,
)
from services.national.tables import Table
from shared.chassis.instance import NATIONAL
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.envelope import PublicEvent
from shared.contracts.figures import FiguresCounted
from shared.contracts.meetings import MeetingCancelled, MeetingConvened, MeetingHeld
from shared.contracts.members import BodyChanged, CallClosed, CallOpened, SeatsCounted
from shared.contracts.seats import MandateChanged
from shared.contracts.surveys import SurveyClosed, SurveyOpened


async def take_in(tx: Transaction, instance: str, event: PublicEvent) -> None:
    """Put a region's event into the picture."""
    table, key, values = _row(event)
    own = [column.name for column in table.__table__.primary_key]
    version = values["version"]
    await tx.execute(
        insert(table)
        .values(instance=instance, **key, **values)
        .on_conflict_do_update(index_elements=own, set_=values, where=table.__table__.c.version < version)
    )


async def forget(tx: Transaction, instance: str) -> None:
    """Forget a region that has left: whatever any table keeps of it."""
    await _forget(tx, lambda slug: slug == instance)


async def begin_anew(tx: Transaction, regions: Collection[str]) -> None:
    """Make ready to take in again everything that `regions` have published, and forget all others."""
    await _forget(tx, lambda slug: slug.not_in([NATIONAL, *regions]))
    await tx.execute(update(Instance).values(unreadable=0))


async def _forget(tx: Transaction, left: Callable[[Any], ColumnElement[bool]]) -> None:
    for table in reversed(Table.metadata.sorted_tables):
        if "instance" in table.columns:
            await tx.execute(delete(table).where(left(table.c.instance)))
    await tx.execute(delete(Instance).where(left(Instance.slug)))


def _row(event: PublicEvent) -> tuple[type[Table], dict[str, Any], dict[str, Any]]:
    """Return the table of an event, its key in the region, and what it says."""
    match event:
        case BodyChanged():
            return Body, {"body_id": event.body_id}, _body(event)
        case SeatsCounted():
            return SeatCount, {"body_id": event.body_id}, _seats(event)
        case CallOpened():
            values = {"body_id": event.body_id, "deadline": event.deadline}
            return Call, {"call_id": event.call_id}, _titled(event, event.title) | values
        case CallClosed():
            values = {"body_id": event.body_id, "deadline": None}
            return Call, {"call_id": event.call_id}, _titled(event, {}) | values
        case SurveyOpened():
            return (
                Survey,
                {"survey_id": event.survey_id},
                _titled(event, event.title) | {"closes": event.closes},
            )
        case SurveyClosed():
            return Survey, {"survey_id": event.survey_id}, _titled(event, {}) | {"closes": None}
        case MeetingConvened() | MeetingCancelled():
            return Meeting, {"meeting_id": event.meeting_id}, _meeting(event)
        case MeetingHeld():
            values = event.model_dump(exclude={"meeting_id"})
            return Attendance, {"meeting_id": event.meeting_id}, values
        case MandateChanged():
            return Mandate, {"mandate_id": event.mandate_id}, _mandate(event)
        case FiguresCounted():
            figures = event.model_dump(mode="json", include={"figures"})
            return KeyFigures, {}, {"version": event.version, "figures": figures}
    raise TypeError(f"{type(event).__name__} has no place in the picture")


def _body(event: BodyChanged) -> dict[str, Any]:
    names = ("version", "slug", "kind", "state", "cadence_min", "cadence_max")
    return {name: getattr(event, name) for name in names} | {"name": LocalisedText.of(event.name)}


def _seats(event: SeatsCounted) -> dict[str, Any]:
    names = ("version", "filled", "seats", "term_starts", "term_ends")
    figures = event.model_dump(mode="json", include={"themes"})
    return {name: getattr(event, name) for name in names} | {"figures": figures}


def _titled(event: Any, title: dict[str, str]) -> dict[str, Any]:
    return {"version": event.version, "title": LocalisedText.of(title)}


def _meeting(event: MeetingConvened | MeetingCancelled) -> dict[str, Any]:
    return {
        "version": event.sequence,
        "body_id": event.body_id,
        "starts": event.starts,
        "cancelled": isinstance(event, MeetingCancelled),
    }


def _mandate(event: MandateChanged) -> dict[str, Any]:
    names = ("version", "post", "represents", "starts", "ends")
    values = {name: getattr(event, name) for name in names}
    return values | {"organ": LocalisedText.of(event.organ), "group_slug": event.group}
