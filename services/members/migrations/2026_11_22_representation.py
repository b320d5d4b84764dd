"""Who represents the organisations elsewhere."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_representation"
down_revision = "2026_11_22_calls"


def upgrade() -> None:
    op.create_table(
        "nomination",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("organ", postgresql.JSONB(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("candidates_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_form", sa.Boolean(), nullable=False),
        sa.Column("term_starts", sa.Date(), nullable=True),
        sa.Column("term_ends", sa.Date(), nullable=True),
        sa.Column("national_group", sa.String(), nullable=True),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("named_on", sa.Date(), nullable=True),
        sa.Column("on_own", sa.Boolean(), nullable=False),
        sa.Column("others_named", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("answered IS NOT NULL OR named_on IS NULL", name="nomination_named_check"),
        sa.CheckConstraint("answered IS NULL OR cancelled IS NULL", name="nomination_cancelled_check"),
        sa.CheckConstraint("candidates_until <= deadline", name="nomination_candidates_until_check"),
        sa.CheckConstraint("names > 0", name="nomination_names_check"),
        sa.CheckConstraint("level in ('municipal', 'regional', 'national')", name="nomination_level_check"),
        sa.CheckConstraint(
            "national_group IS NULL OR (names <= 2 AND num_nonnulls(term_starts, term_ends) = 2)",
            name="nomination_national_group_check",
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="nomination_body_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="nomination_pkey"),
    )
    op.create_index("nomination_body_id_idx", "nomination", ["body_id"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        *_shown(),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.CheckConstraint("channel in ('member', 'form', 'coordinator')", name="candidate_channel_check"),
        sa.CheckConstraint("chosen OR NOT named", name="candidate_named_check"),
        sa.CheckConstraint("withdrawn IS NULL OR NOT consents", name="candidate_withdrawn_check"),
        sa.CheckConstraint("consents = (consented IS NOT NULL)", name="candidate_consents_check"),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name="candidate_nomination_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="candidate_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="candidate_pkey"),
        sa.UniqueConstraint("nomination_id", "person_id", name="candidate_nomination_id_person_id_key"),
    )
    op.create_index("candidate_person_id_idx", "candidate", ["person_id"], unique=False)
    op.create_table(
        "mandate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("nomination_id", sa.Uuid(), nullable=True),
        sa.Column("organ", postgresql.JSONB(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *_shown(),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("national_group", sa.String(), nullable=True),
        sa.Column("agreed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "national_group IS NULL OR "
            "(level = 'national' AND post in ('member', 'deputy') AND body_id IS NOT NULL)",
            name="mandate_national_group_check",
        ),
        sa.CheckConstraint("level in ('municipal', 'regional', 'national')", name="mandate_level_check"),
        sa.CheckConstraint("post in ('member', 'deputy', 'expert', 'chair')", name="mandate_post_check"),
        sa.CheckConstraint("ends >= starts - 1", name="mandate_ends_check"),
        sa.CheckConstraint("consents = (consented IS NOT NULL)", name="mandate_consents_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="mandate_body_id_fkey"),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name="mandate_nomination_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="mandate_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="mandate_pkey"),
    )
    op.create_table(
        "mandate_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organ", postgresql.JSONB(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "level in ('municipal', 'regional', 'national')", name="mandate_edition_level_check"
        ),
        sa.CheckConstraint(
            "post in ('member', 'deputy', 'expert', 'chair')", name="mandate_edition_post_check"
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name="mandate_edition_mandate_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="mandate_edition_pkey"),
        sa.UniqueConstraint("mandate_id", "version", name="mandate_edition_mandate_id_version_key"),
    )
    op.create_index("mandate_body_id_idx", "mandate", ["body_id"], unique=False)
    op.create_index("mandate_nomination_id_idx", "mandate", ["nomination_id"], unique=False)
    op.create_index("mandate_person_id_idx", "mandate", ["person_id"], unique=False)


def _shown() -> list[sa.Column[Any]]:
    return [
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("consented", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_version", sa.String(), nullable=True),
    ]
