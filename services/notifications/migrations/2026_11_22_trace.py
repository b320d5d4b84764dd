"""A letter remembers the trace of what caused it, so that one trace leads from the request to the mail."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_trace"
down_revision = "2026_11_22_first"


def upgrade() -> None:
    op.add_column("emails", sa.Column("traceparent", sa.String()))
