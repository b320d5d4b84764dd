"""The words that stand in files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from shared.chassis.forms import Translate
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Pages, format_day, format_moment, language_of
from shared.chassis.principals import Principal

Rows = Sequence[Sequence[Any]]


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated when it is shown."""
    return message


CODES: Mapping[str, Mapping[str, str]] = {
    "body": {
        "planned": _("being planned"),
        "in_development": _("in development"),
        "active": _("at work"),
        "paused": _("paused"),
        "ended": _("ended"),
    },
    "call": {
        "draft": _("draft"),
        "announced": _("opens later"),
        "open": _("open"),
        "closed": _("closed"),
        "evaluated": _("evaluated"),
        "proposed": _("selection proposed"),
        "returned": _("returned for preparation"),
        "revised": _("new round in preparation"),
        "reopened": _("open again"),
        "confirmed": _("selection confirmed"),
        "cancelled": _("cancelled"),
    },
    "scope": {"local": _("local"), "regional": _("regional"), "national": _("national")},
    "language": {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")},
    "channel": {"form": _("form"), "email": _("e-mail")},
    "outcome": {"selected": _("selected"), "reserve": _("reserve"), "rejected": _("not selected")},
    "level": {"municipal": _("municipality"), "regional": _("region"), "national": _("whole country")},
    "post": {"member": _("member"), "deputy": _("deputy"), "expert": _("expert"), "chair": _("chair")},
    "nomination": {
        "open": _("candidates are taken"),
        "choosing": _("names are being chosen"),
        "answered": _("answered"),
        "named": _("named"),
        "cancelled": _("called off"),
    },
    "initiative": {
        "draft": _("not sent yet"),
        "sent": _("sent"),
        "accepted": _("accepted"),
        "declined": _("not accepted"),
        "dropped": _("given up"),
    },
    "figure": {
        "members": _("People who are members"),
        "volunteers": _("Volunteers"),
        "peer_supporters": _("Peer supporters"),
        "professionals": _("Employed professionals"),
    },
    "reading": {
        "application": _("an application"),
        "list": _("the list of applications"),
        "selection": _("the selection"),
        "comparison": _("the comparison"),
        "proposal": _("the proposal"),
        "attachment": _("an attachment"),
        "reserves": _("the reserves of a seat"),
        "record": _("what is known of the applicant"),
    },
}


def coded(translate: Translate, kind: str, value: str | None) -> str:
    """Return the word of a code; nothing when there is none."""
    return translate(CODES[kind].get(value or "", value or ""))


@dataclass(frozen=True)
class Words:
    """The reader's words for what stands in cells."""

    translate: Callable[[str], str]
    language: str

    @classmethod
    def of(cls, request: Request, who: Principal) -> "Words":
        pages: Pages = request.app.state.pages
        return cls(pages.translator(request, who), language_of(request, who))

    def code(self, kind: str, value: str | None) -> str:
        return coded(self.translate, kind, value)

    def read(self, text: LocalisedText) -> str:
        return text.read(self.language).text

    def day(self, value: Any) -> str:
        return format_day(value, self.language) if value else ""

    def moment(self, value: Any) -> str:
        return format_moment(value, self.language) if value else ""
