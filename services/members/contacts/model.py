"""Someone to turn to in an organisation: a role first, a name only with consent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table


class RoleContact(Table):
    """A contact of an organisation beside the one that gets its letters."""

    __tablename__ = "role_contact"
    __table_args__ = (CheckConstraint("(name = '') = (agreed IS NULL)", name="agreed"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    agreed: Mapped[datetime | None]
    """When the one who is named was said to have agreed to it."""
    email: Mapped[str | None]
    phone: Mapped[str] = mapped_column(default="")

    def write(self, facts: Mapping[str, Any], at: datetime) -> None:
        """Take what was written; an agreement to a name that stays is not given anew."""
        if facts["name"] != self.name or self.agreed is None:
            self.agreed = at if facts["name"] else None
        for name, value in facts.items():
            setattr(self, name, value)
