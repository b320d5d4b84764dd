"""Guests of one item of a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_guests"
down_revision = "2026_11_22_representation"


def upgrade() -> None:
    op.create_table(
        "guest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("guest_ends_check")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("guest_person_id_fkey")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("guest_body_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("guest_pkey")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("guest_item_id_person_id_key")),
    )
    op.create_index(op.f("guest_person_id_idx"), "guest", ["person_id"], unique=False)
