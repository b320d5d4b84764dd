"""Looking up attachments."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text

from services.members.attachments.model import Attachment
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def attachments(look: Snapshot, application_id: UUID) -> Sequence[Attachment]:
    """Return the files of an application."""
    return await look.all(
        select(Attachment)
        .where(Attachment.application_id == application_id, Attachment.removed.is_(None))
        .order_by(Attachment.added, Attachment.name, Attachment.id)
    )


async def attachment(look: Snapshot, attachment_id: UUID) -> Attachment:
    """Return a file that has not been removed. Raises NotFound."""
    found = await look.get(Attachment, attachment_id)
    if found is None or found.removed is not None:
        raise NotFound
    return found


async def content(look: Snapshot, attachment: Attachment) -> bytes:
    """Return what is in a file. Raises NotFound."""
    found = await look.objects.get(str(attachment.id))
    if found is None:
        raise NotFound
    return found


async def to_let_go(look: Snapshot, limit: int) -> Sequence[Attachment]:
    """Return removed files whose content may still be there; other workers leave them alone."""
    return await look.all(
        select(Attachment)
        .where(Attachment.removed.is_not(None))
        .order_by(Attachment.removed)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


async def kept(look: Snapshot) -> set[str]:
    """Return the keys of all files there may be; none is added before the transaction ends.

    A file's row is written before its content, so the lock waits for those that are under way.
    """
    await look.execute(text("LOCK TABLE attachment IN SHARE MODE"))
    return {str(one) for one in await look.all(select(Attachment.id))}
