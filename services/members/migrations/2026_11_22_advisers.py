"""The people of the national support organisation, and in a region whom it proposes."""

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
        sa.Column("told_to", postgresql.JSONB(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
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
    op.create_table(
        "proposed_adviser",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("employer", postgresql.JSONB(), nullable=False),
        sa.Column("languages", postgresql.JSONB(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("declined", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column("longer", sa.Boolean(), nullable=False),
        sa.CheckConstraint("grant_id IS NULL OR person_id IS NOT NULL", name="proposed_adviser_let_in_check"),
        sa.CheckConstraint("grant_id IS NULL OR declined IS NULL", name="proposed_adviser_declined_check"),
        sa.CheckConstraint(
            "NOT withdrawn OR (name = '' AND email = '')", name="proposed_adviser_withdrawn_check"
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name="proposed_adviser_grant_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="proposed_adviser_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="proposed_adviser_pkey"),
    )
    op.create_index("proposed_adviser_person_id_idx", "proposed_adviser", ["person_id"], unique=False)
