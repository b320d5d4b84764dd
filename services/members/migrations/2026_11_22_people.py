"""Consents, sessions, audit and retention."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_people"
down_revision = "2026_11_22_organisations"


def upgrade() -> None:
    op.add_column("person", sa.Column("erased", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("awaited_id", sa.Uuid(), nullable=True))
    op.add_column("person", sa.Column("awaited_email", sa.String(), nullable=True))
    op.add_column("person", sa.Column("awaited_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("seen", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("leaving_on", sa.Date(), nullable=True))
    op.add_column(
        "person",
        sa.Column("languages", postgresql.ARRAY(sa.String()), server_default="{}", nullable=False),
    )
    op.add_column("person", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("person_merged_into_id_fkey"), "person", "person", ["merged_into_id"], ["id"])
    op.create_check_constraint(op.f("person_merged_check"), "person", "merged_into_id <> id")
    op.create_index("person_merged_into_id_idx", "person", ["merged_into_id"], unique=False)
    op.create_index("person_leaving_on_idx", "person", ["leaving_on"], unique=False)
    op.create_unique_constraint("person_awaited_id_key", "person", ["awaited_id"])
    op.create_check_constraint(
        op.f("person_awaited_check"),
        "person",
        "num_nonnulls(awaited_id, awaited_email, awaited_until) IN (0, 3)",
    )
    op.alter_column("person", "email", nullable=True)
    op.create_check_constraint(
        op.f("person_erased_check"), "person", "(erased IS NULL) = (email IS NOT NULL)"
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Date(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until > begun", name=op.f("session_until_check")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("session_person_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("session_pkey")),
    )
    op.create_index("session_person_idx", "session", ["person_id", "begun"], unique=False)
    op.create_table(
        "access_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("seen", sa.Date(), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scope <> ''", name=op.f("access_key_scope_check")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("access_key_person_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("access_key_pkey")),
        sa.UniqueConstraint("digest", name=op.f("access_key_digest_key")),
    )
    op.create_index("access_key_person_idx", "access_key", ["person_id", "made"], unique=False)
    op.create_table(
        "person_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "what in ('name', 'language', 'languages', 'email_asked', 'email', 'role_given', 'role_ended',"
            " 'affiliated', 'unaffiliated', 'profile', 'merged', 'erased')",
            name=op.f("person_change_what_check"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("person_change_person_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("person_change_pkey")),
    )
    op.create_index("person_change_person_idx", "person_change", ["person_id", "at"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("withdrawn >= given", name=op.f("consent_withdrawn_check")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("consent_person_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("consent_pkey")),
    )
    op.create_index(
        "consent_live_key",
        "consent",
        ["person_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("withdrawn IS NULL"),
    )
    op.create_index("consent_person_idx", "consent", ["person_id", "given"], unique=False)
    op.create_table(
        "profile",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.Column("expertise", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("profile_person_id_fkey")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("profile_pkey")),
    )
    op.create_table(
        "affiliation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("ends >= starts - 1", name=op.f("affiliation_ends_check")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("affiliation_person_id_fkey")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("affiliation_organisation_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("affiliation_pkey")),
    )
    op.create_index("affiliation_person_id_idx", "affiliation", ["person_id"], unique=False)
    op.create_index("affiliation_organisation_id_idx", "affiliation", ["organisation_id"], unique=False)
