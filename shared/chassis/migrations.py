"""What the first migration of every service makes: the frame's own tables."""

from alembic import op

from shared.chassis import inbox
from shared.chassis.outbox import frame

FRAME_TABLES = (frame.tables["outbox"], inbox.inbox, inbox.dead_letters)


def create_frame() -> None:
    """Create the frame's own tables; the first migration of every service calls this."""
    for table in FRAME_TABLES:
        table.create(op.get_bind())
