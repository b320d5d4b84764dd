"""A person, the roles held, and the one-time link that signs in."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from babel import Locale
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.members.errors import AddressLinkExpired
from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.principals import ROLES
from shared.chassis.problems import LinkExpired
from shared.contracts.members import AddressChangeAsked, ErasureNear, SignInRequested
from shared.contracts.people import AwaitedAddress, PersonChanged, PersonErased, PersonMerged

SIGN_IN = timedelta(minutes=30)
ADDRESS_CHANGE = timedelta(hours=24)
OPEN_LINKS = 5
ERASED = "Poistettu henkilö"
"""What an erased person is called where a seat's history still needs someone."""
CHANGES = (
    *("name", "language", "languages", "email_asked", "email", "role_given", "role_ended"),
    *("affiliated", "unaffiliated", "profile", "merged", "erased"),
)
SPOKEN = (
    *("fi", "sv", "en", "se", "et", "ru", "uk", "ar", "so", "fa"),
    *("ku", "sq", "vi", "th", "zh", "tr", "es", "de", "fr", "pl"),
)
"""The languages offered on a page; the JSON takes any of ISO 639-1."""
LANGUAGE_CODES = frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2)


def language_names(codes: Iterable[str], reader: str) -> list[tuple[str, str]]:
    """Return languages by code with what a reader of this language calls them."""
    names = Locale(reader).languages
    return [(code, names.get(code, code)) for code in codes]


class Person(Table):
    """Someone the table knows by an e-mail address, or knew: an erased one has none."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("(erased IS NULL) = (email IS NOT NULL)", name="erased"),
        CheckConstraint("num_nonnulls(awaited_id, awaited_email, awaited_until) IN (0, 3)", name="awaited"),
        CheckConstraint("merged_into_id <> id", name="merged"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    language: Mapped[str]
    """The language of letters."""
    languages: Mapped[list[str]] = mapped_column(ARRAY(String), default=list, server_default="{}")
    """The others the person gets along in, by their ISO 639-1 codes."""
    version: Mapped[int] = mapped_column(default=1)
    known: Mapped[datetime]
    awaited_id: Mapped[UUID | None] = mapped_column(unique=True)
    """The change to another address that waits to be confirmed there."""
    awaited_email: Mapped[str | None]
    awaited_until: Mapped[datetime | None]
    seen: Mapped[date | None]
    """The day of the last sign-in; the sign-ins themselves are forgotten sooner."""
    leaving_on: Mapped[date | None] = mapped_column(index=True)
    """The day the person will be erased, once told of it, unless something ties them to the table again."""
    erased: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The entry that took this one in. It keeps the other name and address: by it the person is known too."""

    def told(self) -> PersonChanged:
        """Return what the other services may know of this person."""
        return PersonChanged(
            person_id=self.id,
            version=self.version,
            name=self.name,
            email=self.email or "",
            language=self.language,
            awaited=AwaitedAddress(change_id=self.awaited_id, email=self.awaited_email)
            if self.awaited_id and self.awaited_email
            else None,
        )

    def change(self, *, name: str, language: str, languages: Collection[str]) -> PersonChanged | None:
        """Correct the name and the languages; what is told is the name and the language of letters."""
        self.languages = sorted({*languages} - {language})
        if (name, language) == (self.name, self.language):
            return None
        self.name, self.language = name, language
        self.version += 1
        return self.told()

    def ask_to_move(self, email: str, at: datetime) -> tuple[PersonChanged, AddressChangeAsked]:
        """Wait for a word from another address; one that was asked for before is given up."""
        self.awaited_id, self.awaited_email, self.awaited_until = uuid4(), email, at + ADDRESS_CHANGE
        self.version += 1
        return self.told(), AddressChangeAsked(
            change_id=self.awaited_id, person_id=self.id, version=self.version, until=self.awaited_until
        )

    def awaits(self, change_id: UUID, at: datetime) -> str:
        """Return the address a change leads to. Raises AddressLinkExpired."""
        email = self.awaited_at(at)
        if self.awaited_id != change_id or not email:
            raise AddressLinkExpired
        return email

    def awaited_at(self, at: datetime) -> str:
        """Return the address that can still be confirmed, or nothing."""
        return (self.awaited_email or "") if self.awaited_until and at < self.awaited_until else ""

    def move(self, change_id: UUID, at: datetime) -> PersonChanged:
        """Be written to at the address that was awaited. Raises AddressLinkExpired."""
        self.email = self.awaits(change_id, at)
        return self.stay()

    def stay(self) -> PersonChanged:
        """Wait for no other address any more."""
        self.awaited_id = self.awaited_email = self.awaited_until = None
        self.version += 1
        return self.told()

    def take_in(self, other: "Person", chosen: Collection[str]) -> tuple[PersonMerged, PersonChanged]:
        """Be the other entry too, and take what was chosen of its facts; it keeps what stood here instead."""
        spoken = {*self.languages, *other.languages, self.language, other.language}
        for fact in chosen:
            ours, theirs = getattr(self, fact), getattr(other, fact)
            setattr(self, fact, theirs)
            setattr(other, fact, ours)
        self.languages = sorted(spoken - {self.language})
        self.known = min(self.known, other.known)
        self.seen = max((one.seen for one in (self, other) if one.seen), default=None)
        self.leaving_on = None
        self.version += 1
        return other._go_into(self), self.told()

    def _go_into(self, kept: "Person") -> PersonMerged:
        self.merged_into_id, self.languages = kept.id, []
        self.awaited_id = self.awaited_email = self.awaited_until = None
        self.seen = self.leaving_on = None
        self.version += 1
        return PersonMerged(person_id=self.id, version=self.version, into_id=kept.id)

    def see(self, today: date) -> None:
        """Note that the person has signed in, and stays."""
        self.seen, self.leaving_on = today, None

    def warn(self, leaving_on: date) -> ErasureNear:
        """Tell the person when they will be forgotten."""
        self.leaving_on = leaving_on
        return ErasureNear(person_id=self.id, on=leaving_on)

    def erase(self, at: datetime) -> PersonErased:
        """Forget who this was. What is left has an id and no name."""
        self.name, self.email, self.language, self.languages = ERASED, None, "", []
        self.awaited_id = self.awaited_email = self.awaited_until = None
        self.seen = self.leaving_on = None
        self.erased = at
        self.version += 1
        return PersonErased(person_id=self.id, version=self.version)


