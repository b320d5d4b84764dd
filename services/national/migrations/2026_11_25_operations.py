"""How the instances stand: reports, backups, and what operators decided."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_25_operations"
down_revision = "2026_11_22_first"


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("oldest_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pending", sa.Integer(), nullable=True),
        sa.Column("unacknowledged", sa.Integer(), nullable=True),
        sa.Column("dead", sa.Integer(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("instance", "service"),
    )
    op.create_table(
        "backups",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("instance"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act IN ('retry', 'discard')", name="decisions_known_act"),
        sa.CheckConstraint("act = 'retry' OR reason <> ''", name="decisions_discard_has_reason"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_decisions_instance", "decisions", ["instance"])
