"""The projection of every region's public events."""

import logging
from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from sqlalchemy.exc import DataError, DBAPIError

from services.national.instances import commands as instances
from services.national.picture import commands
from shared.chassis.database import is_outage
from shared.chassis.localised import LocalisedText
from shared.chassis.projections import Arrival, Projection
from shared.chassis.streams import PICTURE
from shared.chassis.transaction import Transaction
from shared.contracts.envelope import PublicEvent
from shared.contracts.figures import FiguresCounted
from shared.contracts.meetings import MeetingCancelled, MeetingConvened, MeetingHeld, MeetingMoved
from shared.contracts.members import BodyChanged, CallClosed, CallOpened, SeatsCounted
from shared.contracts.seats import MandateChanged
from shared.contracts.surveys import SurveyClosed, SurveyOpened

KNOWN: Mapping[str, type[PublicEvent]] = {
    event.subject: event
    for event in (
        BodyChanged,
        SeatsCounted,
        CallOpened,
        CallClosed,
        MeetingConvened,
        MeetingMoved,
        MeetingCancelled,
        MeetingHeld,
        SurveyOpened,
        SurveyClosed,
        MandateChanged,
        FiguresCounted,
    )
}

# SQLSTATE class 22: what does not fit its column. Deadlocks, full disks and the like are nobody's fault.
_BAD_DATA = "22"

log = logging.getLogger(__name__)


def projection(names: Mapping[str, LocalisedText]) -> Projection:
    """Return the projection; `names` are what the regions are called."""

    async def apply(arrivals: Sequence[Arrival], tx: Transaction) -> None:
        for arrival in arrivals:
            own = tx.instance.name if arrival.region == tx.instance.slug else None
            name = own or names.get(arrival.region) or LocalisedText(fi=arrival.region)
            await instances.hear(tx, arrival.region, name, at=arrival.envelope.time)
            await _take_in(arrival, tx)

    return Projection(PICTURE, ("public.>",), apply)


async def _take_in(arrival: Arrival, tx: Transaction) -> None:
    kind = KNOWN.get(arrival.envelope.type)
    if kind is None:
        return
    try:
        event = kind.model_validate(arrival.envelope.data)
        async with tx.attempt():
            await commands.take_in(tx, arrival.region, event)
    except (ValidationError, DBAPIError) as error:
        if not _is_the_senders(error):
            raise
        # A region may run its own version on its own premises: what it writes must not stop the others.
        log.warning("%s: %s cannot be read: %s", arrival.region, kind.subject, type(error).__name__)
        await instances.count_unreadable(tx, arrival.region)


def _is_the_senders(error: ValidationError | DBAPIError) -> bool:
    """Tell what the event itself is to blame for from an outage, which is waited out."""
    if isinstance(error, ValidationError | DataError):
        return True
    # The driver refuses what does not fit its column before asking the database; that error has no class.
    state = getattr(error.orig, "sqlstate", None)
    return (
        type(error) is DBAPIError and not is_outage(error) and (state is None or state.startswith(_BAD_DATA))
    )
