"""Coverage as JSON."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.members.bodies.schemas import ThemeOut
from services.members.rosters.model import Coverage, Roster


class PartySeatsOut(BaseModel):
    """The seats of a party: meant, filled and vacant."""

    party: str
    target: int
    filled: int
    vacant: int


class CoverageOut(BaseModel):
    """How the seats of a day divide; `languages` only for those who sit there."""

    body_id: UUID
    on: date
    filled: int
    missing: int
    themes: list[ThemeOut]
    parties: list[PartySeatsOut]
    scopes: dict[str, int]
    municipalities: dict[str, int]
    languages: dict[str, int] | None

    @classmethod
    def of(cls, roster: Roster, covered: Coverage) -> "CoverageOut":
        return cls(
            body_id=roster.whole.body.id,
            on=roster.on,
            filled=len(roster.members),
            missing=covered.missing,
            themes=[
                ThemeOut(slug=theme.slug, name=theme.name.to_dict(), target=theme.target, filled=filled)
                for theme, filled in covered.themes
            ],
            parties=[PartySeatsOut(**vars(one)) for one in covered.parties],
            scopes=dict(covered.scopes),
            municipalities=dict(covered.municipalities),
            languages=dict(covered.languages) if roster.names else None,
        )


class NameConsentIn(BaseModel):
    """Whether the name is shown to everyone."""

    allow: bool
