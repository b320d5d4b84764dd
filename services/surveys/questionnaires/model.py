"""A survey, its questions and its invitations."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.surveys.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    ClosesInThePast,
    NotADraft,
    NotOpen,
    StillOpen,
    SurveyHasClosed,
    TooFewAnswers,
)
from services.surveys.tables import Table
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LANGUAGES, LocalisedText
from shared.contracts.surveys import ResultsPublished, SurveyClosed, SurveyInvitationIssued, SurveyOpened

State = Literal["draft", "open", "closed", "published"]
Kind = Literal["single_choice", "multiple_choice", "scale_1_5", "text", "theme"]

MIN_GROUP = 5
SCALE = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Choice:
    """One of the answers a question offers."""

    key: str
    words: LocalisedText


class Survey(Table):
    """A questionnaire with its audience and its time. Every survey is anonymous."""

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("audience IN ('directory', 'body', 'open')", name="known_audience"),
        CheckConstraint("audience <> 'body' OR body_id IS NOT NULL", name="body_for_its_members"),
        CheckConstraint(f"min_group >= {MIN_GROUP}", name="groups_are_not_too_small"),
        CheckConstraint("opened <= closes", name="opens_before_it_closes"),
        CheckConstraint("counted IS NULL OR opened IS NOT NULL", name="counted_after_opening"),
        CheckConstraint("published IS NULL OR counted >= min_group", name="published_when_enough"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version: Mapped[int] = mapped_column(default=1)
    body_id: Mapped[UUID | None]
    title: Mapped[LocalisedText]
    purpose: Mapped[LocalisedText]
    audience: Mapped[str]
    min_group: Mapped[int]
    opened: Mapped[datetime | None]
    closes: Mapped[datetime]
    """The first moment when it can no longer be answered."""
    counted: Mapped[int | None]
    """How many ballots the box held when it was opened, after the closing."""
    published: Mapped[datetime | None]

    def state(self, at: datetime) -> State:
        """Tell where in its life the survey is."""
        if self.opened is None:
            return "draft"
        if self.published is not None:
            return "published"
        return "open" if at < self.closes else "closed"

    @property
    def last_day(self) -> date:
        """The last day to answer, in Finland."""
        return (self.closes - timedelta(microseconds=1)).astimezone(HELSINKI).date()

    def edit(self, version: int) -> None:
        """Start a change of the draft that was read as `version`."""
        if self.opened is not None:
            raise NotADraft
        if self.version != version:
            raise ChangedMeanwhile
        self.version += 1

    def open(self, at: datetime) -> tuple[SurveyOpened, SurveyClosed]:
        """Open the draft; return what is true now, and what will be when the time is over."""
        if self.opened is not None:
            raise NotADraft
        if self.closes <= at:
            raise ClosesInThePast
        self.opened = at
        self.version += 1
        opened = SurveyOpened(
            survey_id=self.id,
            version=self.version,
            body_id=self.body_id,
            title=self.title.to_dict(),
            purpose=self.purpose.to_dict(),
            opens=at,
            closes=self.closes,
        )
        return opened, self._closed()

    def invite(self, person_id: UUID) -> "tuple[Invitation, SurveyInvitationIssued]":
        """Invite a person to answer."""
        invitation = Invitation(id=uuid4(), survey_id=self.id, person_id=person_id, answered=False)
        return invitation, SurveyInvitationIssued(
            survey_id=self.id,
            invitation_id=invitation.id,
            person_id=person_id,
            title=self.title.to_dict(),
            closes=self.closes,
            anonymous=True,
        )

    def close(self, at: datetime) -> SurveyClosed:
        """Close before the time."""
        self.must_be_open(at)
        self.closes = at
        return self._closed()

    def must_be_open(self, at: datetime) -> None:
        """Refuse when the survey is a draft or has closed."""
        if self.state(at) != "open":
            raise NotOpen

    def take_ballot(self, at: datetime) -> None:
        """Refuse a ballot that comes too early or too late.

        Once the box has been opened nothing is put in it, also by one whose request began before.
        """
        if self.opened is None:
            raise NotOpen
        if at >= self.closes or self.counted is not None:
            raise SurveyHasClosed

    def must_be_closed(self, at: datetime) -> None:
        """Refuse as long as someone can answer."""
        if self.state(at) in ("draft", "open"):
            raise StillOpen

    def count(self, ballots: int) -> None:
        """Write down how many ballots the box held."""
        self.counted = ballots
        self.version += 1

    def publish(self, invited: int, at: datetime) -> ResultsPublished:
        """Publish the results."""
        if self.published is not None:
            raise AlreadyPublished
        if self.counted is None or self.counted < self.min_group:
            raise TooFewAnswers
        self.published = at
        self.version += 1
        return ResultsPublished(
            survey_id=self.id,
            version=self.version,
            body_id=self.body_id,
            title=self.title.to_dict(),
            invited=invited,
            answers=self.counted,
            published=at,
        )

    def _closed(self) -> SurveyClosed:
        # Counting, which follows the closing, gives the survey the same version.
        return SurveyClosed(survey_id=self.id, version=self.version + 1)


class Question(Table):
    """A question, known by its number in the survey."""

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('single_choice', 'multiple_choice', 'scale_1_5', 'text', 'theme')", name="known_kind"
        ),
        CheckConstraint(
            "NOT grouping OR required AND kind IN ('single_choice', 'theme')", name="groups_part_all_answers"
        ),
        Index("one_grouping_a_survey", "survey_id", unique=True, postgresql_where=text("grouping")),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[LocalisedText]
    choices: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Each with `key` and `words`."""
    required: Mapped[bool]
    grouping: Mapped[bool]
    """Results are broken down by the answers to this question."""

    @property
    def options(self) -> tuple[Choice, ...]:
        """The answers to choose from; none for a free text."""
        if self.kind == "scale_1_5":
            return tuple(Choice(key, LocalisedText.of(dict.fromkeys(LANGUAGES, key))) for key in SCALE)
        return tuple(Choice(choice["key"], LocalisedText.of(choice["words"])) for choice in self.choices)


class Invitation(Table):
    """A person may answer a survey once. That it has been done is known; when and what is not."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("survey_id", "person_id", name="one_invitation_a_person"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"))
    person_id: Mapped[UUID]
    answered: Mapped[bool]
