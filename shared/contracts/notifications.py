"""What notifications promises: news of letters that did not arrive."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.envelope import Event


class EmailFailed(Event):
    """A letter could not be delivered and will not be tried again."""

    subject: ClassVar[str] = "notifications.email.failed.v1"

    email_id: UUID
    person_id: UUID
    letter: str
