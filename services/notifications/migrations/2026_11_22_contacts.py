"""Whom to tell of what concerns a municipality."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_contacts"
down_revision = "2026_11_22_choices"


def upgrade() -> None:
    op.create_table(
        "municipal_contacts",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("contact_id"),
    )
    op.create_index("municipal_contacts_of_person", "municipal_contacts", ["person_id"], unique=False)
