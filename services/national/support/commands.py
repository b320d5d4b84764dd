"""Keeping what members tells of the support organisation."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from services.national.support.model import Adviser
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.members import SupportChanged


async def note(tx: Transaction, event: SupportChanged) -> None:
    """Note what someone does there; the newest version holds."""
    values: dict[str, Any] = {
        **{name: getattr(event, name) for name in ("version", "kind", "starts", "ends")},
        **{name: list(getattr(event, name)) for name in ("languages", "regions")},
        "title": LocalisedText.of(event.title),
    }
    await tx.execute(
        insert(Adviser)
        .values(adviser_id=event.adviser_id, **values)
        .on_conflict_do_update(
            index_elements=[Adviser.adviser_id], set_=values, where=Adviser.version < event.version
        )
    )
