"""People as members told of them: where and in which language to write."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.tables import Table


class Recipient(Table):
    """A person who can be written to. A copy; members owns the original. An erased one has no address."""

    __tablename__ = "recipients"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    awaited_id: Mapped[UUID | None]
    """The change to another address that waits to be confirmed there."""
    awaited_email: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[UUID | None] = mapped_column(index=True)
    """The entry that took this one in: letters to this one are written to that."""

    @property
    def is_erased(self) -> bool:
        """Tell whether members has erased this person."""
        return not self.email
