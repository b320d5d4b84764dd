"""The pages where two entries are joined and parted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.keywords import model as keywords_model
from services.members.keywords import queries as keywords
from services.members.merges import commands, queries
from services.members.merges.model import Merge
from services.members.merges.schemas import MergeForm
from services.members.organisations import queries as organisations
from services.members.organisations.forms import LABELS, Wording
from services.members.organisations.model import Numbers, Organisation
from services.members.organisations.queries import Likeness, Wanted
from services.members.places.api import Places
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.problems import NotFound
from shared.chassis.text import OptionalLine
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/organisations/{organisation_id}/merges"
FEW = 20


@dataclass(frozen=True, kw_only=True)
class MergesPage(Page):
    """Which entry may be the same, and what was joined before."""

    template = "merges/list.html"
    organisation: Organisation
    candidates: Sequence[Organisation]
    form: Form[Any]
    merges: Sequence[Merge]
    names: Mapping[UUID, str]


@dataclass(frozen=True)
class Difference:
    """A field in which two entries differ, in words; `empty` when the one that stays has nothing there."""

    field: str
    label: str
    kept: str
    merged: str
    empty: bool


@dataclass(frozen=True, kw_only=True)
class MergePage(Page):
    """Two entries side by side, to be joined."""

    template = "merges/merge.html"
    kept: Organisation
    merged: Organisation
    differences: Sequence[Difference]
    form: Form[MergeForm]


@router.get(HERE)
async def merges(
    request: Request, organisation_id: UUID, look: Look, who: Who, q: OptionalLine = ""
) -> Response:
    require(access.may_keep_directory(who), who)
    one = await _standing(look, organisation_id)
    if q:
        found = await organisations.search(look, Wanted(q), limit=FEW, offset=0)
        candidates = [item for item in found.items if item.id != one.id]
    else:
        candidates = list(
            await organisations.alike(
                look, Likeness(one.name, Numbers(), one.municipality, one.contact_email), but=one.id
            )
        )
    joined = await queries.merges_of(look, one.id)
    known = await organisations.organisations(look, [merge.merged_id for merge in joined])
    page = MergesPage(
        organisation=one,
        candidates=candidates,
        form=Form({"q": q}),
        merges=joined,
        names={key: other.name for key, other in known.items()},
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get(HERE + "/{other_id}")
async def compare(
    request: Request, organisation_id: UUID, other_id: UUID, look: Look, *, who: Who, places: Places
) -> Response:
    require(access.may_keep_directory(who), who)
    kept, merged = await _standing(look, organisation_id), await _standing(look, other_id)
    pages: Pages = request.app.state.pages
    lists = await keywords.lists(look, ended=True)
    wording = Wording(places, lists, pages.translator(request, who), language_of(request, who))
    hidden = () if await keywords.expertise_on(look) else (keywords_model.EXPERTISE,)
    differences = [one for one in _differences(kept, merged, wording) if one.field not in hidden]
    form: Form[MergeForm] = Form({"take": [one.field for one in differences if one.empty]})
    page = MergePage(kept=kept, merged=merged, differences=differences, form=form)
    return pages.render(request, page, who=who)


@router.post(HERE + "/{other_id}")
async def merge(request: Request, organisation_id: UUID, other_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, MergeForm, translate=translate, lists=("take",))
    if form.data is None:
        raise NotFound
    await commands.merge(tx, organisation_id, other_id, form.data.take, by=who.person_id, at=tx.at)
    response = see_other(f"/members/organisations/{organisation_id}")
    return notify(request, response, translate("The two entries are one now. You can part them again."))


@router.post("/members/merges/{merge_id}/undo")
async def undo(request: Request, merge_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    joined = await commands.undo(tx, merge_id, by=who.person_id, at=tx.at)
    translate = pages.translator(request, who)
    said = translate("The two entries stand by themselves again.")
    return notify(request, see_other(f"/members/organisations/{joined.merged_id}"), said)


async def _standing(look: Snapshot, organisation_id: UUID) -> Organisation:
    found = await look.get(Organisation, organisation_id)
    if found is None or found.merged_into_id:
        raise NotFound
    return found


def _differences(kept: Organisation, merged: Organisation, wording: Wording) -> list[Difference]:
    ours, theirs = kept.facts(), merged.facts()
    return [
        Difference(
            field,
            wording.label(field),
            str(wording.value(field, ours[field])),
            str(wording.value(field, theirs[field])),
            ours[field] in (None, "", [], False),
        )
        for field in LABELS
        if field in ours and ours[field] != theirs[field] and theirs[field] not in (None, "", [], False)
    ]
