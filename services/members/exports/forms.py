"""The words of the codes that stand in files."""

from collections.abc import Mapping

from shared.chassis.forms import Translate


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
