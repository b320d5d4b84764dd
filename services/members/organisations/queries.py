"""Finding organisations: by number, by words in either language, and by what resembles them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    String,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from services.members.affiliations.model import Affiliation
from services.members.keywords.model import EXPERTISE, KINDS, Keyword
from services.members.keywords.queries import expertise_on
from services.members.organisations.model import (
    DISSOLVED,
    FRESH,
    UNHEARD,
    FactChange,
    Logo,
    Numbers,
    Organisation,
)
from services.members.people.model import Person
from shared.chassis.transaction import Snapshot

MOST_RANKED = 500
MOST_LISTED = 10_000
SHORTEST_STEM = 5
MOST_WORDS = 8
TYPED_WRONG = 0.45
ALIKE = 0.55
LANGUAGES = ("simple", "finnish", "swedish")
# Finnish endings that change the stem, where a stemmer leaves two: yhdistyksen is yhdistys, terveyden is
# terveys, suomalaisen is suomalainen.
DICTIONARY_FORMS = (
    (re.compile(r"(?<=[aeiouyäö])ks[ei]\w{0,5}$"), "s"),
    (re.compile(r"(?<=[uy])(d|t)e\w{1,4}$"), "s"),
    (re.compile(r"(?<=i)s[ei]\w{1,5}$"), "nen"),
)
TAGS: Mapping[str, Any] = {
    "sector": Organisation.sectors,
    "theme": Organisation.themes,
    "activity": Organisation.activities,
    "target_group": Organisation.target_groups,
    "expertise": Organisation.expertise,
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; `places` are the municipalities that words of the search name."""

    words: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    municipality: str = ""
    scope: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    status: str = ""
    """Without one, those that still work."""
    verified: str = ""
    """`no` for those nobody has ever verified, `old` for those not verified for twelve months."""
    kinds: Sequence[str] = KINDS
    """The lists whose words are looked at; one that is not in use stays hidden."""


@dataclass(frozen=True)
class Found:
    """A page of organisations, how many there are or `more`, and whether they are only `near` the words."""

    items: Sequence[Organisation]
    total: int
    more: bool = False
    near: bool = False


def tokens(words: str) -> list[str]:
    """Return the words of a search, in small letters."""
    return re.findall(r"\w[\w.\-/'&]*", words.lower())[:MOST_WORDS]


@dataclass(frozen=True)
class Reader:
    """Who gets the letters of an organisation, and at which address."""

    organisation_id: UUID
    reader_id: UUID
    email: str


async def readers(look: Snapshot, *which: ColumnElement[bool]) -> Sequence[Reader]:
    """Return who gets the letters of these organisations, each address once, people before organisations."""
    email = func.lower(func.coalesce(Person.email, Organisation.contact_email))
    query = (
        select(Organisation.id, Organisation.contact_person_id, email.label("email"))
        .outerjoin(Person, Person.id == Organisation.contact_person_id)
        .where(Organisation.merged_into_id.is_(None), Organisation.status != DISSOLVED)
        .where(email.is_not(None), *which)
        .order_by(Organisation.contact_person_id.is_(None), Organisation.id)
    )
    found: dict[str, Reader] = {}
    for row in await look.execute(query):
        found.setdefault(row.email, Reader(row.id, row.contact_person_id or row.id, row.email))
    return list(found.values())


async def same(look: Snapshot, name: str, numbers: Numbers) -> Organisation | None:
    """Return the organisation with one of these numbers; without a number, the one of this name."""
    if numbers.business_id:
        return await look.first(select(Organisation).where(Organisation.business_id == numbers.business_id))
    if numbers.register_number:
        query = select(Organisation).where(Organisation.register_number == numbers.register_number)
        return await look.first(query)
    return await look.first(
        select(Organisation)
        .where(Organisation.merged_into_id.is_(None), func.lower(Organisation.name) == name.lower())
        .where(Organisation.plain_name == _plain(name))
        .order_by(Organisation.business_id, Organisation.register_number, Organisation.id)
        .limit(1)
    )


async def search(look: Snapshot, wanted: Wanted, *, limit: int, offset: int) -> Found:
    """Return a page of what is wanted, the best first; when no word fits, those written nearly so."""
    words, wanted = tokens(wanted.words), await _seen(look, wanted)
    if not words:
        return await _listed(look, wanted, limit=limit, offset=offset)
    rank = sum((func.ts_rank(Organisation.search, _spoken(word)) for word in words), literal(0.0))
    close = func.word_similarity(wanted.words.lower(), Organisation.names)
    query = _with_words(_filtered(wanted, look.at), wanted, await _forms(look, words))
    query = query.with_only_columns(Organisation.id, (rank + close).label("rank"))
    found = await _ranked(look, query, limit=limit, offset=offset)
    if found.items or offset:
        return found
    return await _nearly(look, wanted, limit=limit)


