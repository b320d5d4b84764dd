"""Consents, as JSON: giving and withdrawing one's own, and who agrees to a purpose."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.members import access
from services.members.consents import commands, queries
from services.members.consents.model import PurposeUnknown
from services.members.consents.schemas import ON_A_PAGE, AgreeingOut, ConsentsOut, ListQuery
from services.members.errors import PersonUnknown
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["people"])


@router.get("/me/consents")
async def own(look: Look, who: Who) -> ConsentsOut:
    """Return what can be agreed to, in which words, and every consent given, until when it held."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    return ConsentsOut.of(queries.purposes().values(), await queries.of_person(look, who.person_id))


@router.put("/me/consents/{purpose}", status_code=204)
async def give(purpose: Slug, tx: Tx, who: Who) -> None:
    """Agree to a purpose in its present words."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    await commands.give(tx, who.person_id, purpose, at=tx.at)


@router.delete("/me/consents/{purpose}", status_code=204)
async def withdraw(purpose: Slug, tx: Tx, who: Who) -> None:
    """Take a consent back."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    await commands.withdraw(tx, who.person_id, purpose, at=tx.at)


@router.get("/consents/{purpose}")
async def agreeing(purpose: Slug, asked: Annotated[ListQuery, Query()], look: Look, who: Who) -> AgreeingOut:
    """Return a page of those who agree to a purpose now, fifty at a time."""
    require(access.may_keep_directory(who), who)
    if purpose not in queries.purposes():
        raise PurposeUnknown
    offset = (asked.page - 1) * ON_A_PAGE
    found, total = await queries.agreeing(look, purpose, limit=ON_A_PAGE, offset=offset)
    return AgreeingOut.of(found, total)
