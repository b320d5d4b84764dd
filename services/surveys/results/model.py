"""What may be known of the answers: counts, with every group hidden that could point at someone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.surveys.questionnaires.model import Question, State, Survey
from services.surveys.tables import Table
from shared.chassis.localised import LocalisedText

BALLOTS = 0
"""The number under which the ballots themselves are counted, by group and language."""
ANYONE = ""
"""The group where no question parts the results; the choice that counts all who answered a question."""


class Tally(Table):
    """How many in a group chose an answer. Written once, when the box is opened; pages read nothing else."""

    __tablename__ = "tallies"

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(primary_key=True)
    answers: Mapped[int]


@dataclass(frozen=True)
class Count:
    """How many chose something; None when it is hidden."""

    key: str
    words: LocalisedText
    answers: int | None


@dataclass(frozen=True)
class GroupResult:
    """How one group answered one question; None when the group is hidden."""

    key: str
    words: LocalisedText
    answers: int | None
    mean: float | None
    choices: tuple[Count, ...]


@dataclass(frozen=True)
class QuestionResult:
    """How everyone, and each group, answered one question."""

    number: int
    kind: str
    title: LocalisedText
    answers: int | None
    mean: float | None
    choices: tuple[Count, ...]
    groups: tuple[GroupResult, ...]


@dataclass(frozen=True)
class Results:
    """Everything that may be shown of a survey's answers."""

    survey_id: UUID
    state: State
    min_group: int
    invited: int
    answers: int | None
    languages: tuple[Count, ...]
    groups: tuple[Count, ...]
    questions: tuple[QuestionResult, ...]

    @property
    def response_rate(self) -> float | None:
        """The share of the invited who answered, when there were invitations."""
        return self.answers / self.invited if self.invited and self.answers is not None else None

    @property
    def hides(self) -> bool:
        """Tell whether a group is hidden somewhere."""
        groups = [group.answers for question in self.questions for group in question.groups]
        counts = [count.answers for count in (*self.languages, *self.groups)]
        return None in groups + counts


def hidden(counts: Mapping[str, int], least: int, *, also: Iterable[str] = ()) -> frozenset[str]:
    """Return the groups that must not be shown beside the total.

    Those with fewer than `least`, and then the next smallest until `least` answers are hidden, which
    takes at least two groups: otherwise taking the shown from the total would tell a small one.
    """
    found = {key for key, count in counts.items() if 0 < count < least or key in set(also)}
    larger = sorted((key for key in counts if key not in found and counts[key]), key=lambda key: counts[key])
    while found and larger and sum(counts[key] for key in found) < least:
        found.add(larger.pop(0))
    return frozenset(found)


def tell(
    survey: Survey, questions: Sequence[Question], tallies: Sequence[Tally], *, state: State, invited: int
) -> Results:
    """Tell what may be known; with fewer answers than the least group that is nothing."""
    enough = survey.counted is not None and survey.counted >= survey.min_group
    counts = {(tally.number, tally.part, tally.choice): tally.answers for tally in tallies}
    grouping = next((question for question in questions if question.grouping), None)
    parts = _sum(counts, of=1)
    secret = hidden(parts, survey.min_group)
    words = {choice.key: choice.words for choice in grouping.options} if grouping else {}
    return Results(
        survey_id=survey.id,
        state=state,
        min_group=survey.min_group,
        invited=invited,
        answers=survey.counted if enough else None,
        languages=_languages(_sum(counts, of=2), survey.min_group),
        groups=tuple(
            Count(key, name, None if key in secret else parts.get(key, 0)) for key, name in words.items()
        )
        if enough
        else (),
        questions=tuple(
            _question(question, counts, words, secret, survey.min_group)
            for question in questions
            if not question.grouping
        )
        if enough
        else (),
    )


def _languages(counts: Mapping[str, int], least: int) -> tuple[Count, ...]:
    secret = hidden(counts, least)
    return tuple(
        Count(language, LocalisedText(), None if language in secret else counts[language])
        for language in ("fi", "sv", "en")
        if counts.get(language)
    )


def _question(
    question: Question,
    counts: Mapping[tuple[int, str, str], int],
    words: Mapping[str, LocalisedText],
    secret: frozenset[str],
    least: int,
) -> QuestionResult:
    number = question.number
    by_part = {part: counts.get((number, part, ANYONE), 0) for part in words or [ANYONE]}
    total = sum(by_part.values())
    # Fewer may have answered this question than the survey, so each question is looked at anew.
    secret = hidden(by_part, least, also=secret)

    def chosen(key: str, parts: Iterable[str]) -> int:
        return sum(counts.get((number, part, key), 0) for part in parts)

    def choices(parts: Sequence[str], shown: bool) -> tuple[Count, ...]:
        return tuple(
            Count(choice.key, choice.words, chosen(choice.key, parts) if shown else None)
            for choice in question.options
        )

    everyone = choices(list(by_part), total >= least)
    groups = []
    for part, name in words.items():
        own = choices([part], part not in secret)
        answers = None if part in secret else by_part[part]
        groups.append(GroupResult(part, name, answers, _mean(question, own), own))
    return QuestionResult(
        number=number,
        kind=question.kind,
        title=question.title,
        answers=total if total >= least else None,
        mean=_mean(question, everyone),
        choices=everyone,
        groups=tuple(groups),
    )


def _mean(question: Question, choices: Sequence[Count]) -> float | None:
    total = sum(choice.answers or 0 for choice in choices)
    if question.kind != "scale_1_5" or not total:
        return None
    return round(sum(int(choice.key) * (choice.answers or 0) for choice in choices) / total, 2)


def _sum(counts: Mapping[tuple[int, str, str], int], *, of: int) -> dict[str, int]:
    sums: dict[str, int] = {}
    for key, answers in counts.items():
        if key[0] == BALLOTS:
            sums[str(key[of])] = sums.get(str(key[of]), 0) + answers
    return sums
