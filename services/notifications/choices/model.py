"""What a person has chosen of a letter that one may do without."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.recipients.model import Recipient
from services.notifications.tables import Table

STOP = "stop-letters"
"""The purpose of the signed link that stops a kind of letters."""


class Choice(Table):
    """A person wants a kind of letters or does not. Without a row it is as the letter says."""

    __tablename__ = "choices"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Recipient.person_id), primary_key=True)
    letter: Mapped[str] = mapped_column(primary_key=True)
    wants: Mapped[bool]
    chosen_at: Mapped[datetime]
