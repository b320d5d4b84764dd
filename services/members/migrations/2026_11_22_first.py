"""The first tables of members."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.chassis.migrations import create_frame

revision = "2026_11_22_first"
down_revision = None


def upgrade() -> None:
    create_frame()
    _people()
    _organisations()
    _bodies()
    _seats()
    _calls()
    _applications()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("known", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="person_pkey"),
        sa.UniqueConstraint("email", name="person_email_key"),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("title", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("organisation", sa.String(), server_default="", nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "role in ('coordinator', 'chair', 'secretary', 'member', 'operator')",
            name="role_grant_role_check",
        ),
        sa.CheckConstraint("ends >= starts - 1", name="role_grant_ends_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="role_grant_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="role_grant_pkey"),
        sa.UniqueConstraint("seat_id", name="role_grant_seat_id_key"),
    )
    op.create_index(
        "role_grant_given_key",
        "role_grant",
        ["person_id", "role", "body_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ends IS NULL"),
    )
    op.create_index("role_grant_person_id_idx", "role_grant", ["person_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("requested", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.Column("onward", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="sign_in_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="sign_in_pkey"),
    )
    op.create_index("sign_in_person_id_idx", "sign_in", ["person_id"], unique=False)


def _organisations() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=True),
        sa.Column("register_number", sa.String(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("contact_person_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("scope in ('local', 'regional', 'national')", name="organisation_scope_check"),
        sa.ForeignKeyConstraint(
            ["contact_person_id"], ["person.id"], name="organisation_contact_person_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="organisation_pkey"),
        sa.UniqueConstraint("business_id", name="organisation_business_id_key"),
        sa.UniqueConstraint("register_number", name="organisation_register_number_key"),
    )


def _bodies() -> None:
    op.create_table(
        "body",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("purpose", postgresql.JSONB(), nullable=False),
        sa.Column("decision_power", sa.Boolean(), nullable=False),
        sa.Column("cadence_min", sa.Integer(), nullable=False),
        sa.Column("cadence_max", sa.Integer(), nullable=False),
        sa.Column("modes", postgresql.JSONB(), nullable=False),
        sa.Column("deputies", sa.Boolean(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('partnership_table', 'advisory_board', 'assembly', 'forum_series', 'sub_group', 'working_committee')",
            name="body_kind_check",
        ),
        sa.CheckConstraint("state in ('planned', 'active', 'paused', 'ended')", name="body_state_check"),
        sa.CheckConstraint("cadence_min between 0 and cadence_max", name="body_cadence_check"),
        sa.CheckConstraint("term_months between 1 and 120", name="body_term_months_check"),
        sa.ForeignKeyConstraint(["parent_id"], ["body.id"], name="body_parent_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="body_pkey"),
        sa.UniqueConstraint("slug", name="body_slug_key"),
    )
    op.create_table(
        "party",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('organisation', 'county', 'municipality', 'regional_council', 'expert')",
            name="party_kind_check",
        ),
        sa.CheckConstraint("target > 0", name="party_target_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="party_body_id_fkey"),
        sa.PrimaryKeyConstraint("body_id", "kind", name="party_pkey"),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("ends > starts", name="term_ends_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="term_body_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="term_pkey"),
        sa.UniqueConstraint("body_id", "starts", name="term_body_id_starts_key"),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("target >= 0", name="theme_target_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="theme_body_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="theme_pkey"),
        sa.UniqueConstraint("body_id", "slug", name="theme_body_id_slug_key"),
    )


def _seats() -> None:
    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeds_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('organisation', 'county', 'municipality', 'regional_council', 'expert')",
            name="seat_kind_check",
        ),
        sa.CheckConstraint("ends >= starts - 1", name="seat_ends_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="seat_body_id_fkey"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="seat_organisation_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="seat_person_id_fkey"),
        sa.ForeignKeyConstraint(["succeeds_id"], ["seat.id"], name="seat_succeeds_id_fkey"),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name="seat_term_id_fkey"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="seat_theme_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="seat_pkey"),
        sa.UniqueConstraint("succeeds_id", name="seat_succeeds_id_key"),
    )
    op.create_index("seat_body_id_idx", "seat", ["body_id"], unique=False)
    op.create_index("seat_person_id_idx", "seat", ["person_id"], unique=False)
    op.create_index("seat_term_id_idx", "seat", ["term_id"], unique=False)


def _calls() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("opens", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("term_starts", sa.Date(), nullable=False),
        sa.Column("term_ends", sa.Date(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_attempts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("deadline > opens", name="call_deadline_check"),
        sa.CheckConstraint("late_attempts >= 0", name="call_late_attempts_check"),
        sa.CheckConstraint("published IS NOT NULL OR confirmed IS NULL", name="call_confirmed_check"),
        sa.CheckConstraint("term_ends > term_starts", name="call_term_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="call_body_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="call_pkey"),
    )
    op.create_index("call_body_id_idx", "call", ["body_id"], unique=False)
    op.create_table(
        "criterion",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="criterion_call_id_fkey"),
        sa.PrimaryKeyConstraint("call_id", "position", name="criterion_pkey"),
    )


def _applications() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("applied_theme_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("moved", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alternative_theme_id", sa.Uuid(), nullable=True),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("channel in ('form', 'email')", name="application_channel_check"),
        sa.CheckConstraint(
            "outcome in ('selected', 'reserve', 'rejected')", name="application_outcome_check"
        ),
        sa.CheckConstraint("scope in ('local', 'regional', 'national')", name="application_scope_check"),
        sa.CheckConstraint("seat_id IS NULL OR outcome <> 'rejected'", name="application_seat_check"),
        sa.CheckConstraint(
            "theme_id = applied_theme_id OR moved IS NOT NULL", name="application_moved_check"
        ),
        sa.CheckConstraint("withdrawn IS NULL OR outcome IS NULL", name="application_withdrawn_check"),
        sa.ForeignKeyConstraint(
            ["alternative_theme_id"], ["theme.id"], name="application_alternative_theme_id_fkey"
        ),
        sa.ForeignKeyConstraint(["applied_theme_id"], ["theme.id"], name="application_applied_theme_id_fkey"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="application_call_id_fkey"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="application_organisation_id_fkey"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="application_person_id_fkey"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="application_seat_id_fkey"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="application_theme_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="application_pkey"),
        sa.UniqueConstraint("seat_id", name="application_seat_id_key"),
    )
    op.create_index("application_call_id_idx", "application", ["call_id"], unique=False)
    op.create_index(
        "application_of_organisation_key",
        "application",
        ["call_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn IS NULL"),
    )
    op.create_index(
        "application_of_person_key",
        "application",
        ["call_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn IS NULL"),
    )
    op.create_index("application_person_id_idx", "application", ["person_id"], unique=False)
