"""The tables of surveys: audiences, questionnaires, the ballot box, responses and tallies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.chassis.migrations import create_frame

revision = "2026_11_22_first"
down_revision = None


def upgrade() -> None:
    create_frame()
    op.create_table(
        "bodies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("themes", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contact_person_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_people_merged_into_id"), "people", ["merged_into_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_seats_body_id", "seats", ["body_id"], unique=False)
    op.create_table(
        "surveys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("purpose", postgresql.JSONB(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("min_group", sa.Integer(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("audience <> 'body' OR body_id IS NOT NULL", name="body_for_its_members"),
        sa.CheckConstraint("audience IN ('directory', 'body', 'open')", name="known_audience"),
        sa.CheckConstraint("counted IS NULL OR opened IS NOT NULL", name="counted_after_opening"),
        sa.CheckConstraint("min_group >= 5", name="groups_are_not_too_small"),
        sa.CheckConstraint("opened <= closes", name="opens_before_it_closes"),
        sa.CheckConstraint("published IS NULL OR counted >= min_group", name="published_when_enough"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "ballot_box",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ballot_box_survey_id", "ballot_box", ["survey_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("survey_id", "person_id", name="one_invitation_a_person"),
    )
    op.create_table(
        "questions",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("choices", postgresql.JSONB(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("grouping", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT grouping OR required AND kind IN ('single_choice', 'theme')", name="groups_part_all_answers"
        ),
        sa.CheckConstraint(
            "kind IN ('single_choice', 'multiple_choice', 'scale_1_5', 'text', 'theme')", name="known_kind"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("survey_id", "number"),
    )
    op.create_index(
        "one_grouping_a_survey", "questions", ["survey_id"], unique=True, postgresql_where=sa.text("grouping")
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_responses_survey_id", "responses", ["survey_id"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
        ),
        sa.PrimaryKeyConstraint("survey_id", "number", "part", "choice"),
    )