async def all_wanted(
    look: Snapshot, wanted: Wanted, *, at_most: int, nearly: bool = True
) -> Sequence[Organisation]:
    """Return everything that is wanted by name; `nearly`, when no word fits, those written nearly so."""
    wanted, forms = await _seen(look, wanted), await _forms(look, tokens(wanted.words))
    query = _with_words(_filtered(wanted, look.at), wanted, forms).order_by(
        Organisation.name, Organisation.id
    )
    found = await look.all(query.limit(at_most))
    if found or not (nearly and forms):
        return found
    return (await _nearly(look, wanted, limit=MOST_RANKED)).items


@dataclass(frozen=True)
class Likeness:
    """What an organisation may be known by."""

    name: str
    numbers: Numbers
    municipality: str | None = None
    email: str | None = None


async def alike(
    look: Snapshot, one: Likeness, *, but: UUID | None = None, limit: int = 5
) -> Sequence[Organisation]:
    """Return those that may be the same: by number, by name and municipality, by address, or nearly so."""
    name, numbers = one.name, one.numbers
    plain = func.similarity(Organisation.plain_name, _plain(name))
    await _threshold(look, "similarity_threshold", ALIKE)
    numbered = [
        column == number
        for column, number in (
            (Organisation.business_id, numbers.business_id),
            (Organisation.register_number, numbers.register_number),
        )
        if number
    ]
    if one.municipality:
        here = Organisation.municipality == one.municipality
        numbered.append(and_(Organisation.plain_name == _plain(name), here))
    if one.email:
        numbered.append(func.coalesce(func.lower(Organisation.contact_email) == one.email.lower(), false()))
    query = (
        select(Organisation)
        .where(Organisation.merged_into_id.is_(None))
        .where(or_(Organisation.plain_name.op("%")(_plain(name)), *numbered))
        .order_by(*(column.desc() for column in numbered), plain.desc(), Organisation.id)
        .limit(limit)
    )
    return await look.all(query.where(Organisation.id != but) if but else query)


async def is_known(look: Snapshot, one: Likeness) -> bool:
    """Tell whether the directory has this name in the municipality, without telling what else it has."""
    query = select(Organisation.id).where(
        Organisation.merged_into_id.is_(None),
        Organisation.plain_name == _plain(one.name),
        or_(Organisation.municipality.is_(None), Organisation.municipality == one.municipality),
    )
    return await look.first(query.limit(1)) is not None


async def organisations(look: Snapshot, ids: Sequence[UUID]) -> dict[UUID, Organisation]:
    """Return these organisations by id."""
    found = await look.all(select(Organisation).where(Organisation.id.in_(ids)))
    return {organisation.id: organisation for organisation in found}


async def history(
    look: Snapshot, organisation_id: UUID, *, limit: int, offset: int
) -> tuple[Sequence[FactChange], int]:
    """Return a page of what was changed in an entry, the newest first, and how much there is."""
    own = FactChange.organisation_id == organisation_id
    total = await look.first(select(func.count()).select_from(FactChange).where(own))
    query = select(FactChange).where(own).order_by(FactChange.at.desc(), FactChange.field, FactChange.id)
    return await look.all(query.limit(limit).offset(offset)), total or 0


async def unverified(look: Snapshot, at: datetime) -> tuple[int, int]:
    """Count those nobody has verified and those verified over twelve months ago, up to a bound."""
    counts = []
    for which in (Organisation.verified.is_(None), Organisation.verified <= at - FRESH):
        query = select(Organisation.id).where(Organisation.merged_into_id.is_(None), which)
        query = query.where(Organisation.status != DISSOLVED)
        counts.append(await _count(look, query, MOST_RANKED))
    return counts[0], counts[1]


async def _seen(look: Snapshot, wanted: Wanted) -> Wanted:
    """Leave out tags of expertise while they are not in use: those that were given stay hidden."""
    if await expertise_on(look):
        return wanted
    return replace(wanted, kinds=[kind for kind in KINDS if kind != EXPERTISE])


async def _listed(look: Snapshot, wanted: Wanted, *, limit: int, offset: int) -> Found:
    query = _filtered(wanted, look.at)
    total = await _count(look, query.with_only_columns(Organisation.id), MOST_LISTED + 1)
    items = await look.all(query.order_by(Organisation.name, Organisation.id).limit(limit).offset(offset))
    return Found(items, min(total, MOST_LISTED), more=total > MOST_LISTED)


async def _count(look: Snapshot, query: Select[Any], at_most: int) -> int:
    counted = select(func.count()).select_from(query.limit(at_most).subquery())
    return await look.first(counted) or 0


async def _ranked(look: Snapshot, query: Select[Any], *, limit: int, offset: int) -> Found:
    # A word that half of the directory has ranks nothing: the work has a bound, and the reader is told so.
    found = query.limit(MOST_RANKED + 1).cte("found")
    rows: Sequence[Any] = (
        await look.execute(
            select(Organisation, select(func.count()).select_from(found).scalar_subquery())
            .join(found, found.c.id == Organisation.id)
            .order_by(found.c.rank.desc(), Organisation.name, Organisation.id)
            .limit(limit)
            .offset(offset)
        )
    ).all()
    total = rows[0][1] if rows else 0
    return Found([row[0] for row in rows], min(total, MOST_RANKED), more=total > MOST_RANKED)


