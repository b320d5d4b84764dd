"""Evaluation as people send and get it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.members.evaluations.commands import Given
from services.members.evaluations.model import HIGHEST, Balance, Compared, InterestConflict, Score
from services.members.people.model import Person
from shared.chassis.text import EmailAddress, Language, Line, OptionalParagraphs, Paragraphs

Points = Annotated[int, Field(ge=0, le=HIGHEST)]
Position = Annotated[int, Field(ge=0, le=100)]


class ScoreIn(BaseModel):
    """The points on one criterion, and a word of why."""

    criterion: Position
    points: Points
    comment: OptionalParagraphs = ""


class ScoresIn(BaseModel):
    """The points of one selector to one application; a criterion that is not named keeps its own."""

    scores: Annotated[list[ScoreIn], Field(min_length=1, max_length=20)]

    def given(self) -> dict[int, Given]:
        """Return what the command stores."""
        return {one.criterion: Given(one.points, one.comment) for one in self.scores}


class ConflictIn(BaseModel):
    """Why one cannot judge this applicant, in a few words."""

    words: Paragraphs


class SelectorIn(BaseModel):
    """Somebody to evaluate a call."""

    name: Line
    email: EmailAddress
    language: Language = "fi"


class SelectorOut(BaseModel):
    """A named selector."""

    person_id: UUID
    name: str

    @classmethod
    def of(cls, person: Person) -> "SelectorOut":
        return cls(person_id=person.id, name=person.name)


class ScoreOut(BaseModel):
    """What one selector gave on one criterion, and a word of why."""

    person_id: UUID
    criterion: int
    points: int
    comment: str
    given: datetime

    @classmethod
    def of(cls, score: Score) -> "ScoreOut":
        same = ("person_id", "points", "comment", "given")
        return cls(criterion=score.position, **{name: getattr(score, name) for name in same})


class ConflictOut(BaseModel):
    """Who is too near an applicant to judge, and why."""

    person_id: UUID
    words: str
    declared: datetime

    @classmethod
    def of(cls, conflict: InterestConflict) -> "ConflictOut":
        return cls(**{name: getattr(conflict, name) for name in cls.model_fields})


class GivenOut(BaseModel):
    """Everything selectors gave one application; what is left out does not count in the comparison."""

    scores: list[ScoreOut]
    left_out: list[ScoreOut]
    conflicts: list[ConflictOut]


class ComparedOut(BaseModel):
    """An application beside the others."""

    application_id: UUID
    organisation: str
    theme: str
    scope: str
    language: str
    municipality: str | None
    outcome: str | None
    mean: float | None
    by_criterion: list[float | None]
    selectors: int
    spread: int
    conflicts: list[str]
    near: bool
    """It is the reader's own, so what others gave it is not told."""
    scores: list[ScoreOut]
    left_out: list[ScoreOut]
    """Given by who is near the applicant, or came to be: kept, and not counted."""

    @classmethod
    def of(cls, row: Compared, criteria: int) -> "ComparedOut":
        application = row.candidacy.application
        return cls(
            application_id=application.id,
            organisation=application.name,
            theme=row.candidacy.theme.slug,
            scope=application.scope,
            language=application.language,
            municipality=row.municipality,
            outcome=application.outcome,
            mean=row.mean,
            by_criterion=[row.mean_of(position) for position in range(criteria)],
            selectors=row.selectors,
            spread=row.spread,
            conflicts=[one.words for one in row.conflicts],
            near=row.near,
            scores=[ScoreOut.of(one) for one in row.scores],
            left_out=[ScoreOut.of(one) for one in row.left_out],
        )


class BalanceOut(BaseModel):
    """How those who applied and those who are selected part by one thing."""

    value: str
    applied: int
    selected: int

    @classmethod
    def of(cls, part: Balance) -> "BalanceOut":
        return cls(**vars(part))


class ComparisonOut(BaseModel):
    """The applications of a round side by side, the highest mean of a theme first, and the balance."""

    items: list[ComparedOut]
    by_scope: list[BalanceOut]
    by_language: list[BalanceOut]
    by_municipality: list[BalanceOut]
