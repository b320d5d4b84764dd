"""An organisation of the directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from stdnum.fi import associationid, ytunnus

from services.members.tables import Table
from shared.contracts.members import OrganisationRegistered
from shared.contracts.people import PersonChanged, PersonErased

SCOPES = ("local", "regional", "national")
LEGAL_FORMS = ("association", "foundation", "parish", "cooperative", "company", "group", "other")
COORDINATOR, FORM, APPLICATION, FILE = "coordinator", "form", "application", "file"
SOURCES = (COORDINATOR, FORM, APPLICATION, FILE)
ACTIVE, PASSIVE, DISSOLVED = "active", "passive", "dissolved"
STATUSES = (ACTIVE, PASSIVE, DISSOLVED)
LANGUAGES = ("fi", "sv", "en", "se", "other")
"""Those it works in."""
UNKEPT = frozenset({"contact_role", "contact_email", "contact_phone", "contact_person_id"})
"""What may tell of a person: the history says that it changed, not what it was."""
FRESH = timedelta(days=365)

NAMES = (
    "lower(name || ' ' || coalesce(name_sv, '') || ' ' || short_name || ' ' || coalesce(business_id, '')"
    " || ' ' || coalesce(register_number, ''))"
)
SAME_END = 8
UNHEARD = r"\s+(ry|rf|r\.y\.|r\.f\.)$|[^[:alnum:]]+"
"""What does not tell names apart: the legal form, spaces and marks."""


def plain(name: str) -> str:
    """Return the SQL of a name without its legal form, spaces and marks."""
    return f"regexp_replace(lower({name}), '{UNHEARD}', '', 'g')"


def skeleton(name: str) -> str:
    """Return the SQL of a name's consonants: typing errors leave them, at one end of the name at least."""
    bare = f"regexp_replace({plain(name)}, '[aeiouyåäö]', '', 'g')"
    return rf"regexp_replace({bare}, '(.)\1+', '\1', 'g')"


SEARCH = " || ".join(
    f"setweight(to_tsvector('{language}', name || ' ' || coalesce(name_sv, '') || ' ' || short_name), 'A')"
    f" || setweight(to_tsvector('{language}', description), 'C')"
    for language in ("simple", "finnish", "swedish")
)


@dataclass(frozen=True)
class Numbers:
    """The business ID and the association register's number; an unregistered group has neither."""

    business_id: str | None = None
    register_number: str | None = None

    @classmethod
    def of(cls, number: str | None) -> "Numbers":
        """Tell which of the two a number is. Raises ValueError when it is neither."""
        if not number:
            return cls()
        if ytunnus.is_valid(number):
            return cls(business_id=ytunnus.format(number))
        if associationid.is_valid(number):
            return cls(register_number=associationid.format(number))
        raise ValueError(number)

    def __str__(self) -> str:
        return self.business_id or self.register_number or ""


@dataclass(frozen=True)
class Contact:
    """The person who gets an organisation's letters, as written in an entry; without an address nobody."""

    name: str
    email: str
    language: str


def _words() -> Any:
    return mapped_column(ARRAY(String), default=list, server_default="{}")


