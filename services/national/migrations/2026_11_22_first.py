"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.chassis.migrations import create_frame

revision = "2026_11_22_first"
down_revision = None


def upgrade() -> None:
    create_frame()
    op.create_table(
        "instances",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("last_event_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "attendances",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance"],
            ["instances.slug"],
        ),
        sa.PrimaryKeyConstraint("instance", "meeting_id"),
    )
    op.create_table(
        "bodies",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cadence_min", sa.Integer(), nullable=False),
        sa.Column("cadence_max", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance"],
            ["instances.slug"],
        ),
        sa.PrimaryKeyConstraint("instance", "body_id"),
    )
    op.create_table(
        "calls",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance"],
            ["instances.slug"],
        ),
        sa.PrimaryKeyConstraint("instance", "call_id"),
    )
    op.create_table(
        "meetings",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance"],
            ["instances.slug"],
        ),
        sa.PrimaryKeyConstraint("instance", "meeting_id"),
    )
    op.create_table(
        "seat_counts",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("term_starts", sa.Date(), nullable=True),
        sa.Column("term_ends", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance"],
            ["instances.slug"],
        ),
        sa.PrimaryKeyConstraint("instance", "body_id"),
    )
    op.create_table(
        "surveys",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance"],
            ["instances.slug"],
        ),
        sa.PrimaryKeyConstraint("instance", "survey_id"),
    )
