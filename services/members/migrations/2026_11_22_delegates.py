"""Whom the regions named to national groups."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_delegates"
down_revision = "2026_11_22_guests"


def upgrade() -> None:
    op.create_table(
        "delegate",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_slug", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("post in ('member', 'deputy')", name="delegate_post_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="delegate_person_id_fkey"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="delegate_seat_id_fkey"),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="delegate_deputy_id_fkey"),
        sa.PrimaryKeyConstraint("region", "mandate_id", name="delegate_pkey"),
    )
    op.create_index("delegate_person_id_idx", "delegate", ["person_id"], unique=False)
