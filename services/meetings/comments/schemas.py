"""Comments as JSON and as a form."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.meetings.comments.model import Comment
from services.meetings.comments.queries import Said
from shared.chassis.text import Paragraphs


class CommentIn(BaseModel):
    """What someone says of a topic."""

    text: Paragraphs


class CommentOut(BaseModel):
    """A comment and who wrote it; only those at the table read it."""

    id: UUID
    name: str
    represents: str
    text: str
    at: datetime

    @classmethod
    def of(cls, comment: Comment, name: str) -> "CommentOut":
        return cls(id=comment.id, name=name, represents=comment.represents, text=comment.text, at=comment.at)


class CommentsOut(BaseModel):
    """The comments on a topic, the oldest first."""

    comments: list[CommentOut]

    @classmethod
    def every(cls, said: Sequence[Said]) -> "CommentsOut":
        return cls(comments=[CommentOut.of(one.comment, one.name) for one in said])
