"""Bodies in depth: dated, with offices and deputies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_bodies"
down_revision = "2026_11_22_people"

KINDS = (
    ("partnership_table", "kumppanuuspöytä", "partnerskapsbord", "partnership table"),
    ("advisory_board", "neuvottelukunta", "delegation", "advisory board"),
    ("assembly", "järjestöjen kokous", "organisationernas möte", "assembly"),
    ("forum_series", "foorumit", "forum", "forums"),
    ("sub_group", "alatyöryhmä", "underarbetsgrupp", "sub-working group"),
    ("working_committee", "työvaliokunta", "arbetsutskott", "working committee"),
    ("national_board", "valtakunnallinen neuvottelukunta", "nationell delegation", "national board"),
    ("preparation_group", "valmisteluryhmä", "beredningsgrupp", "preparation group"),
    ("network", "verkosto", "nätverk", "network"),
)
SEAT_KINDS = "('organisation', 'county', 'municipality', 'regional_council', 'expert', 'attendee', 'region')"

ROUTES = "('call', 'reserve', 'appointed', 'carried')"
END_REASONS = "('resigned', 'organisation_withdrew', 'duties_changed', 'other')"


def upgrade() -> None:
    _kinds()
    _bodies()
    _keeping()
    _standing()
    _holders()


def _kinds() -> None:
    op.create_table(
        "body_kind",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("slug", name="body_kind_pkey"),
    )
    kinds = sa.table(
        "body_kind", sa.column("slug"), sa.column("name", postgresql.JSONB), sa.column("position")
    )
    op.bulk_insert(
        kinds,
        [
            {"slug": slug, "name": {"fi": fi, "sv": sv, "en": en}, "position": position}
            for position, (slug, fi, sv, en) in enumerate(KINDS)
        ],
    )


def _bodies() -> None:
    op.drop_constraint("body_kind_check", "body")
    op.create_foreign_key("body_kind_fkey", "body", "body_kind", ["kind"], ["slug"])
    op.add_column("body", sa.Column("goals", postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("body", sa.Column("grouping", sa.String(), server_default="themes", nullable=False))
    op.add_column("body", sa.Column("from_outside", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("body", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("body", sa.Column("review_on", sa.Date(), nullable=True))
    op.drop_constraint("body_state_check", "body")
    op.create_check_constraint(
        "body_state_check", "body", "state in ('planned', 'in_development', 'active', 'paused', 'ended')"
    )
    op.create_check_constraint("body_grouping_check", "body", "grouping in ('themes', 'sectors')")
    op.create_check_constraint("body_review_on_check", "body", "review_on IS NULL OR state = 'paused'")
    op.add_column("theme", sa.Column("protected", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("theme", sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("seat", sa.Column("municipality", sa.String(), nullable=True))
    op.add_column("seat", sa.Column("route", sa.String(), server_default="appointed", nullable=False))
    op.add_column("seat", sa.Column("decision", sa.String(), server_default="", nullable=False))
    op.add_column("seat", sa.Column("grounds", sa.String(), server_default="", nullable=False))
    op.add_column("seat", sa.Column("end_reason", sa.String(), nullable=True))
    op.create_check_constraint("seat_route_check", "seat", f"route in {ROUTES}")
    op.create_check_constraint("seat_end_reason_check", "seat", f"end_reason in {END_REASONS}")
    op.add_column("seat", sa.Column("region", sa.String(), nullable=True))
    for table in ("party", "seat"):
        op.drop_constraint(f"{table}_kind_check", table)
        op.create_check_constraint(f"{table}_kind_check", table, f"kind in {SEAT_KINDS}")


def _keeping() -> None:
    op.create_table(
        "body_capacity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("ends >= starts", name="body_capacity_ends_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="body_capacity_body_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="body_capacity_pkey"),
    )
    op.create_index("body_capacity_body_id_idx", "body_capacity", ["body_id"], unique=False)
    op.create_table(
        "body_edition",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="body_edition_body_id_fkey"),
        sa.PrimaryKeyConstraint("body_id", "version", name="body_edition_pkey"),
    )
    op.create_table(
        "body_partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role in ('convenor', 'coordinator', 'document_owner', 'secretariat', 'standing_partner')",
            name="body_partner_role_check",
        ),
        sa.CheckConstraint("ends >= starts", name="body_partner_ends_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="body_partner_body_id_fkey"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="body_partner_organisation_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="body_partner_pkey"),
    )
    op.create_index("body_partner_body_id_idx", "body_partner", ["body_id"], unique=False)
    op.create_index(
        "body_partner_single_key",
        "body_partner",
        ["body_id", "role"],
        unique=True,
        postgresql_where=sa.text("ends IS NULL AND role in ('convenor', 'coordinator', 'document_owner')"),
    )
    op.create_table(
        "body_relation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind in ('elects', 'reports_to', 'owns_series')", name="body_relation_kind_check"
        ),
        sa.CheckConstraint("body_id <> other_id", name="body_relation_other_check"),
        sa.CheckConstraint("ends >= starts", name="body_relation_ends_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="body_relation_body_id_fkey"),
        sa.ForeignKeyConstraint(["other_id"], ["body.id"], name="body_relation_other_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="body_relation_pkey"),
    )
    op.create_index("body_relation_body_id_idx", "body_relation", ["body_id"], unique=False)
    op.create_index("body_relation_other_id_idx", "body_relation", ["other_id"], unique=False)


def _standing() -> None:
    op.create_table(
        "body_scope",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("level in ('municipal', 'regional', 'national')", name="body_scope_level_check"),
        sa.CheckConstraint(
            "(level = 'municipal') = (municipality IS NOT NULL)", name="body_scope_municipality_check"
        ),
        sa.CheckConstraint("ends >= starts", name="body_scope_ends_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="body_scope_body_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="body_scope_pkey"),
    )
    op.create_index("body_scope_body_id_idx", "body_scope", ["body_id"], unique=False)
    op.create_index(
        "body_scope_open_key",
        "body_scope",
        ["body_id"],
        unique=True,
        postgresql_where=sa.text("ends IS NULL"),
    )
    op.create_table(
        "body_founding",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("decade", sa.Boolean(), nullable=False),
        sa.Column("season", sa.String(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("purpose", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("year between 1800 and 2200", name="body_founding_year_check"),
        sa.CheckConstraint(
            "season in ('spring', 'summer', 'autumn', 'winter')", name="body_founding_season_check"
        ),
        sa.CheckConstraint("month between 1 and 12", name="body_founding_month_check"),
        sa.CheckConstraint(
            "day IS NULL OR (month IS NOT NULL AND make_date(year, month, day) > '-infinity')",
            name="body_founding_day_check",
        ),
        sa.CheckConstraint(
            "num_nonnulls(season, month) + decade::int <= 1", name="body_founding_precision_check"
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="body_founding_body_id_fkey"),
        sa.PrimaryKeyConstraint("body_id", name="body_founding_pkey"),
    )
    op.create_table(
        "body_founder",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("represents", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="body_founder_body_id_fkey"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="body_founder_organisation_id_fkey"
        ),
        sa.PrimaryKeyConstraint("body_id", "position", name="body_founder_pkey"),
    )
    op.create_table(
        "body_contact",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="body_contact_body_id_fkey"),
        sa.PrimaryKeyConstraint("body_id", name="body_contact_pkey"),
    )


def _holders() -> None:
    op.create_table(
        "interest_declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("declared", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("year between 2000 and 2200", name="interest_declaration_year_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="interest_declaration_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="interest_declaration_pkey"),
        sa.UniqueConstraint(
            "person_id", "year", "version", name="interest_declaration_person_id_year_version_key"
        ),
    )
    op.create_table(
        "name_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="name_consent_body_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="name_consent_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="name_consent_pkey"),
    )
    op.create_index("name_consent_body_id_idx", "name_consent", ["body_id"], unique=False)
    op.create_index(
        "name_consent_given_key",
        "name_consent",
        ["person_id", "body_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn IS NULL"),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("represents", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("kind in ('chair', 'vice_chair', 'secretary')", name="office_kind_check"),
        sa.CheckConstraint("ends >= starts - 1", name="office_ends_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="office_body_id_fkey"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="office_person_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="office_pkey"),
    )
    op.create_index("office_body_id_idx", "office", ["body_id"], unique=False)
    op.create_index("office_person_id_idx", "office", ["person_id"], unique=False)
    op.create_table(
        "seat_rule",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("requirement", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(f"kind in {SEAT_KINDS}", name="seat_rule_kind_check"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="seat_rule_body_id_fkey"),
        sa.PrimaryKeyConstraint("body_id", "kind", name="seat_rule_pkey"),
    )
    op.create_table(
        "deputy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("ends >= starts - 1", name="deputy_ends_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="deputy_person_id_fkey"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="deputy_seat_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="deputy_pkey"),
    )
    op.create_index("deputy_person_id_idx", "deputy", ["person_id"], unique=False)
    op.create_index("deputy_seat_id_idx", "deputy", ["seat_id"], unique=False)
    op.create_table(
        "former_holder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("ends >= starts - 1", name="former_holder_ends_check"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="former_holder_person_id_fkey"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="former_holder_seat_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="former_holder_pkey"),
    )
    op.create_index("former_holder_person_id_idx", "former_holder", ["person_id"], unique=False)
    op.create_index("former_holder_seat_id_idx", "former_holder", ["seat_id"], unique=False)
