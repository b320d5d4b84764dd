"""Who is available for the next term."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_renewals"
down_revision = "2026_11_22_fellows"


def upgrade() -> None:
    op.create_table(
        "renewal",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=True),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("answered >= asked", name="renewal_asked_check"),
        sa.CheckConstraint("num_nonnulls(available, answered) IN (0, 2)", name="renewal_answered_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="renewal_person_id_fkey"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="renewal_seat_id_fkey"),
        sa.PrimaryKeyConstraint("seat_id", "person_id", name="renewal_pkey"),
    )
    op.create_index("renewal_person_id_idx", "renewal", ["person_id"], unique=False)
