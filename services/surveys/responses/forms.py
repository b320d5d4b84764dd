"""The respondent's form: its fields are made by the questions."""

from collections.abc import Sequence

from starlette.requests import Request

from services.surveys.questionnaires.forms import check
from services.surveys.questionnaires.model import Question
from services.surveys.responses.model import Given, fit
from services.surveys.responses.schemas import AnswersIn
from shared.chassis.forms import Form, Translate

MAX_FIELDS = 1_000


async def read(request: Request, questions: Sequence[Question], *, translate: Translate) -> Form[AnswersIn]:
    """Read the posted answers; the answer to question 3 is in the field `q3`."""
    typed = await request.form(max_files=0, max_fields=MAX_FIELDS)
    form: Form[AnswersIn] = Form(typed, translate=translate)
    given: dict[int, Given] = {}
    for question in questions:
        values = [value for value in form.values(field(question)) if value.strip()]
        if values:
            given[question.number] = values if question.kind == "multiple_choice" else values[0]
    check(
        form,
        AnswersIn,
        {"language": form.value("language"), "answers": given},
        name_of=lambda where: f"q{where[1]}" if len(where) > 1 else "",
    )
    if form.data:
        wrong = fit(questions, form.data.answers)[1]
        for question in questions:
            if message := wrong.get(question.number):
                form.add_error(field(question), message)
    return form


def field(question: Question) -> str:
    """Return the name of a question's field."""
    return f"q{question.number}"
