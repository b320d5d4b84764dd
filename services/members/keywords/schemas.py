"""The directory's words as people send and get them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel
from pydantic_core import PydanticCustomError

from services.members.keywords.model import Keyword
from shared.chassis.text import Language, Line, Slug

Kind = Literal["sector", "theme", "activity", "target_group", "expertise"]


def _finnish_or_swedish(value: dict[str, str]) -> dict[str, str]:
    if not value.get("fi") and not value.get("sv"):
        raise PydanticCustomError(
            "needs_languages", "Write this at least in {languages}", {"languages": "fi, sv"}
        )
    return value


Name = Annotated[dict[Language, Line], AfterValidator(_finnish_or_swedish)]


class KeywordIn(BaseModel):
    """A word to add to one of the lists."""

    kind: Kind
    slug: Slug
    name: Name


class RenamingIn(BaseModel):
    """What a word is called from now on."""

    name: Name


class MoveIn(BaseModel):
    """Whether a word goes up or down in its list."""

    up: bool = False


class KeywordOut(BaseModel):
    """A word of one of the lists."""

    id: UUID
    kind: str
    slug: str
    name: dict[str, str]
    ended: bool

    @classmethod
    def of(cls, word: Keyword) -> "KeywordOut":
        return cls(
            id=word.id,
            kind=word.kind,
            slug=word.slug,
            name=word.name.to_dict(),
            ended=word.ended is not None,
        )


class KeywordsOut(BaseModel):
    """The lists, and whether tags of expertise are in use."""

    items: list[KeywordOut]
    expertise: bool


class SettingIn(BaseModel):
    """Whether tags of expertise are in use."""

    expertise: bool = False
