"""Adding files to applications and taking them away."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update

from services.members.applications import queries as applications
from services.members.applications.model import Application
from services.members.attachments import queries
from services.members.attachments.model import MOST, Attachment, TooManyFiles
from services.members.calls import queries as calls
from services.members.errors import NotAtThisPoint
from shared.chassis.transaction import Transaction

BATCH = 20


async def add(
    tx: Transaction, application_id: UUID, file: tuple[str, str, bytes], *, by_coordinator: bool, at: datetime
) -> Attachment:
    """Add a checked file. Raises NotAtThisPoint after the deadline, or TooManyFiles.

    The row is written first and committed last: content whose row did not come to be is swept away.
    """
    application = await _changeable(tx, application_id, by_coordinator, at)
    if len(await queries.attachments(tx, application_id)) >= MOST:
        raise TooManyFiles
    name, kind, content = file
    attachment = Attachment(
        id=uuid4(), application_id=application.id, name=name, kind=kind, size=len(content), added=at
    )
    tx.add(attachment)
    await tx.flush()
    await tx.objects.put(str(attachment.id), content)
    return attachment


async def remove(tx: Transaction, attachment_id: UUID, *, by_coordinator: bool, at: datetime) -> Attachment:
    """Take a file away again."""
    attachment = await queries.attachment(tx, attachment_id)
    await _changeable(tx, attachment.application_id, by_coordinator, at)
    attachment.remove(at)
    tx.leave_work()
    return attachment


async def remove_all(tx: Transaction, application_ids: Sequence[UUID], *, at: datetime) -> None:
    """Take away every file of these applications: their time is over."""
    await tx.execute(
        update(Attachment)
        .where(Attachment.application_id.in_(application_ids), Attachment.removed.is_(None))
        .values(name="", removed=at)
    )
    tx.leave_work()


async def let_go(tx: Transaction) -> int:
    """Let go of the content of some removed files and return how many there were."""
    found = await queries.to_let_go(tx, BATCH)
    for attachment in found:
        await tx.objects.delete(str(attachment.id))
        await tx.delete(attachment)
    return len(found)


async def sweep(tx: Transaction) -> None:
    """Let go of content that no row points at: a crash or an outage came between the two."""
    await tx.objects.sweep(await queries.kept(tx))


async def _changeable(
    tx: Transaction, application_id: UUID, by_coordinator: bool, at: datetime
) -> Application:
    # Locked, so that two files sent at once are counted one after the other.
    application = await applications.application(tx, application_id, lock=True)
    call = await calls.call(tx, application.call_id)
    if not application.takes_files(call, at, by_coordinator=by_coordinator):
        raise NotAtThisPoint
    return application
