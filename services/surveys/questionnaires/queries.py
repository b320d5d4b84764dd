"""Reading surveys, their questions and how many have answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from services.surveys.errors import NotADraft
from services.surveys.questionnaires.model import Invitation, Question, Survey
from shared.chassis.problems import LinkExpired, NotFound
from shared.chassis.transaction import Snapshot


@dataclass(frozen=True)
class Participation:
    """How many were invited by name, and how many of them have answered."""

    invited: int
    answered: int


async def surveys(look: Snapshot, *, drafts: bool) -> Sequence[Survey]:
    """Return the surveys, the one that closes last first."""
    query = select(Survey).order_by(Survey.closes.desc(), Survey.id)
    return await look.all(query if drafts else query.where(Survey.opened.is_not(None)))


async def survey(look: Snapshot, survey_id: UUID, *, drafts: bool = True, lock: bool = False) -> Survey:
    """Return a survey; without `drafts` one that has not been opened is not there."""
    found = await look.get(Survey, survey_id, lock=lock)
    if found is None or not (drafts or found.opened):
        raise NotFound
    return found


async def survey_to_answer(look: Snapshot, survey_id: UUID) -> Survey:
    """Return a survey and hold its ballot box open; many may hold it, the one who counts waits for them."""
    found = await look.first(select(Survey).where(Survey.id == survey_id).with_for_update(read=True))
    if found is None:
        raise NotFound
    return found


async def draft(look: Snapshot, survey_id: UUID) -> Survey:
    """Return a survey that can still be changed."""
    found = await survey(look, survey_id)
    if found.opened is not None:
        raise NotADraft
    return found


async def survey_for_all(look: Snapshot, survey_id: UUID) -> Survey:
    """Return an opened survey that anyone may answer."""
    found = await survey(look, survey_id, drafts=False)
    if found.audience != "open":
        raise NotFound
    return found


async def questions(look: Snapshot, survey_id: UUID) -> Sequence[Question]:
    """Return the questions of a survey in their order."""
    return await look.all(select(Question).where(Question.survey_id == survey_id).order_by(Question.number))


async def invitation(look: Snapshot, invitation_id: UUID, *, lock: bool = False) -> Invitation:
    """Return the invitation a link is for. Raises LinkExpired, also once another stands for both."""
    found = await look.get(Invitation, invitation_id, lock=lock)
    if found is None:
        raise LinkExpired
    return found


async def participation(look: Snapshot, survey_id: UUID) -> Participation:
    """Return how many were invited and how many have answered."""
    query = select(
        func.count().label("invited"), func.count().filter(Invitation.answered).label("answered")
    ).where(Invitation.survey_id == survey_id)
    row = (await look.execute(query)).one()
    return Participation(row.invited, row.answered)
