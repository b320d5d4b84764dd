"""The first tables of meetings."""

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
        sa.Column("decision_power", sa.Boolean(), nullable=False),
        sa.Column("cadence_min", sa.Integer(), nullable=False),
        sa.Column("cadence_max", sa.Integer(), nullable=False),
        sa.Column("convenor", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("capacities", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_people_merged_into_id"), "people", ["merged_into_id"], unique=False)
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("produces_services", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "seatings",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint("ends >= starts - 1", name="seating_ends_after_start"),
        sa.PrimaryKeyConstraint("seat_id", "person_id", "starts"),
    )
    op.create_index("seatings_by_body", "seatings", ["body_id", "starts", "ends"], unique=False)
    op.create_table(
        "deputies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("ends >= starts - 1", name="deputy_ends_after_start"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_deputies_seat_id"), "deputies", ["seat_id"], unique=False)
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("place", postgresql.JSONB(), nullable=False),
        sa.Column("remote_link", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("convenor", sa.String(), nullable=False, server_default=""),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('teams', 'hybrid', 'in_person')", name="meeting_mode"),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR convened_at IS NOT NULL", name="meeting_cancelled_after_convening"
        ),
        sa.CheckConstraint("ends > starts", name="meeting_ends_after_start"),
        sa.ForeignKeyConstraint(
            ["body_id"],
            ["bodies.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_meetings_body_id"), "meetings", ["body_id"], unique=False)
    op.create_index("meetings_by_start", "meetings", ["starts"], unique=False)
    op.create_table(
        "topics",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("municipalities", sa.ARRAY(sa.String()), server_default="{}", nullable=False),
        sa.Column("capacity_id", sa.Uuid(), nullable=True),
        sa.Column("capacity", postgresql.JSONB(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "category IN ('reform', 'hyte', 'operating_conditions', 'other')", name="topic_category"
        ),
        sa.CheckConstraint("level IN ('municipality', 'region', 'county')", name="topic_level"),
        sa.ForeignKeyConstraint(
            ["body_id"],
            ["bodies.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_topics_body_id"), "topics", ["body_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("addressed_to", sa.String(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_by", sa.Date(), nullable=False),
        sa.Column("reply", postgresql.JSONB(), nullable=False),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("direction IN ('county_asks', 'table_asks')", name="request_direction"),
        sa.CheckConstraint("answered IS NULL OR withdrawn IS NULL", name="request_one_end"),
        sa.CheckConstraint("(answered IS NULL) = (reply = '{}')", name="request_reply"),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_requests_body_id"), "requests", ["body_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id IS NOT NULL OR text = ''", name="comment_of_nobody"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_comments_topic_id"), "comments", ["topic_id"], unique=False)
    op.create_index(op.f("ix_comments_person_id"), "comments", ["person_id"], unique=False)
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("topic_id", "represents"),
    )
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["topics.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "meeting_id"),
        sa.UniqueConstraint("meeting_id", "position", deferrable=True, initially="DEFERRED"),
        sa.UniqueConstraint("meeting_id", "topic_id"),
    )
    op.create_table(
        "absences",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("missed >= 1", name="absence_missed"),
        sa.PrimaryKeyConstraint("body_id", "person_id"),
    )
    op.create_table(
        "attendance_lists",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
        ),
        sa.PrimaryKeyConstraint("meeting_id"),
    )
    op.create_table(
        "chapters",
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("kind IN ('on_agenda', 'discussed', 'concluded')", name="chapter_kind"),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["topics.id"],
        ),
        sa.PrimaryKeyConstraint("topic_id", "meeting_id", "kind"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("deputises_id", sa.Uuid(), nullable=True),
        sa.Column("items", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('on_site', 'remote', 'excused')", name="invitation_answer"),
        sa.CheckConstraint(
            "(starts IS NULL) = (items = '{}') AND (ends IS NULL) = (items = '{}')", name="invitation_guest"
        ),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="invitation_answered"),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
        ),
        sa.ForeignKeyConstraint(
            ["deputises_id"],
            ["invitations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "person_id"),
    )
    op.create_index(op.f("ix_invitations_person_id"), "invitations", ["person_id"], unique=False)
    op.create_table(
        "memos",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("decision_power", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("capacity_id", sa.Uuid(), nullable=True),
        sa.Column("capacity", postgresql.JSONB(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
        ),
        sa.PrimaryKeyConstraint("meeting_id"),
        sa.UniqueConstraint("meeting_id", "decision_power"),
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('present_on_site', 'present_remote', 'excused', 'absent')", name="attendance_status"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "person_id"],
            ["invitations.meeting_id", "invitations.person_id"],
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["attendance_lists.meeting_id"],
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person_id"),
    )
    op.create_table(
        "editions",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("translation_due", sa.Date(), nullable=True),
        sa.Column("languages", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("capacity_id", sa.Uuid(), nullable=True),
        sa.Column("capacity", postgresql.JSONB(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("version >= 1", name="edition_version"),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["memos.meeting_id"],
        ),
        sa.PrimaryKeyConstraint("meeting_id", "version"),
    )
    op.create_table(
        "memo_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("decision_power", sa.Boolean(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("discussion", postgresql.JSONB(), nullable=False),
        sa.Column("conclusion_kind", sa.String(), nullable=True),
        sa.Column("conclusion", postgresql.JSONB(), nullable=False),
        sa.Column("concludes_topic", sa.Boolean(), nullable=False),
        sa.CheckConstraint("conclusion_kind <> 'decision' OR decision_power", name="memo_no_decision_power"),
        sa.CheckConstraint(
            "conclusion_kind IN ('position', 'proposal', 'noted', 'action', 'decision')",
            name="memo_conclusion_kind",
        ),
        sa.ForeignKeyConstraint(
            ["agenda_item_id", "meeting_id"],
            ["agenda_items.id", "agenda_items.meeting_id"],
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "decision_power"],
            ["memos.meeting_id", "memos.decision_power"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("agenda_item_id"),
    )
    # What was published stays as it was: a correction is a new edition.
    op.execute(
        """
        CREATE FUNCTION keep_editions() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a published memo cannot be changed' USING ERRCODE = 'check_violation'; END $$
        """
    )
    op.execute(
        "CREATE TRIGGER editions_stay BEFORE UPDATE OR DELETE ON editions "
        "FOR EACH ROW EXECUTE FUNCTION keep_editions()"
    )
