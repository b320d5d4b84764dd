"""The people of the national support organisation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_advisers"
down_revision = "2026_11_22_cooperation"


def upgrade() -> None:
    op.create_table(
        "adviser",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("languages", postgresql.JSONB(), nullable=False),
        sa.Column("regions", postgresql.JSONB(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('staff', 'adviser')", name="adviser_kind_check"),
        sa.CheckConstraint(
            "(kind = 'adviser') = (jsonb_array_length(regions) > 0)", name="adviser_regions_check"
        ),
        sa.CheckConstraint("ends >= starts - 1", name="adviser_ends_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="adviser_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="adviser_pkey"),
    )
    op.create_index("adviser_person_id_idx", "adviser", ["person_id"], unique=False)
