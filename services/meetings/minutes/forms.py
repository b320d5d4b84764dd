"""What the forms of attendance and memo start with."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.meetings.minutes.model import Memo, MemoItem, Status
from services.meetings.texts import typed


def of_statuses(statuses: Mapping[UUID, Status | None]) -> dict[str, str]:
    """Return the statuses as fields."""
    return {f"status_{person_id}": status or "" for person_id, status in statuses.items()}


def of_memo(memo: Memo | None, items: Sequence[MemoItem]) -> dict[str, str]:
    """Return a memo as fields."""
    fields = typed("summary", memo.summary) if memo else {}
    for item in items:
        name = str(item.agenda_item_id)
        fields |= typed(f"discussion_{name}", item.discussion) | typed(f"conclusion_{name}", item.conclusion)
        fields[f"kind_{name}"] = item.conclusion_kind or ""
        if item.concludes_topic:
            fields[f"concludes_{name}"] = "1"
    return fields
