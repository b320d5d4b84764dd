"""What a row of a file means, and how far a file has come."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

from services.members.imports.model import ImportFile, ImportRow
from services.members.imports.queries import Counts
from services.members.keywords.queries import Lists
from services.members.organisations.commands import TAGS
from services.members.organisations.model import FACTS
from services.members.organisations.schemas import EntryIn
from services.members.places.model import Municipalities

# The headings we know: our own files' in every language, and what coordinators call the columns.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "nimi", "namn", "yhdistys", "järjestö", "järjestön nimi", "organisation", "förening"),
    "name_sv": ("name in swedish", "nimi ruotsiksi", "namn på svenska", "ruotsinkielinen nimi"),
    "short_name": ("short name", "lyhenne", "lyhyt nimi", "kortnamn", "förkortning"),
    "number": ("number", "tunnus", "id number", "id-nummer", "nummer", "numero"),
    "business_id": ("business id", "y-tunnus", "ytunnus", "fo-nummer"),
    "register_number": ("register number", "rekisterinumero", "registernummer", "yhdistysrekisterinumero"),
    "legal_form": ("legal form", "oikeudellinen muoto", "yhteisömuoto", "juridisk form"),
    "scope": ("works", "toimii", "laajuus", "toiminta-alue", "verkar", "verksamhetsområde", "omfattning"),
    "municipality": (
        "home municipality",
        "kotikunta",
        "kotipaikka",
        "kunta",
        "hemkommun",
        "hemort",
        "kommun",
    ),
    "served": ("works in these municipalities", "toimii näissä kunnissa", "verkar i dessa kommuner"),
    "sectors": ("sectors", "toimialat", "toimiala", "branscher", "bransch"),
    "themes": ("themes", "teemat", "teema", "teman", "tema"),
    "activities": ("fields of activity", "toimintamuodot", "verksamhetsformer"),
    "expertise": (
        "expertise of life situations",
        "elämäntilanteiden tuntemus",
        "sakkunskap om livssituationer",
    ),
    "target_groups": ("target groups", "kohderyhmät", "kohderyhmä", "målgrupper", "målgrupp"),
    "languages": (
        "works in these languages",
        "toimii näillä kielillä",
        "toimintakielet",
        "verkar på dessa språk",
    ),
    "web": ("web address", "verkko-osoite", "verkkosivut", "www", "webbadress", "webbplats"),
    "address": ("postal address", "postiosoite", "osoite", "postadress", "adress"),
    "register_class": ("class in the register", "luokka rekisterissä", "yhdistystyyppi", "klass i registret"),
    "public_funding": ("receives public funding", "saa julkista rahoitusta", "får offentlig finansiering"),
    "produces_services": (
        "produces services for the county",
        "tuottaa palveluja hyvinvointialueelle",
        "producerar tjänster för välfärdsområdet",
    ),
    "members": (
        "people who are members",
        "jäseniä",
        "jäsenmäärä",
        "henkilöjäseniä",
        "medlemmar",
        "personmedlemmar",
    ),
    "volunteers": ("volunteers", "vapaaehtoisia", "frivilliga"),
    "peer_supporters": ("peer supporters", "vertaistukijoita", "kamratstödjare"),
    "professionals": ("employed professionals", "palkattuja ammattilaisia", "anställda", "työntekijöitä"),
    "contact_name": ("contact person", "yhteyshenkilö", "yhteyshenkilön nimi", "kontaktperson"),
    "contact_person_email": (
        "contact person’s e-mail",
        "yhteyshenkilön sähköposti",
        "kontaktpersonens e-post",
    ),
    "contact_role": ("role", "tehtävä", "roll", "uppgift"),
    "contact_email": ("e-mail", "email", "sähköposti", "e-post"),
    "contact_phone": ("telephone", "puhelin", "telefon", "puhelinnumero"),
    "description": (
        "in a few sentences",
        "kuvaus",
        "muutamalla lauseella",
        "beskrivning",
        "med några meningar",
    ),
    "language": (
        "language of contact",
        "yhteydenpidon kieli",
        "asiointikieli",
        "kieli",
        "kontaktspråk",
        "språk",
    ),
}
FIELDS = tuple(HEADINGS)
Column = Literal[FIELDS]  # type: ignore[valid-type]
Action = Literal["add", "update", "skip"]
RowNumber = Annotated[int, Field(ge=1, le=1_000_000)]

_YES_OR_NO = {
    **dict.fromkeys(("1", "x", "yes", "true", "kyllä", "k", "ja", "on"), "true"),
    **dict.fromkeys(("0", "-", "no", "false", "ei", "e", "nej"), "false"),
}
_CODES: Mapping[str, Mapping[str, str]] = {
    "scope": {
        **dict.fromkeys(("local", "paikallinen", "paikallisesti", "lokal", "lokalt"), "local"),
        **dict.fromkeys(("regional", "alueellinen", "alueellisesti", "regionalt"), "regional"),
        **dict.fromkeys(
            ("national", "valtakunnallinen", "valtakunnallisesti", "riksomfattande", "nationell"), "national"
        ),
    },
    "legal_form": {
        **dict.fromkeys(
            (
                "association",
                "ry",
                "rf",
                "yhdistys",
                "rekisteröity yhdistys",
                "förening",
                "registrerad förening",
            ),
            "association",
        ),
        **dict.fromkeys(("foundation", "säätiö", "sr", "stiftelse"), "foundation"),
        **dict.fromkeys(("parish", "seurakunta", "församling"), "parish"),
        **dict.fromkeys(("cooperative", "osuuskunta", "osk", "andelslag"), "cooperative"),
        **dict.fromkeys(
            ("company", "oy", "ab", "yritys", "osakeyhtiö", "yhtiö", "bolag", "företag"), "company"
        ),
        **dict.fromkeys(
            ("group", "ryhmä", "rekisteröimätön", "rekisteröimätön ryhmä", "oregistrerad grupp", "grupp"),
            "group",
        ),
        **dict.fromkeys(("other", "muu", "annan"), "other"),
    },
    "language": {
        **dict.fromkeys(("fi", "suomi", "finska", "finnish"), "fi"),
        **dict.fromkeys(("sv", "ruotsi", "svenska", "swedish"), "sv"),
        **dict.fromkeys(("en", "englanti", "engelska", "english"), "en"),
    },
    "produces_services": _YES_OR_NO,
    "public_funding": _YES_OR_NO,
}
_TAGS = TAGS
_LANGUAGES = {
    **dict.fromkeys(("fi", "suomi", "finska", "finnish"), "fi"),
    **dict.fromkeys(("sv", "ruotsi", "svenska", "swedish"), "sv"),
    **dict.fromkeys(("en", "englanti", "engelska", "english"), "en"),
    **dict.fromkeys(("se", "saame", "samiska", "sámi"), "se"),
    **dict.fromkeys(("other", "muu", "annan", "annat"), "other"),
}
CONTACT = ("contact_name", "contact_person_email")
"""What a row tells of the contact person; a person is not a fact of the organisation."""
_FIGURES = ("members", "volunteers", "peer_supporters", "professionals")


class ColumnsIn(BaseModel):
    """Which field each column holds, by its number from 0; a column that is left out is not read."""

    columns: Annotated[dict[Annotated[str, Field(pattern=r"^\d{1,3}$")], Column], Field(max_length=100)]


class ActionIn(BaseModel):
    """What to do with a row that resembles an organisation of the directory."""

    action: Action


class ActionsIn(BaseModel):
    """What to do with several rows, by their numbers."""

    actions: Annotated[dict[RowNumber, Action], Field(max_length=100)]


class DecisionIn(ActionIn):
    """What to do with every row that resembles an organisation in this way."""

    match_by: Literal["number", "name", "email", "alike"]


class ImportOut(BaseModel):
    """Where a file stands."""

    id: UUID
    name: str
    state: str
    problem: str | None
    headings: list[str]
    columns: dict[str, str]
    verified: bool
    uploaded: datetime
    saved: datetime | None
    added: int
    updated: int
    done: int
    total: int
    rows: int
    errors: int
    matches: int
    add: int
    update: int
    skip: int

    @classmethod
    def of(cls, file: ImportFile, counts: Counts) -> "ImportOut":
        counted = asdict(counts)
        own = {name: getattr(file, name) for name in cls.model_fields if name not in counted}
        return cls(**own, **counted)


class ImportsOut(BaseModel):
    """The last files."""

    items: list[ImportOut]


class ImportRowOut(BaseModel):
    """A row: its cells, what is wrong with them, whom it resembles and what will be done."""

    number: int
    cells: list[str]
    errors: list[dict[str, Any]]
    match_id: UUID | None
    match_by: str | None
    action: str

    @classmethod
    def of(cls, row: ImportRow) -> "ImportRowOut":
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ImportRowsOut(BaseModel):
    """A page of rows."""

    items: list[ImportRowOut]
    total: int


@dataclass(frozen=True)
class Reading:
    """A row read: the facts when it is right, or what is wrong, by column."""

    facts: dict[str, Any] | None
    errors: list[dict[str, Any]]


def recognise(headings: Sequence[str]) -> dict[str, str]:
    """Return which field each heading names; each field is taken once."""
    known = {written: field for field, all_written in HEADINGS.items() for written in all_written}
    columns: dict[str, str] = {}
    for number, heading in enumerate(headings):
        name = re.sub(r"[\s*:]+", " ", heading).strip().casefold()
        field = name if name in HEADINGS else known.get(name)
        if field and field not in columns.values():
            columns[str(number)] = field
    return columns


class RowReader:
    """Reads rows by their columns, with the region's municipalities and words."""

    def __init__(
        self, columns: Mapping[str, str], places: Municipalities, lists: Lists, *, expertise: bool
    ) -> None:
        self._columns = {
            int(number): field
            for number, field in columns.items()
            if field in HEADINGS and (expertise or field != "expertise")
        }
        self._places = places
        self._words = {
            field: {
                written.casefold(): word.slug
                for word in lists[kind]
                for written in (*word.name.to_dict().values(), word.slug)
            }
            for field, kind in _TAGS.items()
        }

    def read(self, cells: Sequence[str]) -> Reading:
        """Return what a row means."""
        values: dict[str, Any] = {"scope": "local"}
        errors: list[dict[str, Any]] = []
        for number, field in self._columns.items():
            cell = cells[number].strip() if number < len(cells) else ""
            if not cell:
                continue
            value, unknown = self._value(field, cell)
            values[field] = value
            errors += [{"field": field, "type": "not_known", "ctx": {"word": word[:80]}} for word in unknown]
        try:
            facts = _written(EntryIn.model_validate(values))
        except ValidationError as error:
            errors += [_told(details) for details in error.errors(include_url=False, include_input=False)]
            return Reading(None, _one_a_field(errors))
        return Reading(None if errors else facts, _one_a_field(errors))

    def read_all(self, rows: Sequence[Sequence[str]]) -> list[Reading]:
        """Return what several rows mean."""
        return [self.read(cells) for cells in rows]

    def given(self, facts: Mapping[str, Any], cells: Sequence[str]) -> dict[str, Any]:
        """Return those facts whose cells were not empty: what is not written changes nothing."""
        fields = {field for number, field in self._columns.items() if number < len(cells) and cells[number]}
        if "number" in fields:
            fields |= {name for name in ("business_id", "register_number") if facts.get(name)}
        return {name: value for name, value in facts.items() if name in fields and name in (*FACTS, *CONTACT)}

    def _value(self, field: str, cell: str) -> tuple[Any, list[str]]:
        if field in _TAGS:
            return _each(cell, lambda word: self._words[field].get(word.casefold()))
        if field == "languages":
            return _each(cell, lambda word: _LANGUAGES.get(word.casefold()))
        if field == "served":
            return _each(cell, self._places.code_of)
        if field == "municipality":
            code = self._places.code_of(cell)
            return code, [] if code else [cell]
        if field in _CODES:
            code = _CODES[field].get(cell.casefold())
            return (code or cell), [] if code else [cell]
        if field in _FIGURES:
            return re.sub(r"[\s\u00a0]", "", cell), []
        return cell, []


def _written(entry: EntryIn) -> dict[str, Any]:
    """Return the facts of an entry, and its contact person when there is one."""
    return entry.facts() | {name: getattr(entry, name) for name in CONTACT if getattr(entry, name)}


def _each(cell: str, find: Callable[[str], str | None]) -> tuple[list[str], list[str]]:
    words = [word.strip() for word in re.split(r"[,;|\n]", cell) if word.strip()]
    found = {word: find(word) for word in words}
    return [slug for slug in found.values() if slug], [word for word, slug in found.items() if not slug]


def _told(details: Any) -> dict[str, Any]:
    place = details["loc"][0] if details["loc"] else ""
    simple = {name: value for name, value in details.get("ctx", {}).items() if isinstance(value, int | str)}
    return {"field": str(place), "type": details["type"], "ctx": simple}


def _one_a_field(errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    first: dict[str, dict[str, Any]] = {}
    for error in errors:
        first.setdefault(error["field"], error)
    return list(first.values())
