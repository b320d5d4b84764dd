"""An organisation of the directory."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from stdnum.fi import associationid, ytunnus

from services.members.tables import Table
from shared.contracts.members import OrganisationRegistered

SCOPES = ("local", "regional", "national")


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


class Organisation(Table):
    """An association, a foundation, a parish or an unregistered group."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint(f"scope in {SCOPES}", name="scope"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    business_id: Mapped[str | None] = mapped_column(unique=True)
    register_number: Mapped[str | None] = mapped_column(unique=True)
    scope: Mapped[str]
    municipality: Mapped[str | None]
    language: Mapped[str]
    contact_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    @property
    def number(self) -> str:
        """The number it is known by, if it has one."""
        return self.business_id or self.register_number or ""

    def told(self) -> OrganisationRegistered:
        """Return what the other services may know of it."""
        return OrganisationRegistered(
            organisation_id=self.id,
            version=self.version,
            name=self.name,
            scope=self.scope,
            contact_person_id=self.contact_person_id,
        )

    def change(self, values: dict[str, object]) -> OrganisationRegistered:
        """Correct the given facts."""
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
        return self.told()