async def _nearly(look: Snapshot, wanted: Wanted, *, limit: int) -> Found:
    await _threshold(look, "word_similarity_threshold", TYPED_WRONG)
    words = wanted.words.lower()
    query = (
        _filtered(wanted, look.at)
        .with_only_columns(Organisation.id, func.word_similarity(words, Organisation.names).label("rank"))
        .where(literal(words).op("<%")(Organisation.names))
    )
    found = await _ranked(look, query, limit=limit, offset=0)
    return Found(found.items, len(found.items), near=bool(found.items))


def _filtered(wanted: Wanted, at: datetime) -> Select[Any]:
    query = select(Organisation).where(Organisation.merged_into_id.is_(None))
    if wanted.municipality:
        query = query.where(
            or_(
                Organisation.municipality == wanted.municipality,
                Organisation.served.contains([wanted.municipality]),
            )
        )
    if wanted.status:
        query = query.where(Organisation.status == wanted.status)
    else:
        query = query.where(Organisation.status != DISSOLVED)
    if wanted.scope:
        query = query.where(Organisation.scope == wanted.scope)
    for kind, slug in wanted.tags.items():
        if slug and kind in wanted.kinds:
            query = query.where(TAGS[kind].contains([slug]))
    if wanted.verified == "no":
        query = query.where(Organisation.verified.is_(None))
    if wanted.verified == "old":
        query = query.where(Organisation.verified <= at - FRESH)
    return query


def _with_words(query: Select[Any], wanted: Wanted, forms: Mapping[str, Sequence[str]]) -> Select[Any]:
    for word, written in forms.items():
        query = query.where(_fits(word, written, wanted))
    return query


def _fits(word: str, forms: Sequence[str], wanted: Wanted) -> ColumnElement[bool]:
    """A word fits by its inflection, inside a longer word or a number, by a tag's name, or as a place."""
    spoken = _spoken(word)
    ways: list[ColumnElement[bool]] = [Organisation.search.op("@@")(spoken)]
    ways += [Organisation.names.contains(form, autoescape=True) for form in forms]
    for kind in wanted.kinds:
        named = select(func.array_agg(Keyword.slug)).where(
            Keyword.kind == kind, Keyword.search.op("@@")(spoken)
        )
        ways.append(TAGS[kind].overlap(named.scalar_subquery()))
    if place := wanted.places.get(word):
        ways.append(Organisation.municipality == place)
    return or_(*ways)


async def _forms(look: Snapshot, words: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return how each word may stand inside a compound: as typed, as a stem, in its dictionary form."""
    if not words:
        return {}
    typed = func.unnest(literal(list(words), ARRAY(String)), type_=String).column_valued("word")
    rows = await look.execute(
        select(
            typed,
            *(func.ts_lexize(literal_column(f"'{language}_stem'"), typed) for language in LANGUAGES[1:]),
        )
    )
    found: dict[str, Sequence[str]] = {}
    for word, *stems in cast("Iterable[tuple[Any, ...]]", rows):
        stemmed = [stem for lexemes in stems for stem in lexemes or () if len(stem) >= SHORTEST_STEM]
        guessed = [ending.sub(form, word) for ending, form in DICTIONARY_FORMS if ending.search(word)]
        found[word] = sorted({form for form in (word, *stemmed, *guessed) if len(form) > 2})
    return found


def _spoken(token: str) -> ColumnElement[Any]:
    """Return the word as each language would stem it; the beginning of a word is enough."""
    quoted = "'" + token.replace("\\", "\\\\").replace("'", "''") + "':*"
    queries = [func.to_tsquery(literal_column(f"'{language}'::regconfig"), quoted) for language in LANGUAGES]
    return queries[0].op("||")(queries[1]).op("||")(queries[2])


def _plain(name: str) -> ColumnElement[str]:
    return func.regexp_replace(
        func.lower(name),
        UNHEARD,
        "",
        "g",
        type_=Organisation.plain_name.type,
    )


async def _threshold(look: Snapshot, name: str, value: float) -> None:
    await look.execute(select(func.set_config(f"pg_trgm.{name}", str(value), True)))


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[tuple[Affiliation, Organisation]]:
    """Return a person's roles in organisations, now and before, the newest first."""
    query = select(Affiliation, Organisation).join(
        Organisation, Organisation.id == Affiliation.organisation_id
    )
    rows: Any = await look.execute(
        query.where(Affiliation.person_id == person_id).order_by(Affiliation.starts.desc(), Affiliation.id)
    )
    return [(one, organisation) for one, organisation in rows]


async def logo(look: Snapshot, organisation_id: UUID) -> Logo | None:
    """Return the logo of an organisation that stands for itself, if it has one."""
    return await look.first(
        select(Logo)
        .join(Organisation)
        .where(Logo.organisation_id == organisation_id, Organisation.merged_into_id.is_(None))
    )