class RoleGrant(Table):
    """A role held from a day on, in one body or in the whole region; `seat_id` tells where it came from."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(f"role in {ROLES}", name="role"),
        CheckConstraint("ends >= starts - 1", name="ends"),
        Index(
            "role_grant_given_key",
            "person_id",
            "role",
            "body_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("ends IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    body_id: Mapped[UUID | None]
    title: Mapped[LocalisedText] = mapped_column(default=LocalisedText())
    """What its holder is called at work."""
    organisation: Mapped[str] = mapped_column(default="")
    """Who employs the holder."""
    starts: Mapped[date]
    ends: Mapped[date | None]
    seat_id: Mapped[UUID | None] = mapped_column(unique=True)

    def covers(self, role: str, body_id: UUID | None, starts: date) -> bool:
        """Whether one who is given a role from this day on holds it already."""
        goes_on = self.ends is None or self.ends >= max(starts, self.starts)
        return goes_on and (self.role, self.body_id) == (role, body_id)


class PersonChange(Table):
    """What was changed in a person's facts, when and by whom; what it was before is not kept."""

    __tablename__ = "person_change"
    __table_args__ = (
        CheckConstraint(f"what in {CHANGES}", name="what"),
        Index("person_change_person_idx", "person_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str]
    by: Mapped[UUID | None]
    """Who changed it; nobody when the time was over."""
    at: Mapped[datetime]


class SignIn(Table):
    """A one-time link somebody asked for."""

    __tablename__ = "sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    requested: Mapped[datetime]
    until: Mapped[datetime]
    used: Mapped[datetime | None]
    onward: Mapped[str]

    @classmethod
    def request(cls, person: Person, onward: str, at: datetime) -> tuple["SignIn", SignInRequested]:
        """Make a link that lasts half an hour and leads to `onward`."""
        sign_in = cls(id=uuid4(), person_id=person.id, requested=at, until=at + SIGN_IN, onward=onward)
        return sign_in, SignInRequested(sign_in_id=sign_in.id, person_id=person.id, until=sign_in.until)

    def use(self, at: datetime) -> None:
        """Use the link up. Raises LinkExpired when it was used before or is too old."""
        if self.used is not None or at >= self.until:
            raise LinkExpired
        self.used = at
