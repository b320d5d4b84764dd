"""What the forms of attendance and memo start with."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.meetings.minutes.model import Edition, Memo, MemoItem, Status
from services.meetings.topics.schemas import typed
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText

TRANSLATING = timedelta(days=14)


def of_statuses(statuses: Mapping[UUID, Status | None]) -> dict[str, str]:
    """Return the statuses as fields."""
    return {f"status_{person_id}": status or "" for person_id, status in statuses.items()}


def of_memo(
    memo: Memo | None, items: Sequence[MemoItem], stood_aside: Mapping[UUID, LocalisedText]
) -> dict[str, str]:
    """Return a memo as fields; who stood aside is there before an item is written."""
    fields = typed("summary", memo.summary) | {"capacity_id": str(memo.capacity_id or "")} if memo else {}
    for item_id in stood_aside.keys() - {item.agenda_item_id for item in items}:
        fields |= typed(f"discussion_{item_id}", stood_aside[item_id])
    for item in items:
        name = str(item.agenda_item_id)
        fields |= typed(f"discussion_{name}", item.discussion) | typed(f"conclusion_{name}", item.conclusion)
        fields[f"kind_{name}"] = item.conclusion_kind or ""
        if item.concludes_topic:
            fields[f"concludes_{name}"] = "1"
    return fields


def of_publication(editions: Sequence[Edition], at: datetime) -> dict[str, str]:
    """Return the day promised for the translation earlier or, when there is none to come, in two weeks."""
    today = at.astimezone(HELSINKI).date()
    promised = editions[0].translation_due if editions else None
    due = promised if promised and promised >= today else today + TRANSLATING
    return {"translation_due": due.isoformat()}
