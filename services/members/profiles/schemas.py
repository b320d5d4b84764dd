"""What a person tells by consent, in JSON and in the form."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.members.consents.model import ACCESSIBILITY, EXPERTISE, TELEPHONE, Profile
from shared.chassis.text import OptionalParagraphs, Slug

Telephone = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^(\+?[0-9][0-9 ()./-]{3,39})?$")
]
Tags = Annotated[list[Slug], Field(max_length=30)]


class TellIn(BaseModel):
    """What is to be kept; what is empty is not kept."""

    phone: Telephone = ""
    needs: OptionalParagraphs = ""
    expertise: Tags = []

    def told(self) -> dict[str, Any]:
        """Return the parts of the profile."""
        return {"phone": self.phone, "needs": self.needs, "expertise": sorted({*self.expertise})}


class ProfileIn(TellIn):
    """One's own profile, and the consents given with it."""

    agreed: Annotated[list[Literal["telephone", "accessibility", "expertise"]], Field(max_length=3)] = []


class ProfileForm(TellIn):
    """The same from a form: a box for each consent."""

    agree_phone: bool = False
    agree_needs: bool = False
    agree_expertise: bool = False

    def agreed(self) -> list[str]:
        """Return the consents that were ticked."""
        ticked = {TELEPHONE: self.agree_phone, ACCESSIBILITY: self.agree_needs}
        return [purpose for purpose, yes in (ticked | {EXPERTISE: self.agree_expertise}).items() if yes]


class ProfileOut(BaseModel):
    """What a person has told, and the consents that hold."""

    person_id: UUID
    phone: str
    needs: str
    expertise: list[str]
    agreed: list[str]

    @classmethod
    def of(cls, profile: Profile, agreed: set[str]) -> "ProfileOut":
        return cls(
            person_id=profile.person_id,
            phone=profile.phone,
            needs=profile.needs,
            expertise=profile.expertise,
            agreed=sorted(agreed & {TELEPHONE, ACCESSIBILITY, EXPERTISE}),
        )
