"""Calls in depth: rounds, drafts, attachments, evaluation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_calls"
down_revision = "2026_11_22_bodies"


def upgrade() -> None:
    _call()
    _rounds()
    _themes()
    _application()
    _readings()
    _selection()
    _drafts()
    _evaluation()
    _attachments()


def _call() -> None:
    for column in (
        sa.Column("contact", postgresql.JSONB(), nullable=False, server_default="{}"),
        sa.Column("contact_organisation", sa.String(), nullable=False, server_default=""),
        sa.Column("contact_email", sa.String(), nullable=False, server_default=""),
        sa.Column("contact_phone", sa.String(), nullable=False, server_default=""),
        sa.Column("round", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("evaluated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", postgresql.JSONB(), nullable=True),
        sa.Column("cancelled", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", postgresql.JSONB(), nullable=True),
        sa.Column("decision_organ", postgresql.JSONB(), nullable=True),
        sa.Column("decision_day", sa.Date(), nullable=True),
        sa.Column("decision_section", sa.String(), nullable=True),
        sa.Column("decision_case", sa.String(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("spread", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("call", column)
    for name, condition in (
        ("round", "round >= 1 AND told <= round"),
        ("evaluated", "evaluated IS NULL OR published IS NOT NULL"),
        ("proposed", "proposed IS NULL OR evaluated IS NOT NULL"),
        ("returned", "(returned IS NULL) = (return_reason IS NULL)"),
        ("cancelled", "(cancelled IS NULL) = (cancel_reason IS NULL)"),
        ("ended", "confirmed IS NULL OR (returned IS NULL AND cancelled IS NULL)"),
    ):
        op.create_check_constraint(f"call_{name}_check", "call", condition)


def _rounds() -> None:
    op.create_table(
        "call_round",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(), nullable=False),
        sa.Column("contact", postgresql.JSONB(), nullable=False),
        sa.Column("contact_organisation", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("opens", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("term_starts", sa.Date(), nullable=False),
        sa.Column("term_ends", sa.Date(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evaluated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned", sa.DateTime(timezone=True), nullable=False),
        sa.Column("return_reason", postgresql.JSONB(), nullable=False),
        sa.Column("late_attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="call_round_call_id_fkey"),
        sa.PrimaryKeyConstraint("call_id", "number", name="call_round_pkey"),
    )


def _themes() -> None:
    op.create_table(
        "call_theme",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("target >= 0", name="call_theme_target_check"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="call_theme_call_id_fkey"),
        sa.PrimaryKeyConstraint("call_id", "round", "theme_id", name="call_theme_pkey"),
        sa.UniqueConstraint("call_id", "round", "slug", name="call_theme_call_id_round_slug_key"),
    )
    op.execute(
        "INSERT INTO call_theme (call_id, round, theme_id, slug, name, target, protected, position)"
        " SELECT call.id, 1, theme.id, theme.slug, theme.name, theme.target, theme.protected, theme.position"
        " FROM call JOIN theme ON theme.body_id = call.body_id"
    )


def _application() -> None:
    for column in (
        sa.Column("round", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("further_themes", postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("deputy_name", sa.String(), nullable=False, server_default=""),
        sa.Column("deputy_email", sa.String(), nullable=False, server_default=""),
        sa.Column("erased", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_by", sa.Uuid(), nullable=True),
        sa.Column("consent_how", sa.String(), nullable=True),
        sa.Column("consent_by", sa.String(), nullable=False, server_default=""),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("reserve_rank", sa.Integer(), nullable=True),
        sa.Column("repeats", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("notice_version", sa.Integer(), nullable=True),
    ):
        op.add_column("application", column)
    op.create_check_constraint(
        "application_consent_how_check",
        "application",
        "consent_how in ('phone', 'email', 'meeting', 'link')",
    )
    op.create_check_constraint("application_reserve_rank_check", "application", "reserve_rank >= 1")
    op.alter_column("application", "person_id", nullable=True)
    op.alter_column("application", "organisation_id", nullable=True)
    op.create_check_constraint(
        "application_erased_check",
        "application",
        "CASE WHEN erased IS NULL THEN person_id IS NOT NULL AND organisation_id IS NOT NULL"
        " ELSE person_id IS NULL AND name = '' AND number = '' AND grounds = ''"
        " AND deputy_name = '' AND deputy_email = '' AND consent_by = '' END",
    )
    # A theme is one of the round now, and has the id it has in the body when the body has it.
    for column in ("theme_id", "applied_theme_id", "alternative_theme_id"):
        op.drop_constraint(f"application_{column}_fkey", "application", type_="foreignkey")
        op.create_foreign_key(
            f"application_{column}_fkey",
            "application",
            "call_theme",
            ["call_id", "round", column],
            ["call_id", "round", "theme_id"],
        )
    # One application of an organisation and of a person a round, not a call.
    for name, column in (
        ("application_of_person_key", "person_id"),
        ("application_of_organisation_key", "organisation_id"),
    ):
        op.drop_index(name, table_name="application")
        op.create_index(
            name,
            "application",
            ["call_id", "round", column],
            unique=True,
            postgresql_where=sa.text("withdrawn IS NULL AND NOT repeats"),
        )


def _readings() -> None:
    op.create_table(
        "application_read",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "what in ('application', 'list', 'selection', 'comparison', 'proposal', 'attachment',"
            " 'reserves', 'record')",
            name="application_read_what_check",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="application_read_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="application_read_call_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="application_read_pkey"),
    )
    op.create_index("application_read_call_id_idx", "application_read", ["call_id"], unique=False)


def _selection() -> None:
    op.create_table(
        "target_reason",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id", "round", "theme_id"],
            ["call_theme.call_id", "call_theme.round", "call_theme.theme_id"],
            name="target_reason_theme_id_fkey",
        ),
        sa.PrimaryKeyConstraint("call_id", "round", "theme_id", name="target_reason_pkey"),
    )


def _drafts() -> None:
    op.create_table(
        "application_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("typed", postgresql.JSONB(), nullable=False),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="application_draft_call_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="application_draft_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="application_draft_pkey"),
    )
    op.create_index("application_draft_call_id_idx", "application_draft", ["call_id"], unique=False)
    op.create_index("application_draft_person_id_idx", "application_draft", ["person_id"], unique=False)


def _evaluation() -> None:
    op.create_table(
        "selector",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("named", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="selector_call_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="selector_person_id_fkey"),
        sa.PrimaryKeyConstraint("call_id", "person_id", name="selector_pkey"),
    )
    op.create_table(
        "score",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.CheckConstraint("points between 0 and 5", name="score_points_check"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name="score_application_id_fkey"),
        sa.PrimaryKeyConstraint("application_id", "person_id", "position", name="score_pkey"),
    )
    op.create_table(
        "interest_conflict",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("declared", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="interest_conflict_application_id_fkey"
        ),
        sa.PrimaryKeyConstraint("application_id", "person_id", name="interest_conflict_pkey"),
    )


def _attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('pdf', 'docx', 'odt', 'jpg', 'png')", name="attachment_kind_check"),
        sa.CheckConstraint("size between 1 and 10000000", name="attachment_size_check"),
        sa.CheckConstraint("removed IS NULL OR name = ''", name="attachment_removed_check"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="attachment_application_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="attachment_pkey"),
    )
    op.create_index("attachment_application_id_idx", "attachment", ["application_id"], unique=False)
