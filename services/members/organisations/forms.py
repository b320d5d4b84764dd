"""The directory's forms: its filters, and an entry to be written or corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query

from services.members.keywords.model import KINDS
from services.members.keywords.queries import Lists
from services.members.organisations.commands import TAGS
from services.members.organisations.queries import Wanted, tokens
from services.members.places.api import Places
from services.members.places.model import Municipalities
from shared.chassis.forms import Translate
from shared.chassis.text import OptionalLine

LISTS = ("served", "sectors", "themes", "activities", "target_groups", "expertise", "languages")


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated when it is shown."""
    return message


LABELS: Mapping[str, str] = {
    "name": _("Name"),
    "name_sv": _("Name in Swedish"),
    "short_name": _("Short name"),
    "number": _("ID number"),
    "business_id": _("Business ID"),
    "register_number": _("Register number"),
    "legal_form": _("Legal form"),
    "scope": _("Works"),
    "municipality": _("Home municipality"),
    "served": _("Works in these municipalities"),
    "sectors": _("Sectors"),
    "themes": _("Themes"),
    "activities": _("Fields of activity"),
    "target_groups": _("Target groups"),
    "expertise": _("Expertise of life situations"),
    "languages": _("Works in these languages"),
    "web": _("Web address"),
    "address": _("Postal address"),
    "register_class": _("Class in the register"),
    "produces_services": _("Produces services for the county"),
    "public_funding": _("Receives public funding"),
    "members": _("People who are members"),
    "volunteers": _("Volunteers"),
    "peer_supporters": _("Peer supporters"),
    "professionals": _("Employed professionals"),
    "contact_name": _("Contact person"),
    "contact_person_email": _("Contact person’s e-mail"),
    "contact_role": _("Role"),
    "contact_email": _("E-mail"),
    "contact_phone": _("Telephone"),
    "description": _("In a few sentences"),
    "language": _("Language of contact"),
}
CODES: Mapping[str, str] = {
    "local": _("local"),
    "regional": _("regional"),
    "national": _("national"),
    "association": _("Registered association"),
    "foundation": _("Foundation"),
    "parish": _("Parish"),
    "cooperative": _("Cooperative"),
    "company": _("Company"),
    "group": _("Unregistered group"),
    "other": _("Other"),
    "fi": _("Finnish"),
    "sv": _("Swedish"),
    "en": _("English"),
    "se": _("Sámi"),
    "active": _("active"),
    "passive": _("passive"),
    "dissolved": _("dissolved"),
}
HISTORY: Mapping[str, str] = {
    **LABELS,
    "contact_person_id": _("Contact person"),
    "status": _("Status"),
    "dissolved_on": _("Dissolved on"),
    "successor_id": _("Successor"),
    "merged_into_id": _("Joined into another entry"),
}
"""What a field of the history is called."""

OptionalCode = Annotated[str, Query(pattern=r"^(\d{3})?$")]
OptionalSlug = Annotated[str, Query(pattern=r"^([a-z0-9][a-z0-9-]{0,62})?$")]


@dataclass(frozen=True)
class Filters:
    """What the list is filtered by, as it stands in the address."""

    chosen: Mapping[str, str]
    wanted: Wanted

    @property
    def query(self) -> str:
        """Return the filters that are set, for an address."""
        return urlencode({name: value for name, value in self.chosen.items() if value})


def _filters(
    places: Places,
    *,
    q: OptionalLine = "",
    municipality: OptionalCode = "",
    scope: Literal["", "local", "regional", "national"] = "",
    sector: OptionalSlug = "",
    theme: OptionalSlug = "",
    activity: OptionalSlug = "",
    target_group: OptionalSlug = "",
    expertise: OptionalSlug = "",
    status: Literal["", "active", "passive", "dissolved"] = "",
    verified: Literal["", "no", "old"] = "",
) -> Filters:
    tags = dict(zip(KINDS, (sector, theme, activity, target_group, expertise), strict=True))
    named = {word: code for word in tokens(q) if (code := places.code_of(word))}
    wanted = Wanted(q, named, municipality, scope, tags, status=status, verified=verified)
    rest = {"q": q, "municipality": municipality, "scope": scope, "status": status, "verified": verified}
    return Filters(rest | tags, wanted)


Chosen = Annotated[Filters, Depends(_filters)]


class Wording:
    """Says the facts of an organisation in the reader's words."""

    def __init__(self, places: Municipalities, lists: Lists, translate: Translate, language: str) -> None:
        self._places = places
        self.translate = translate
        self.language = language
        self._names = {
            field: {word.slug: word.name.read(language).text for word in lists[kind]}
            for field, kind in TAGS.items()
        }

    def label(self, field: str) -> str:
        """Return what a field is called."""
        return self.translate(HISTORY[field])

    def value(self, field: str, value: Any) -> Any:
        """Return what stands in a field: a number as it is, anything else as words."""
        if field in self._names:
            return ", ".join(self._names[field].get(slug, slug) for slug in value)
        if field == "served":
            return ", ".join(self._places.name(code, self.language) for code in value)
        if field == "municipality":
            return self._places.name(value, self.language)
        if field in ("scope", "legal_form", "language", "status"):
            return self.translate(CODES[value]) if value else ""
        if field == "languages":
            return ", ".join(self.translate(CODES[code]) for code in value)
        if field in ("produces_services", "public_funding"):
            return self.translate(_("yes")) if value else self.translate(_("no"))
        return "" if value is None else value
