"""A consent: a person agreed to a purpose, in these words, until it is withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem

NAME_TEXT = "2026-11"
"""The version of the words by which a name is shown with a body; new words get a new version."""


TELEPHONE, ACCESSIBILITY, EXPERTISE = "telephone", "accessibility", "expertise"
PROFILE = {TELEPHONE: "phone", ACCESSIBILITY: "needs", EXPERTISE: "expertise"}
"""The consents by which something of a profile is kept, and what it is."""


class NotAgreedYet(Problem):
    """A national group is given only those who have said yes on their own page. Wait, or choose another."""

    slug = "members/not-agreed-yet"
    status = 409
    field: ClassVar[str] = "chosen"


class PurposeUnknown(Problem):
    """There is no such consent."""

    slug = "members/purpose-unknown"
    status = 422
    field: ClassVar[str] = "purpose"


@dataclass(frozen=True)
class Purpose:
    """What can be agreed to, in the words of a version."""

    slug: str
    version: int
    title: LocalisedText
    words: LocalisedText
    versions: Mapping[int, LocalisedText]
    """The words of every version, the present one first: what somebody agreed to is kept."""


class Consent(Table):
    """A consent as it was given. It is never changed, only withdrawn."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("withdrawn >= given", name="withdrawn"),
        Index(
            "consent_live_key",
            "person_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn IS NULL"),
        ),
        Index("consent_person_idx", "person_id", "given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str]
    text_version: Mapped[int]
    given: Mapped[datetime]
    withdrawn: Mapped[datetime | None]


class Profile(Table):
    """What a person tells of themselves by consent: each part is kept as long as its consent holds."""

    __tablename__ = "profile"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(default="")
    needs: Mapped[str] = mapped_column(default="")
    """What the person needs to take part."""
    expertise: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    changed: Mapped[datetime]

    def forget(self, purpose: str) -> None:
        """Keep nothing that was told by this consent."""
        if part := PROFILE.get(purpose):
            setattr(self, part, [] if part == "expertise" else "")


HIDDEN: Mapping[str, Any] = {"consents": False, "consented": None, "text_version": None}
"""What a row with a name that nobody outside sees has of the yes."""


class Shown:
    """A row with somebody's name, which anyone sees only after the own yes of that person."""

    consents: Mapped[bool] = mapped_column(default=False)
    consented: Mapped[datetime | None]
    """When the person said yes."""
    text_version: Mapped[str | None]
    """To which words."""

    def show(self, at: datetime) -> None:
        """Let the name be shown, by the person's own yes; a second yes changes nothing."""
        if not self.consents:
            self.consents, self.consented, self.text_version = True, at, NAME_TEXT

    def hide(self) -> None:
        """Let the name be shown no longer."""
        self.consents, self.consented, self.text_version = False, None, None


class NameConsent(Table):
    """A person lets the name be shown to anyone with a body, until it is withdrawn."""

    __tablename__ = "name_consent"
    __table_args__ = (
        Index(
            "name_consent_given_key",
            "person_id",
            "body_id",
            unique=True,
            postgresql_where=text("withdrawn IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    text_version: Mapped[str]
    given: Mapped[datetime]
    withdrawn: Mapped[datetime | None]
