"""What people have chosen of the letters that one may do without."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_choices"
down_revision = "2026_11_22_trace"


def upgrade() -> None:
    op.create_table(
        "choices",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("wants", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["recipients.person_id"],
        ),
        sa.PrimaryKeyConstraint("person_id", "letter"),
    )
