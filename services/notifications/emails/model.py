"""A letter on its way: due, leased by a worker, sent or given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Literal, cast
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.calendars.model import Entry, Party
from services.notifications.choices.model import STOP
from services.notifications.letters import model as letters
from services.notifications.letters.model import Letter, Written
from services.notifications.recipients.model import Recipient
from services.notifications.tables import Table
from shared.chassis import links
from shared.chassis.instance import Instance
from shared.contracts.notifications import EmailFailed

State = Literal["waiting", "sent", "failed"]

_SOON = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
_LATER = timedelta(hours=6)
# Three days in all, as mail servers do among themselves.
ATTEMPTS = 16


@dataclass(frozen=True)
class Sender:
    """Who the region's letters come from."""

    name: str
    local_part: str
    domain: str

    @property
    def address(self) -> str:
        return f"{self.local_part}@{self.domain}"


class Email(Table):
    """One letter to one person because of one event. Its words are made when it is sent."""

    __tablename__ = "emails"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id", "letter"),
        CheckConstraint("num_nonnulls(sent_at, failed_at) < 2", name="emails_one_end"),
        CheckConstraint("sent_at IS NULL OR message_id <> '' AND language <> ''", name="emails_sent_is_told"),
        Index(
            "emails_due", "next_attempt_at", postgresql_where=text("sent_at IS NULL AND failed_at IS NULL")
        ),
        Index("emails_newest", "composed_at", "id"),
        Index("emails_of_person", "person_id", "composed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    event_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Recipient.person_id))
    letter: Mapped[str]
    context: Mapped[dict[str, Any]]
    composed_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    traceparent: Mapped[str | None]

    @property
    def state(self) -> State:
        if self.sent_at:
            return "sent"
        return "failed" if self.failed_at else "waiting"

    def reader(self, recipient: Recipient) -> Party:
        """Return whom the envelope names. A new address is not told whose it may become."""
        if self.letter == "address_confirm":
            return Party("", recipient.awaited_email)
        return Party(recipient.name, recipient.email)

    def write(self, recipient: Recipient, instance: Instance, *, personal_links: bool = True) -> Written:
        """Return the words, in the language it was sent in or else in the recipient's."""
        return letters.write(
            cast(Letter, self.letter),
            self.context,
            instance=instance,
            language=self.language or letters.language_for(recipient.language, instance),
            name=recipient.name,
            personal_links=personal_links,
            stop=self.stop(instance) if personal_links else letters.HIDDEN,
        )

    def stop(self, instance: Instance) -> str:
        """Return the address that stops letters of this kind, or nothing when one cannot do without."""
        if self.letter not in letters.OPTIONAL:
            return ""
        content = {"id": str(self.person_id), "letter": self.letter}
        return f"{instance.base_url}/notifications/stop/{links.sign(instance, STOP, content)}"

    def message(
        self, recipient: Recipient, instance: Instance, *, sender: Sender, at: datetime
    ) -> EmailMessage:
        """Return the letter as mail. Its Message-ID is the same each time, so that a copy is seen as one."""
        language = letters.language_for(recipient.language, instance)
        written = self.write(recipient, instance)
        message = EmailMessage(policy=SMTP)
        message["Subject"] = written.subject
        message["From"] = Address(sender.name, sender.local_part, sender.domain)
        reader = self.reader(recipient)
        message["To"] = Address(reader.name, addr_spec=reader.email)
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{self.id}@{instance.host}>"
        message["Auto-Submitted"] = "auto-generated"
        if stop := self.stop(instance):
            # One click in the mail program (RFC 8058).
            message["List-Unsubscribe"] = f"<{stop}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(written.text)
        if self.letter.startswith("meeting_"):
            _enclose(message, self._entry(recipient, instance, written, sender), at)
        # Last, because the parts take every Content- header with them.
        message["Content-Language"] = language
        return message

    def _entry(self, recipient: Recipient, instance: Instance, written: Written, sender: Sender) -> Entry:
        facts = letters.read(self.context)
        language = letters.language_for(recipient.language, instance)
        where = (facts["place"].read(language).text, facts["remote_link"])
        return Entry(
            meeting_id=facts["meeting_id"],
            host=instance.host,
            sequence=facts["sequence"],
            cancelled=self.letter in ("meeting_cancelled", "meeting_withdrawn"),
            summary=facts["title"].read(language).text,
            description=written.entry.strip(),
            location=", ".join(part for part in where if part),
            starts=facts["starts"],
            ends=facts["ends"],
            organiser=Party(sender.name, sender.address),
            attendee=Party(recipient.name, recipient.email),
            language=language,
        )

    def was_sent(self, *, message_id: str, language: str, at: datetime) -> None:
        """Note that the mail server took the letter."""
        self.sent_at = self.sent_at or at
        self.failed_at = None
        self.leased_until = None
        self.attempts += 1
        self.last_error = ""
        self.message_id = message_id
        self.language = language

    def was_refused(self, error: str, *, for_good: bool, at: datetime) -> EmailFailed | None:
        """Note that the letter was not taken: wait longer each time, and at last give up."""
        if self.sent_at:
            return None
        self.leased_until = None
        self.attempts += 1
        self.last_error = error
        if for_good or self.attempts >= ATTEMPTS:
            self.failed_at = at
            return EmailFailed(email_id=self.id, person_id=self.person_id, letter=self.letter)
        self.next_attempt_at = at + (_SOON[self.attempts - 1] if self.attempts <= len(_SOON) else _LATER)
        return None

    def send_again(self, *, at: datetime) -> bool:
        """Put the letter in the queue as if it were new; return False when it has been sent."""
        if self.sent_at:
            return False
        self.failed_at = None
        self.attempts = 0
        self.next_attempt_at = at
        return True


def _enclose(message: EmailMessage, entry: Entry, at: datetime) -> None:
    # Outlook and Gmail read the alternative part; others offer the attachment.
    calendar = entry.to_ical(at=at)
    message.add_alternative(calendar.decode(), subtype="calendar", params={"method": entry.method})
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
