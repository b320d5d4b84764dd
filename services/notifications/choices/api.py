"""Choosing one's letters, as JSON."""

from fastapi import APIRouter

from services.notifications.access import may_see_own_letters
from services.notifications.choices import commands, queries
from services.notifications.choices.schemas import ChoiceIn, ChoiceOut, ChoicesOut
from services.notifications.errors import PersonNotKnownYet
from services.notifications.letters.model import OPTIONAL, Letter
from shared.chassis.problems import NotFound
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.get("/me/choices")
async def own(look: Look, who: Who) -> ChoicesOut:
    """Return which of the letters that one may do without one gets."""
    require(may_see_own_letters(who), who)
    if who.person_id is None:
        raise PersonNotKnownYet
    found = await queries.of_person(look, who.person_id)
    return ChoicesOut(items=[ChoiceOut(letter=letter, wants=wants) for letter, wants in found.items()])


@router.put("/me/choices/{letter}", status_code=204)
async def choose(letter: Letter, body: ChoiceIn, tx: Tx, who: Who) -> None:
    """Get a kind of letters from now on, or not."""
    require(may_see_own_letters(who), who)
    if who.person_id is None:
        raise PersonNotKnownYet
    if letter not in OPTIONAL:
        raise NotFound
    await commands.choose(tx, who.person_id, {letter: body.wants}, at=tx.at)
