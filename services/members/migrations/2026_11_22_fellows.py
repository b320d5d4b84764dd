"""What members and municipalities are told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_fellows"
down_revision = "2026_11_22_advisers"


def upgrade() -> None:
    op.create_table(
        "member_news",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until > published", name="member_news_until_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="member_news_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="member_news_pkey"),
    )
    op.create_index("member_news_newest_idx", "member_news", ["published", "id"], unique=False)
    op.create_index("member_news_person_id_idx", "member_news", ["person_id"], unique=False)
    op.create_index("member_news_until_idx", "member_news", ["until"], unique=False)
    op.create_table(
        "municipal_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="municipal_contact_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="municipal_contact_pkey"),
        sa.UniqueConstraint("municipality", "person_id", name="municipal_contact_municipality_person_id_key"),
    )
    op.create_index("municipal_contact_person_id_idx", "municipal_contact", ["person_id"], unique=False)
