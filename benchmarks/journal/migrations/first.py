"""Make the journal."""

import sqlalchemy as sa
from alembic import op

from shared.chassis.migrations import create_frame

revision = "first"
down_revision = None


def upgrade() -> None:
    create_frame()
    op.create_table(
        "entries",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
