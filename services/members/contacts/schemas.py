"""A contact as people send and get it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.members.contacts.model import RoleContact
from shared.chassis.text import EmailAddress, Line, OptionalLine


class RoleContactIn(BaseModel):
    """A contact by role; a name needs the word of the one who is named."""

    role: Line
    name: OptionalLine = ""
    agreed: Annotated[bool, Field(validate_default=True)] = False
    email: EmailAddress | None = None
    phone: OptionalLine = ""

    @field_validator("agreed")
    @classmethod
    def _agreed(cls, value: bool, info: ValidationInfo) -> bool:
        if info.data.get("name") and not value:
            raise PydanticCustomError("accept_needed", "Who is named must have agreed to it")
        return value

    def facts(self) -> dict[str, Any]:
        """Return the columns of the contact."""
        return self.model_dump(exclude={"agreed"})


class RoleContactOut(BaseModel):
    """A contact of an organisation, for coordinators."""

    id: UUID
    role: str
    name: str
    agreed: datetime | None
    email: str | None
    phone: str

    @classmethod
    def of(cls, contact: RoleContact) -> "RoleContactOut":
        return cls(**{name: getattr(contact, name) for name in cls.model_fields})


class RoleContactsOut(BaseModel):
    """The contacts of an organisation, by role."""

    items: list[RoleContactOut]
