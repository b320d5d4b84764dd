"""Every question asked of the comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from services.meetings.comments.model import Comment
from services.meetings.rosters import queries as rosters
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


@dataclass(frozen=True)
class Said:
    """A comment with the name of who wrote it, as far as it is known."""

    comment: Comment
    name: str


async def of_topic(look: Snapshot, topic_id: UUID) -> Sequence[Said]:
    """Return the comments on a topic, the oldest first; those whose words are gone are left out."""
    query = select(Comment).where(Comment.topic_id == topic_id, Comment.text != "")
    found = await look.all(query.order_by(Comment.at, Comment.id))
    people = await rosters.people(look, {one.person_id for one in found if one.person_id})
    names = {person_id: person.name for person_id, person in people.items()}
    return [Said(one, names.get(one.person_id, "") if one.person_id else "") for one in found]


async def comment(look: Snapshot, topic_id: UUID, comment_id: UUID) -> Comment:
    """Return a comment on a topic. Raises NotFound."""
    found = await look.get(Comment, comment_id)
    if found is None or found.topic_id != topic_id:
        raise NotFound
    return found
