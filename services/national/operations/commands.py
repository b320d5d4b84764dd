"""What is noted of the instances, and the orders of operators."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from services.national.errors import LetterGone, StationSilent
from services.national.instances import commands as instances
from services.national.operations.model import Backup, Decision, Report
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.operations import Act, Answer, DeadLetter, Order, StatusReported


class Desk(Protocol):
    """Where orders to a station are handed in."""

    async def ask(self, slug: str, service: str, act: Act, order: Order) -> Answer | None: ...


async def hear(
    tx: Transaction,
    statuses: Mapping[tuple[str, str], StatusReported],
    *,
    at: datetime,
) -> None:
    """Keep the newest report of each station, and what each instance calls itself."""
    said = {slug: LocalisedText.of(status.name) for (slug, _), status in statuses.items()}
    names = {slug: name for slug, name in said.items() if name}
    rows = [
        {
            "instance": slug,
            "service": service,
            "heard_at": at,
            **status.model_dump(),
            "name": names.get(slug) or LocalisedText(fi=slug),
        }
        for (slug, service), status in statuses.items()
    ]
    report = insert(Report).values(rows)
    newest = {name: report.excluded[name] for name in rows[0] if name not in ("instance", "service")}
    await tx.execute(
        report.on_conflict_do_update(index_elements=[Report.instance, Report.service], set_=newest)
    )
    await instances.call(tx, names)


async def note_backup(tx: Transaction, slug: str, *, taken_at: datetime) -> None:
    """Note that an instance was backed up."""
    await tx.execute(
        insert(Backup)
        .values(instance=slug, taken_at=taken_at)
        .on_conflict_do_update(index_elements=[Backup.instance], set_={"taken_at": taken_at})
    )


async def letters(desk: Desk | None, slug: str, service: str) -> Sequence[DeadLetter] | None:
    """Return the dead letters of a station, the oldest first; None when it does not answer."""
    answer = await desk.ask(slug, service, "show", Order()) if desk is not None else None
    return None if answer is None else answer.letters


async def letter(desk: Desk | None, station: Report, letter_id: str) -> DeadLetter:
    """Return one dead letter. Raises StationSilent or LetterGone."""
    shown = await letters(desk, station.instance, station.service)
    if shown is None:
        raise StationSilent
    found = next((one for one in shown if one.id == letter_id), None)
    if found is None:
        raise LetterGone
    return found


async def decide(
    tx: Transaction,
    desk: Desk | None,
    station: Report,
    dead: DeadLetter,
    act: Act,
    *,
    reason: str = "",
    by: UUID | None,
    at: datetime,
) -> bool:
    """Let the station carry out what an operator decided, and keep who decided it and why.

    Returns whether it was carried out. Raises StationSilent.
    """
    order = Order(letter=dead.id, reason=reason, by=by)
    answer = await desk.ask(station.instance, station.service, act, order) if desk is not None else None
    if answer is None:
        raise StationSilent
    if not answer.done:
        return False
    station.dead = len(answer.letters)
    tx.add(
        Decision(
            instance=station.instance,
            service=station.service,
            letter=dead.id,
            event=dead.event,
            error=dead.error,
            act=act,
            reason=reason,
            decided_by=by,
            decided_at=at,
        )
    )
    return True
