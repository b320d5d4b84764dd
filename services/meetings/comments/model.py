"""A comment of someone at the table on a topic."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.tables import Table


class Comment(Table):
    """What someone said, for whom; when the writer is erased the words go, and that a party spoke stays."""

    __tablename__ = "comments"
    __table_args__ = (CheckConstraint("person_id IS NOT NULL OR text = ''", name="comment_of_nobody"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    represents: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
