"""What is noted of a region itself."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from services.national.instances.model import Instance
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction


async def hear(tx: Transaction, slug: str, name: LocalisedText, *, at: datetime) -> None:
    """Note that a region published something; `name` holds until it has said what it is called."""
    await tx.execute(
        insert(Instance)
        .values(slug=slug, name=name, last_event_at=at, unreadable=0)
        .on_conflict_do_update(
            index_elements=[Instance.slug],
            set_={"last_event_at": func.greatest(Instance.last_event_at, at)},
        )
    )


async def call(tx: Transaction, names: Mapping[str, LocalisedText]) -> None:
    """Call regions what they call themselves; the list of regions does not know them all."""
    for slug, name in names.items():
        await tx.execute(
            update(Instance).where(Instance.slug == slug, Instance.name != name).values(name=name)
        )


async def count_unreadable(tx: Transaction, slug: str) -> None:
    """Note that a region published something that cannot be read; the others must not wait for it."""
    await tx.execute(update(Instance).where(Instance.slug == slug).values(unreadable=Instance.unreadable + 1))
