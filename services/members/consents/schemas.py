"""Who agrees to a purpose, as JSON."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from services.members.consents.model import Consent, Purpose
from services.members.people.model import Person
from services.members.people.schemas import PersonOut

ON_A_PAGE = 50


class ListQuery(BaseModel):
    """Which page."""

    page: int = Field(default=1, ge=1, le=100_000)


class GivenOut(BaseModel):
    """A consent, to which version of the words, and until when it held."""

    text_version: int
    given: datetime
    withdrawn: datetime | None


class PurposeOut(BaseModel):
    """What can be agreed to, and the consents given to it, the newest first."""

    purpose: str
    text_version: int
    title: dict[str, str]
    words: dict[str, str]
    agreed: bool
    consents: list[GivenOut]


class ConsentsOut(BaseModel):
    """Everything one can agree to."""

    items: list[PurposeOut]

    @classmethod
    def of(cls, purposes: Iterable[Purpose], consents: Sequence[Consent]) -> "ConsentsOut":
        return cls(
            items=[
                PurposeOut(
                    purpose=purpose.slug,
                    text_version=purpose.version,
                    title=purpose.title.to_dict(),
                    words=purpose.words.to_dict(),
                    agreed=any(one.withdrawn is None for one in given),
                    consents=[GivenOut.model_validate(one, from_attributes=True) for one in given],
                )
                for purpose in purposes
                for given in [[one for one in consents if one.purpose == purpose.slug]]
            ]
        )


class AgreeingOut(BaseModel):
    """A page of people who agree to a purpose."""

    total: int
    people: list[PersonOut]

    @classmethod
    def of(cls, people: Sequence[Person], total: int) -> "AgreeingOut":
        return cls(total=total, people=[PersonOut.of(person) for person in people])