class Organisation(Table):
    """An association, a foundation, a parish or an unregistered group."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(f"scope in {SCOPES}", name="scope"),
        CheckConstraint(f"legal_form in {LEGAL_FORMS}", name="legal_form"),
        CheckConstraint(f"source in {SOURCES}", name="source"),
        CheckConstraint("least(members, volunteers, peer_supporters, professionals) >= 0", name="figures"),
        CheckConstraint(f"status in {STATUSES}", name="status"),
        CheckConstraint("(status = 'dissolved') = (dissolved_on IS NOT NULL)", name="dissolved_on"),
        CheckConstraint(
            "successor_id IS NULL OR status = 'dissolved' AND successor_id <> id", name="successor_id"
        ),
        CheckConstraint("merged_into_id <> id", name="merged_into_id"),
        CheckConstraint(
            "merged_into_id IS NULL OR coalesce(business_id, register_number) IS NULL", name="merged_numbers"
        ),
        Index("organisation_name_idx", "name", "id", postgresql_where=text("merged_into_id IS NULL")),
        Index("organisation_verified_idx", "verified", postgresql_where=text("merged_into_id IS NULL")),
        Index("organisation_contact_email_idx", text("lower(contact_email)")),
        Index("organisation_search_idx", "search", postgresql_using="gin"),
        Index(
            "organisation_names_idx",
            "names",
            postgresql_using="gin",
            postgresql_ops={"names": "gin_trgm_ops"},
        ),
        Index(
            "organisation_plain_name_idx",
            "plain_name",
            postgresql_using="gin",
            postgresql_ops={"plain_name": "gin_trgm_ops"},
        ),
        Index(
            "organisation_words_idx",
            "sectors",
            "themes",
            "activities",
            "target_groups",
            "expertise",
            "served",
            postgresql_using="gin",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    name_sv: Mapped[str | None]
    short_name: Mapped[str] = mapped_column(default="", server_default="")
    business_id: Mapped[str | None] = mapped_column(unique=True)
    register_number: Mapped[str | None] = mapped_column(unique=True)
    legal_form: Mapped[str | None]
    scope: Mapped[str]
    municipality: Mapped[str | None] = mapped_column(index=True)
    served: Mapped[list[str]] = _words()
    sectors: Mapped[list[str]] = _words()
    themes: Mapped[list[str]] = _words()
    activities: Mapped[list[str]] = _words()
    target_groups: Mapped[list[str]] = _words()
    expertise: Mapped[list[str]] = _words()
    languages: Mapped[list[str]] = _words()
    web: Mapped[str] = mapped_column(default="", server_default="")
    address: Mapped[str] = mapped_column(default="", server_default="")
    register_class: Mapped[str] = mapped_column(default="", server_default="")
    public_funding: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    produces_services: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    members: Mapped[int | None]
    volunteers: Mapped[int | None]
    peer_supporters: Mapped[int | None]
    professionals: Mapped[int | None]
    contact_role: Mapped[str] = mapped_column(default="", server_default="")
    contact_email: Mapped[str | None]
    contact_phone: Mapped[str] = mapped_column(default="", server_default="")
    description: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[str]
    contact_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    status: Mapped[str] = mapped_column(default=ACTIVE, server_default=ACTIVE)
    dissolved_on: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    source: Mapped[str] = mapped_column(default=COORDINATOR, server_default=COORDINATOR)
    registered: Mapped[datetime | None]
    verified: Mapped[datetime | None]
    verified_by: Mapped[UUID | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    names: Mapped[str] = mapped_column(Computed(NAMES, persisted=True), deferred=True)
    plain_name: Mapped[str] = mapped_column(Computed(plain("name"), persisted=True), deferred=True)
    name_head: Mapped[str] = mapped_column(
        Computed(f"left({skeleton('name')}, {SAME_END})", persisted=True), deferred=True, index=True
    )
    name_tail: Mapped[str] = mapped_column(
        Computed(f"right({skeleton('name')}, {SAME_END})", persisted=True), deferred=True, index=True
    )
    search: Mapped[str] = mapped_column(TSVECTOR, Computed(SEARCH, persisted=True), deferred=True)

    @property
    def number(self) -> str:
        """The number it is known by, if it has one."""
        return self.business_id or self.register_number or ""

    def name_in(self, language: str) -> str:
        """Return its name for a reader of this language."""
        return (self.name_sv if language == "sv" else None) or self.name

    def is_fresh(self, at: datetime) -> bool:
        """Tell whether somebody has verified the facts within twelve months."""
        return self.verified is not None and at - self.verified < FRESH

    @property
    def reader_id(self) -> UUID | None:
        """Who gets its letters: its contact person, or itself by its own address; once it is gone, nobody."""
        if self.merged_into_id or self.status == DISSOLVED:
            return None
        return self.contact_person_id or (self.id if self.contact_email else None)

    def told(self) -> OrganisationRegistered:
        """Return what the other services may know of it without its addresses."""
        return OrganisationRegistered(
            organisation_id=self.id,
            version=self.version,
            name=self.name,
            scope=self.scope,
            contact_person_id=self.reader_id,
            municipality=self.municipality,
            sectors=tuple(self.sectors or ()),
            themes=tuple(self.themes or ()),
            verified=self.verified is not None,
            merged_into=self.merged_into_id,
            members=self.members,
            volunteers=self.volunteers,
            peer_supporters=self.peer_supporters,
            professionals=self.professionals,
            produces_services=self.produces_services,
        )

    def introduced(self) -> tuple[OrganisationRegistered | PersonChanged, ...]:
        """Return what a new entry tells; its own address travels where those of people do."""
        return (self.told(), *self._address())

    def change(
        self, values: Mapping[str, Any]
    ) -> tuple[OrganisationRegistered | PersonChanged | PersonErased, ...]:
        """Correct the given facts, and tell of the address it is written to when that changed."""
        before = [(one.email, one.name, one.language) for one in self._address()]
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
        after = self._address()
        if before == [(one.email, one.name, one.language) for one in after]:
            return (self.told(),)
        gone = () if after else (PersonErased(person_id=self.id, version=self.version),)
        return (self.told(), *after, *gone)

    def _address(self) -> tuple[PersonChanged, ...]:
        """Where to write to the organisation itself, when no person gets its letters."""
        if self.reader_id != self.id:
            return ()
        return (
            PersonChanged(
                person_id=self.id,
                version=self.version,
                name=self.name,
                email=self.contact_email or "",
                language=self.language,
            ),
        )

    def verify(
        self, by: UUID | None, at: datetime
    ) -> tuple[OrganisationRegistered | PersonChanged | PersonErased, ...]:
        """Vouch for the facts as they are today."""
        return self.change({"verified": at, "verified_by": by})

    def differences(self, values: Mapping[str, Any], *, by: UUID | None, at: datetime) -> list["FactChange"]:
        """Return what a change to these values is remembered by."""
        return [
            FactChange.of(self.id, name, getattr(self, name), value, by=by, at=at)
            for name, value in values.items()
            if getattr(self, name) != value and name not in ("verified", "verified_by")
        ]

    def facts(self) -> dict[str, Any]:
        """Return the columns a person may write."""
        return {name: getattr(self, name) for name in FACTS}


class FactChange(Table):
    """What was changed in an entry, when and by whom, with what stood there before and after."""

    __tablename__ = "fact_change"
    __table_args__ = (Index("fact_change_organisation_idx", "organisation_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    field: Mapped[str]
    before: Mapped[Any] = mapped_column(JSONB)
    after: Mapped[Any] = mapped_column(JSONB)
    by: Mapped[UUID | None]
    """Who changed it; nobody when it came about by itself."""
    at: Mapped[datetime]

    @classmethod
    def of(
        cls, organisation_id: UUID, field: str, before: Any, after: Any, *, by: UUID | None, at: datetime
    ) -> "FactChange":
        """Remember a change; of what may tell of a person, only that it changed."""
        kept = (None, None) if field in UNKEPT else (before, after)
        written = [str(value) if isinstance(value, UUID | date) else value for value in kept]
        return cls(
            organisation_id=organisation_id, field=field, before=written[0], after=written[1], by=by, at=at
        )


class Logo(Table):
    """The picture of an organisation. A new one is a new row, so joined entries part with what was theirs."""

    __tablename__ = "organisation_logo"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), unique=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
    changed: Mapped[datetime]


FACTS = tuple(
    column.key
    for column in Organisation.__table__.columns
    if column.computed is None
    and column.key
    not in (
        *("id", "source", "registered", "verified", "verified_by", "merged_into_id", "version"),
        *("status", "dissolved_on", "successor_id"),
    )
)
