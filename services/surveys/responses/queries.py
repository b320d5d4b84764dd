"""How full the box is, and the texts people wrote. Nothing else reads single answers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from services.surveys.responses.model import Ballot, Response
from shared.chassis.localised import Reading
from shared.chassis.transaction import Snapshot

TEXTS_A_PAGE = 50


async def ballots(look: Snapshot, survey_id: UUID) -> int:
    """Return how many ballots a box holds."""
    return await look.first(select(func.count()).where(Ballot.survey_id == survey_id)) or 0


async def texts(look: Snapshot, survey_id: UUID, number: int, page: int) -> Sequence[Reading]:
    """Return a page of the texts given to a question, in the order of their random ids."""
    text = Response.answers[str(number)].astext
    query = (
        select(text.label("text"), Response.language)
        .where(Response.survey_id == survey_id, text.is_not(None))
        .order_by(Response.id)
        .offset((page - 1) * TEXTS_A_PAGE)
        .limit(TEXTS_A_PAGE)
    )
    return [Reading(row.text, row.language, missing=False) for row in await look.execute(query)]
