"""Who represents the organisations in national groups, how many they are, and who advises which region."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_26_representatives"
down_revision = "2026_11_25_operations"


def upgrade() -> None:
    op.create_table(
        "mandates",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organ", postgresql.JSONB(), nullable=False),
        sa.Column("group_slug", sa.String(), nullable=True),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["instance"], ["instances.slug"]),
        sa.PrimaryKeyConstraint("instance", "mandate_id"),
    )
    op.create_table(
        "key_figures",
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["instance"], ["instances.slug"]),
        sa.PrimaryKeyConstraint("instance"),
    )
    op.create_table(
        "group_seats",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("seat_id"),
    )
    op.create_index("group_seats_body_id_idx", "group_seats", ["body_id"])
    op.create_table(
        "advisers",
        sa.Column("adviser_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("languages", postgresql.JSONB(), nullable=False),
        sa.Column("regions", postgresql.JSONB(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("adviser_id"),
    )
