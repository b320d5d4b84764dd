"""The delivery log as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.notifications.access import may_see_letters, may_see_own_letters
from services.notifications.emails import commands, queries
from services.notifications.emails.schemas import (
    LetterCount,
    LetterOut,
    LettersOut,
    LettersPart,
    OwnLetterOut,
    OwnLettersOut,
    OwnPart,
)
from services.notifications.recipients.queries import recipient_of
from shared.chassis.web import Here, Look, Tx, Who, require

router = APIRouter()


@router.get("/letters")
async def letters(asked: Annotated[LettersPart, Query()], look: Look, who: Who, here: Here) -> LettersOut:
    """Return letters, the newest first, and the counts of all."""
    require(may_see_letters(who), who)
    found = await queries.newest(look, asked.letter, asked.state, limit=asked.limit, offset=asked.offset)
    return LettersOut(
        total=await queries.total(look, asked.letter, asked.state),
        letters=[LetterOut.of(email, recipient, here) for email, recipient in found],
        counts=[LetterCount.model_validate(dict(row._mapping)) for row in await queries.counts(look)],
    )


@router.get("/me/letters")
async def own(asked: Annotated[OwnPart, Query()], look: Look, who: Who) -> OwnLettersOut:
    """Return which letters were sent to the one who asks; their words are in the mailbox."""
    require(may_see_own_letters(who), who)
    found, total = await queries.to_person(look, who.person_id, limit=asked.limit, offset=asked.offset)
    return OwnLettersOut(total=total, letters=[OwnLetterOut.of(email) for email in found])


@router.post("/letters/{letter_id}/retry")
async def retry(letter_id: UUID, tx: Tx, who: Who, here: Here) -> LetterOut:
    """Send a letter that did not arrive once more."""
    require(may_see_letters(who), who)
    email = await commands.send_again(tx, letter_id, at=tx.at)
    return LetterOut.of(email, await recipient_of(tx, email.person_id), here)
