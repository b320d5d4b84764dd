"""What organisations and those who speak for them tell each other."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_cooperation"
down_revision = "2026_11_22_delegates"


def upgrade() -> None:
    op.create_table(
        "matter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("brought", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(answered, answered_by) IN (0, 2)", name="matter_answered_check"),
        sa.CheckConstraint("num_nonnulls(person_id, erased) = 1", name="matter_erased_check"),
        sa.CheckConstraint("num_nonnulls(topic_id, brought) IN (0, 2)", name="matter_brought_check"),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name="matter_answered_by_fkey"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="matter_body_id_fkey"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="matter_organisation_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="matter_person_id_fkey"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="matter_theme_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="matter_pkey"),
    )
    op.create_index("matter_person_idx", "matter", ["person_id", "sent"], unique=False)
    op.create_index("matter_sent_idx", "matter", ["sent"], unique=False)
    op.create_index("matter_theme_idx", "matter", ["theme_id", "sent"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="report_body_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="report_person_id_fkey"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="report_theme_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="report_pkey"),
    )
    op.create_index("report_person_id_idx", "report", ["person_id"], unique=False)
    op.create_index("report_theme_idx", "report", ["theme_id", "published"], unique=False)
    op.create_table(
        "pledge",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_version", sa.Integer(), nullable=True),
        sa.CheckConstraint("accepted >= asked", name="pledge_asked_check"),
        sa.CheckConstraint("num_nonnulls(accepted, text_version) IN (0, 2)", name="pledge_accepted_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="pledge_person_id_fkey"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="pledge_seat_id_fkey"),
        sa.PrimaryKeyConstraint("seat_id", "person_id", name="pledge_pkey"),
    )
    op.create_index("pledge_person_id_idx", "pledge", ["person_id"], unique=False)
