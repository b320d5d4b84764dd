"""What letters say: one template a letter and language, which the coordinator's words can replace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.chassis import links
from shared.chassis.instance import Instance
from shared.chassis.localised import LANGUAGES, LocalisedText
from shared.chassis.pages import format_date, format_deadline, format_moment, format_range

Letter = Literal[
    "sign_in",
    "address_confirm",
    "address_asked",
    "application_received",
    "application_withdrawn",
    "application_moved",
    "application_draft",
    "application_reminder",
    "call_opened",
    "call_reopened",
    "call_cancelled",
    "selection_selected",
    "selection_reserve",
    "selection_rejected",
    "meeting_invitation",
    "meeting_changed",
    "meeting_agenda",
    "meeting_cancelled",
    "meeting_withdrawn",
    "survey_invitation",
    "term_ending",
    "pause_review",
    "attendance_low",
    "request_late",
    "interests_asked",
    "renewal_asked",
    "seat_resigned",
    "task_resigned",
    "organisation_received",
    "erasure_near",
    "person_added",
    "role_given",
    "office_taken",
    "selector_named",
    "names_asked",
    "names_reminder",
    "candidate_proposed",
    "names_given",
    "names_closed",
    "name_withdrawn",
    "mandate_notice",
    "adviser_notice",
    "pledge_asked",
    "matter_received",
    "matter_answered",
    "theme_report",
    "member_news",
    "public_news",
    "topic_request",
]
LETTERS: tuple[Letter, ...] = get_args(Letter)
OPTIONAL: Mapping[Letter, bool] = {
    "call_opened": True,
    "theme_report": True,
    "member_news": False,
    "public_news": True,
    "topic_request": True,
}
"""The letters that one may do without, and whether they come to one who has not chosen."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "teams": ("remote", "excused"),
    "hybrid": ("on_site", "remote", "excused"),
    "in_person": ("on_site", "excused"),
}
HIDDEN = "…"

_MOMENTS = ("until", "deadline", "starts", "ends", "closes", "candidates_until")
_DAYS = ("on", "wanted_by", "answer_by", "review_on", "term_starts", "term_ends", "decision_day")
_LATER: Mapping[str, tuple[str, ...]] = {
    "pledge_asked": ("body_slug", "kind", "represents", "is_deputy", "term_starts", "term_ends"),
    "selection_selected": ("body_id", "body_slug", "others"),
    "selection_reserve": ("others",),
    "selection_rejected": ("others",),
}
"""Facts that letters composed in earlier times, or restored from them, do not have."""
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Written:
    """A letter as its reader gets it."""

    subject: str
    text: str
    entry: str = ""
    """The part that stands in a calendar entry, when the letter has one."""


def write(
    letter: Letter,
    context: Mapping[str, Any],
    *,
    instance: Instance,
    language: str,
    name: str,
    personal_links: bool = True,
    stop: str = "",
) -> Written:
    """Write a letter in a language. Without `personal_links` what opens doors is left out of the links.

    `stop` is the address that stops letters of this kind.
    """
    facts = dict.fromkeys(_LATER.get(letter, ())) | read(context)
    template = _environment(language).get_template(f"{language}/{letter}.txt")
    words = facts | {
        "name": name,
        "table": instance.table.read(language).text,
        "home": instance.base_url,
        "links": _links(letter, facts, instance, language, shown=personal_links) | {"stop": stop},
    }
    head, _separator, text = template.render(words).partition("\n\n")
    return Written(
        subject=" ".join(head.removeprefix("Subject:").split()),
        text=text.strip() + "\n",
        entry="".join(
            part for block in template.blocks.values() for part in block(template.new_context(words))
        ),
    )


def read(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a letter's JSON context with their moments, days and texts."""
    return {name: _fact(name, value) for name, value in context.items()}


def language_for(language: str, instance: Instance) -> str:
    """Return the language to write in: the reader's, or the region's first."""
    return language if language in LANGUAGES else instance.languages[0]


def _fact(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name in _DAYS:
        return date.fromisoformat(value)
    if isinstance(value, dict):
        return LocalisedText.of(value)
    if isinstance(value, list):
        return [_fact("", item) for item in value]
    return value


def _links(
    letter: Letter, facts: Mapping[str, Any], instance: Instance, language: str, *, shown: bool
) -> dict[str, str]:
    def link(path: str, purpose: str, key: str, until: datetime | None = None) -> str:
        token = links.sign(instance, purpose, {"id": facts[key]}, until=until) if shown else HIDDEN
        return f"{instance.base_url}{path}/{token}?lang={language}"

    match letter:
        case "sign_in":
            return {"sign_in": link("/members/sign-in", "sign-in", "sign_in_id", facts["until"])}
        case "address_confirm":
            return {"confirm": link("/members/address", "address", "change_id", facts["until"])}
        case "application_received" | "application_moved" | "selection_selected" | "selection_reserve":
            return {"application": link("/members/applications", "application", "application_id")}
        case "application_draft" | "application_reminder":
            return {"draft": link("/members/drafts", "application-draft", "draft_id")}
        case "call_opened":
            return {"call": f"{instance.base_url}/members/calls/{facts['call_id']}?lang={language}"}
        case "call_reopened" | "call_cancelled":
            return {
                "call": f"{instance.base_url}/members/calls/{facts['call_id']}?lang={language}",
                "application": link("/members/applications", "application", "application_id"),
            }
        case "meeting_invitation" | "meeting_changed" | "meeting_agenda":
            answer = link("/meetings/rsvp", "rsvp", "invitation_id")
            return {choice: f"{answer}&answer={choice}" for choice in ANSWERS[facts["mode"]]} | {
                "meeting": f"{instance.base_url}/meetings/{facts['meeting_id']}"
            }
        case "matter_answered":
            return {"matter": link("/members/sent-matters", "matter", "matter_id")}
        case "survey_invitation":
            return {"answer": link("/surveys/answer", "survey", "invitation_id")}
    return {}


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # noqa: S701 - letters are plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        words=lambda text: text.read(language).text,
        date=lambda value: format_date(value, language),
        datetime=lambda value: format_moment(value, language),
        deadline=lambda value: format_deadline(value, language),
        time_range=lambda start, end: format_range(start, end, language),
    )
    return environment
