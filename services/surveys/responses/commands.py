"""Taking ballots, and emptying the box when the time is over."""

from datetime import datetime
from secrets import SystemRandom
from uuid import UUID, uuid4

from sqlalchemy import Executable, delete, insert, select

from services.surveys.errors import AlreadyAnswered, AnswersDoNotFit
from services.surveys.questionnaires import queries as questionnaires
from services.surveys.questionnaires.model import Survey
from services.surveys.responses import queries
from services.surveys.responses.model import Ballot, Paper, Response, ballot_size, fit, seal, unseal
from services.surveys.responses.schemas import AnswersIn
from shared.chassis.transaction import Transaction

HANDFUL = 500


async def answer_invitation(tx: Transaction, invitation_id: UUID, data: AnswersIn, *, at: datetime) -> UUID:
    """Mark the invitation as used and put a ballot in the box; return the survey's id."""
    invitation = await questionnaires.invitation(tx, invitation_id, lock=True)
    survey = await questionnaires.survey_to_answer(tx, invitation.survey_id)
    if invitation.answered:
        raise AlreadyAnswered
    survey.take_ballot(at)
    await _put_in_box(tx, survey, data)
    invitation.answered = True
    return survey.id


async def answer_openly(tx: Transaction, survey_id: UUID, data: AnswersIn, *, at: datetime) -> UUID:
    """Put a ballot of anyone in the box of an open survey."""
    await questionnaires.survey_for_all(tx, survey_id)
    survey = await questionnaires.survey_to_answer(tx, survey_id)
    survey.take_ballot(at)
    await _put_in_box(tx, survey, data)
    return survey.id


async def empty_box(tx: Transaction, survey: Survey) -> int:
    """Turn the ballots of a closed survey into responses that lead to nobody; return how many there were.

    All at once and shuffled: a smaller batch would narrow down who is behind its answers, and in the
    smallest it would tell. Fewer than `min_group` are destroyed unopened, since nobody may ever see them.
    """
    if await queries.ballots(tx, survey.id) < survey.min_group:
        return await _destroy(tx, survey)
    size = ballot_size(await questionnaires.questions(tx, survey.id))
    papers: list[Paper] = []
    while taken := (await tx.execute(_take_handful(survey))).scalars().all():
        papers += [unseal(tx.instance.signing_key, size, sealed) for sealed in taken]
    SystemRandom().shuffle(papers)
    rows = [{"id": uuid4(), "survey_id": survey.id, **paper} for paper in papers]
    await tx.execute(insert(Response), rows)
    return len(papers)


async def _destroy(tx: Transaction, survey: Survey) -> int:
    destroyed = await tx.execute(delete(Ballot).where(Ballot.survey_id == survey.id).returning(Ballot.id))
    return len(destroyed.all())


def _take_handful(survey: Survey) -> Executable:
    handful = select(Ballot.id).where(Ballot.survey_id == survey.id).limit(HANDFUL)
    return delete(Ballot).where(Ballot.id.in_(handful)).returning(Ballot.sealed)


async def _put_in_box(tx: Transaction, survey: Survey, data: AnswersIn) -> None:
    questions = await questionnaires.questions(tx, survey.id)
    answers, wrong = fit(questions, data.answers)
    if wrong:
        raise AnswersDoNotFit(", ".join(str(number) for number in sorted(wrong)))
    paper: Paper = {"language": data.language, "answers": answers}
    tx.add(Ballot(survey_id=survey.id, sealed=seal(tx.instance.signing_key, ballot_size(questions), paper)))
