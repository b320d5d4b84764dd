"""Say something of a topic, take it back, and forget who said it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from services.meetings.comments import queries
from services.meetings.comments.model import Comment
from services.meetings.rosters import queries as rosters
from shared.chassis.clock import HELSINKI
from shared.chassis.transaction import Transaction


async def comment(
    tx: Transaction, topic_id: UUID, body_id: UUID, text: str, *, by: UUID | None, at: datetime
) -> Comment:
    """Comment on a topic, for what one represents in its body today."""
    today = at.astimezone(HELSINKI).date()
    represents = await rosters.represented_by(tx, body_id, by, today)
    said = Comment(topic_id=topic_id, person_id=by, represents=represents, text=text, at=at)
    tx.add(said)
    await tx.flush()
    return said


async def remove(tx: Transaction, topic_id: UUID, comment_id: UUID) -> None:
    """Take a comment away. Raises NotFound."""
    await tx.delete(await queries.comment(tx, topic_id, comment_id))
    await tx.flush()


async def forget(tx: Transaction, person_id: UUID) -> None:
    """Let nothing be left of what an erased person said but that their party spoke."""
    await tx.execute(update(Comment).where(Comment.person_id == person_id).values(person_id=None, text=""))
