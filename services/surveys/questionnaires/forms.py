"""The coordinator's form: questions are rows that can be added and removed without losing what was typed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from services.surveys.questionnaires.model import MIN_GROUP, Question, Survey
from services.surveys.questionnaires.schemas import SurveyEdit
from shared.chassis.forms import MESSAGES, Form, Translate
from shared.chassis.localised import LANGUAGES

MOST_QUESTIONS = 30
MAX_FIELDS = 1_000
ROW = re.compile(r"^q([1-9][0-9]?)_(.+)$")

Input = TypeVar("Input", bound=BaseModel)
Where = tuple[int | str, ...]


def _(message: str) -> str:
    return message


OWN_MESSAGES: Mapping[str, str] = {
    "choices_needed": _("Write at least two choices"),
    "choices_not_needed": _("This kind of question has no choices of its own"),
    "cannot_group": _("Only a question with one choice can part the results"),
    "one_grouping": _("Only one question can part the results"),
    "body_needed": _("Choose the body"),
}


@dataclass(frozen=True)
class SurveyForm:
    """What the coordinator typed: the form, how many questions it has, and which button was pressed."""

    form: Form[SurveyEdit]
    rows: int
    then: str


def check(
    form: Form[Input], schema: type[Input], values: Mapping[str, Any], *, name_of: Callable[[Where], str]
) -> None:
    """Read nested values with the schema; `name_of` tells at which field of the page an error stands."""
    try:
        form.data = schema.model_validate(values)
    except ValidationError as error:
        for details in error.errors(include_url=False, include_input=False):
            name = name_of(details["loc"])
            message = OWN_MESSAGES.get(details["type"]) or MESSAGES.get(details["type"], _("Check this"))
            if form.error(name) is None:
                form.add_error(name, message, **details.get("ctx", {}))


async def read(request: Request, *, translate: Translate) -> SurveyForm:
    """Read the posted form. A button that adds or removes a question is obeyed; nothing is checked then."""
    posted = await request.form(max_files=0, max_fields=MAX_FIELDS)
    typed = {name: value for name, value in posted.items() if isinstance(value, str)}
    rows = min(max((int(row[1]) for name in typed if (row := ROW.match(name))), default=1), MOST_QUESTIONS)
    then = typed.get("then", "save")
    if then == "add":
        return SurveyForm(Form(_with_row(typed, rows + 1), translate=translate), _more(rows), then)
    if then.startswith("remove-"):
        return SurveyForm(Form(_without_row(typed, then), translate=translate), max(rows - 1, 1), "remove")
    form: Form[SurveyEdit] = Form(typed, translate=translate)
    check(form, SurveyEdit, _values(typed, rows), name_of=_name_of)
    return SurveyForm(form, rows, "save")


def blank(translate: Translate) -> SurveyForm:
    """Return the form of a new survey."""
    typed = {"audience": "directory", "min_group": str(MIN_GROUP), "version": "1"}
    return SurveyForm(Form(_with_row(typed, 1), translate=translate), 1, "")


def filled(survey: Survey, questions: list[Question], translate: Translate) -> SurveyForm:
    """Return the form of a draft."""
    typed = {
        "audience": survey.audience,
        "body_id": str(survey.body_id or ""),
        "closes_on": survey.last_day.isoformat(),
        "min_group": str(survey.min_group),
        "version": str(survey.version),
    }
    for language in LANGUAGES:
        typed[f"title_{language}"] = getattr(survey.title, language)
        typed[f"purpose_{language}"] = getattr(survey.purpose, language)
    for question in questions:
        row = f"q{question.number}"
        typed[f"{row}_kind"] = question.kind
        typed[f"{row}_required"] = "1" if question.required else ""
        typed[f"{row}_grouping"] = "1" if question.grouping else ""
        own = [] if question.kind == "theme" else question.choices
        for language in LANGUAGES:
            typed[f"{row}_title_{language}"] = getattr(question.title, language)
            typed[f"{row}_choices_{language}"] = "\n".join(
                choice["words"].get(language, "") for choice in own
            ).rstrip("\n")
    return SurveyForm(Form(typed, translate=translate), max(len(questions), 1), "")


def _with_row(typed: dict[str, str], number: int) -> dict[str, str]:
    if number > MOST_QUESTIONS:
        return typed
    return typed | {f"q{number}_kind": "scale_1_5", f"q{number}_required": "1"}


def _more(rows: int) -> int:
    return min(rows + 1, MOST_QUESTIONS)


def _without_row(typed: dict[str, str], then: str) -> dict[str, str]:
    gone = then.removeprefix("remove-")
    kept = {}
    for name, value in typed.items():
        row = ROW.match(name)
        if row is None or not gone.isdigit() or int(row[1]) < int(gone):
            kept[name] = value
        elif int(row[1]) > int(gone):
            kept[f"q{int(row[1]) - 1}_{row[2]}"] = value
    return kept


def _values(typed: dict[str, str], rows: int) -> dict[str, Any]:
    plain = ("audience", "body_id", "closes_on", "min_group", "version")
    values: dict[str, Any] = {name: typed[name] for name in plain if typed.get(name, "").strip()}
    values |= {name: words for name in ("title", "purpose") if (words := _words(typed, name))}
    values["questions"] = [_question(typed, f"q{number}") for number in range(1, rows + 1)]
    return values


def _question(typed: dict[str, str], row: str) -> dict[str, Any]:
    kind = typed.get(f"{row}_kind", "")
    question: dict[str, Any] = {
        "kind": kind,
        "required": bool(typed.get(f"{row}_required")),
        "grouping": bool(typed.get(f"{row}_grouping")),
    }
    if words := _words(typed, f"{row}_title"):
        question["title"] = words
    # What was written under another kind is kept on the page, but is not part of this one.
    if kind in ("single_choice", "multiple_choice"):
        question["choices"] = _choices(typed, row)
    return question


def _words(typed: dict[str, str], name: str) -> dict[str, str]:
    return {
        language: words for language in LANGUAGES if (words := typed.get(f"{name}_{language}", "").strip())
    }


def _choices(typed: dict[str, str], row: str) -> list[dict[str, str]]:
    lines = [typed.get(f"{row}_choices_{language}", "").strip().splitlines() for language in LANGUAGES]
    return [
        {language: words.strip() for language, words in zip(LANGUAGES, choice, strict=True) if words.strip()}
        for choice in zip_longest(*lines, fillvalue="")
        if any(words.strip() for words in choice)
    ]


def _name_of(where: Where) -> str:
    if len(where) > 1 and where[0] == "questions" and isinstance(where[1], int):
        row, rest = f"q{where[1] + 1}", [str(part) for part in where[2:]]
        if not rest:
            return f"{row}_choices"
        if rest[0] == "title":
            return f"{row}_title_{rest[1]}" if len(rest) > 1 else f"{row}_title"
        return f"{row}_{rest[0]}"
    parts = [str(part) for part in where]
    return "_".join(parts[:2]) if len(parts) > 1 and parts[1] in LANGUAGES else "".join(parts[:1])
