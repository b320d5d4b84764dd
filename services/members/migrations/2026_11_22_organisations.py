"""The directory in depth: facts, search, words of the region, files brought in, entries joined."""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_organisations"
down_revision = "2026_11_22_first"

NAMED = "name || ' ' || coalesce(name_sv, '') || ' ' || short_name"
SEARCH = " || ".join(
    f"setweight(to_tsvector('{language}', {NAMED}), 'A') || setweight(to_tsvector('{language}', description), 'C')"
    for language in ("simple", "finnish", "swedish")
)

# What every region begins with; it adds its own, and ends those it does not use.
WORDS = [
    ("sector", "sote", "Sosiaali- ja terveysala", "Social- och hälsovård", "Social and health"),
    ("sector", "liikunta", "Liikunta", "Idrott", "Sports"),
    ("sector", "kulttuuri", "Kulttuuri", "Kultur", "Culture"),
    ("sector", "pelastus", "Pelastus", "Räddning", "Rescue"),
    ("sector", "muu", "Muu ala", "Annan bransch", "Other"),
    ("theme", "lapset-perheet", "Lapset ja perheet", "Barn och familjer", "Children and families"),
    ("theme", "nuoret", "Nuoret", "Ungdomar", "Young people"),
    ("theme", "ikaihmiset", "Ikäihmiset", "Äldre", "Older people"),
    (
        "theme",
        "mielenterveys-paihde",
        "Mielenterveys- ja päihdetyö",
        "Mentalvårds- och missbrukararbete",
        "Mental health and substance use",
    ),
    (
        "theme",
        "vammaiset",
        "Vammaiset ihmiset",
        "Personer med funktionsnedsättning",
        "People with disabilities",
    ),
    (
        "theme",
        "potilas-sairaus",
        "Potilaat ja pitkäaikaissairaat",
        "Patienter och långtidssjuka",
        "Patients and long-term illness",
    ),
    ("theme", "moniala", "Monialaisuus", "Flera branscher", "Several fields"),
    ("activity", "vertaistuki", "Vertaistuki", "Kamratstöd", "Peer support"),
    ("activity", "neuvonta", "Neuvonta ja ohjaus", "Rådgivning och handledning", "Advice and guidance"),
    ("activity", "vapaaehtoistoiminta", "Vapaaehtoistoiminta", "Frivilligverksamhet", "Volunteering"),
    ("activity", "kohtaamispaikka", "Kohtaamispaikka", "Mötesplats", "Meeting place"),
    (
        "activity",
        "vaikuttaminen",
        "Edunvalvonta ja vaikuttaminen",
        "Intressebevakning och påverkan",
        "Advocacy",
    ),
    ("activity", "koulutus", "Koulutus", "Utbildning", "Training"),
    ("target_group", "kaikki", "Kaikki asukkaat", "Alla invånare", "Everyone"),
    ("target_group", "perheet", "Lapsiperheet", "Barnfamiljer", "Families with children"),
    ("target_group", "tyoikaiset", "Työikäiset", "Personer i arbetsför ålder", "People of working age"),
    ("target_group", "laheiset", "Läheiset ja omaiset", "Närstående och anhöriga", "Relatives"),
    ("target_group", "maahan-muuttaneet", "Maahan muuttaneet", "Invandrade", "People who have moved here"),
    ("expertise", "omaishoito", "Omaishoito", "Närståendevård", "Family care"),
    (
        "expertise",
        "toimeentulo",
        "Arki pienillä tuloilla",
        "Vardag med små inkomster",
        "Living on a low income",
    ),
    ("expertise", "yksinaisyys", "Yksinäisyys", "Ensamhet", "Loneliness"),
]


def upgrade() -> None:
    _organisation()
    _organisation_indexes()
    _history_and_contacts()
    _words()
    _imports()
    _merges()


def _organisation() -> None:
    words = postgresql.ARRAY(sa.String())
    for column in (
        sa.Column("name_sv", sa.String(), nullable=True),
        sa.Column("short_name", sa.String(), server_default="", nullable=False),
        sa.Column("legal_form", sa.String(), nullable=True),
        *(
            sa.Column(name, words, server_default="{}", nullable=False)
            for name in (
                *("served", "sectors", "themes", "activities", "target_groups", "expertise"),
                "languages",
            )
        ),
        *(
            sa.Column(name, sa.String(), server_default="", nullable=False)
            for name in ("web", "address", "register_class")
        ),
        sa.Column("public_funding", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.String(), server_default="active", nullable=False),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("produces_services", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("members", "volunteers", "peer_supporters", "professionals")
        ),
        sa.Column("contact_role", sa.String(), server_default="", nullable=False),
        sa.Column("contact_email", sa.String(), nullable=True),
        sa.Column("contact_phone", sa.String(), server_default="", nullable=False),
        sa.Column("description", sa.String(), server_default="", nullable=False),
        sa.Column("source", sa.String(), server_default="coordinator", nullable=False),
        sa.Column("registered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
    ):
        op.add_column("organisation", column)
    # What is generated needs the columns above.
    names = f"lower({NAMED} || ' ' || coalesce(business_id, '') || ' ' || coalesce(register_number, ''))"
    plain = r"regexp_replace(lower(name), '\s+(ry|rf|r\.y\.|r\.f\.)$|[^[:alnum:]]+', '', 'g')"
    bare = f"regexp_replace({plain}, '[aeiouyåäö]', '', 'g')"
    skeleton = rf"regexp_replace({bare}, '(.)\1+', '\1', 'g')"
    for name, kind, expression in (
        ("names", sa.String(), names),
        ("plain_name", sa.String(), plain),
        ("name_head", sa.String(), f"left({skeleton}, 8)"),
        ("name_tail", sa.String(), f"right({skeleton}, 8)"),
        ("search", postgresql.TSVECTOR(), SEARCH),
    ):
        generated = sa.Computed(expression, persisted=True)
        op.add_column("organisation", sa.Column(name, kind, generated, nullable=False))
    op.create_foreign_key(
        "organisation_merged_into_id_fkey", "organisation", "organisation", ["merged_into_id"], ["id"]
    )
    op.create_foreign_key(
        "organisation_successor_id_fkey", "organisation", "organisation", ["successor_id"], ["id"]
    )
    for name, rule in (
        (
            "legal_form",
            "legal_form in ('association', 'foundation', 'parish', 'cooperative', 'company', 'group', 'other')",
        ),
        ("source", "source in ('coordinator', 'form', 'application', 'file')"),
        ("figures", "least(members, volunteers, peer_supporters, professionals) >= 0"),
        ("status", "status in ('active', 'passive', 'dissolved')"),
        ("dissolved_on", "(status = 'dissolved') = (dissolved_on IS NOT NULL)"),
        ("successor_id", "successor_id IS NULL OR status = 'dissolved' AND successor_id <> id"),
        ("merged_into_id", "merged_into_id <> id"),
        ("merged_numbers", "merged_into_id IS NULL OR coalesce(business_id, register_number) IS NULL"),
    ):
        op.create_check_constraint(f"organisation_{name}_check", "organisation", rule)


def _organisation_indexes() -> None:
    op.create_index("organisation_merged_into_id_idx", "organisation", ["merged_into_id"])
    op.create_index("organisation_contact_email_idx", "organisation", [sa.text("lower(contact_email)")])
    for name in ("municipality", "name_head", "name_tail", "successor_id"):
        op.create_index(f"organisation_{name}_idx", "organisation", [name])
    op.create_index(
        "organisation_name_idx",
        "organisation",
        ["name", "id"],
        postgresql_where=sa.text("merged_into_id IS NULL"),
    )
    op.create_index(
        "organisation_verified_idx",
        "organisation",
        ["verified"],
        postgresql_where=sa.text("merged_into_id IS NULL"),
    )
    op.create_index("organisation_search_idx", "organisation", ["search"], postgresql_using="gin")
    for name in ("names", "plain_name"):
        op.create_index(
            f"organisation_{name}_idx",
            "organisation",
            [name],
            postgresql_using="gin",
            postgresql_ops={name: "gin_trgm_ops"},
        )
    op.create_index(
        "organisation_words_idx",
        "organisation",
        ["sectors", "themes", "activities", "target_groups", "expertise", "served"],
        postgresql_using="gin",
    )


def _history_and_contacts() -> None:
    op.create_table(
        "fact_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fact_change_organisation_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="fact_change_pkey"),
    )
    op.create_index("fact_change_organisation_idx", "fact_change", ["organisation_id", "at"])
    op.create_table(
        "organisation_logo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="organisation_logo_organisation_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="organisation_logo_pkey"),
        sa.UniqueConstraint("organisation_id", name="organisation_logo_organisation_id_key"),
    )
    op.create_table(
        "role_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("agreed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.CheckConstraint("(name = '') = (agreed IS NULL)", name="role_contact_agreed_check"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="role_contact_organisation_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="role_contact_pkey"),
    )
    op.create_index("role_contact_organisation_id_idx", "role_contact", ["organisation_id"])


def _words() -> None:
    op.create_table(
        "directory_setting",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expertise", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name="directory_setting_one_check"),
        sa.PrimaryKeyConstraint("id", name="directory_setting_pkey"),
    )
    op.execute("INSERT INTO directory_setting (id, expertise) VALUES (1, false)")
    op.create_table(
        "told_figures",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("id = 1", name="told_figures_one_check"),
        sa.PrimaryKeyConstraint("id", name="told_figures_pkey"),
    )
    search = " || ".join(
        f"to_tsvector('{language}', coalesce(name->>'{code}', ''))"
        for language, code in (("finnish", "fi"), ("swedish", "sv"), ("english", "en"))
    )
    op.create_table(
        "keyword",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("search", postgresql.TSVECTOR(), sa.Computed(search, persisted=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('sector', 'theme', 'activity', 'target_group', 'expertise')", name="keyword_kind_check"
        ),
        sa.PrimaryKeyConstraint("id", name="keyword_pkey"),
        sa.UniqueConstraint("kind", "slug", name="keyword_kind_slug_key"),
    )
    insert = sa.text(
        "INSERT INTO keyword (id, kind, slug, name, position)"
        " VALUES (gen_random_uuid(), :kind, :slug, cast(:name AS jsonb), :position)"
    )
    for position, (kind, slug, fi, sv, en) in enumerate(WORDS, 1):
        name = json.dumps({"fi": fi, "sv": sv, "en": en})
        op.get_bind().execute(insert, {"kind": kind, "slug": slug, "name": name, "position": position})


def _imports() -> None:
    op.create_table(
        "column_mapping",
        sa.Column("headings", sa.String(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("headings", name="column_mapping_pkey"),
    )
    op.create_table(
        "import_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("headings", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("uploaded", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('uploaded', 'columns', 'mapped', 'checked', 'confirmed', 'saved', 'failed')",
            name="import_file_state_check",
        ),
        sa.PrimaryKeyConstraint("id", name="import_file_pkey"),
    )
    op.create_index(
        "import_file_work_idx",
        "import_file",
        ["uploaded"],
        postgresql_where=sa.text("state in ('uploaded', 'mapped', 'confirmed')"),
    )
    op.create_table(
        "import_progress",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_file.id"], name="import_progress_import_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name="import_progress_pkey"),
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=True),
        sa.Column("errors", postgresql.JSONB(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=True),
        sa.Column("match_by", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.CheckConstraint("action <> 'update' OR match_id IS NOT NULL", name="import_row_update_check"),
        sa.CheckConstraint("action in ('add', 'update', 'skip')", name="import_row_action_check"),
        sa.CheckConstraint("(match_id IS NULL) = (match_by IS NULL)", name="import_row_match_check"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_file.id"], name="import_row_import_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["match_id"], ["organisation.id"], name="import_row_match_id_fkey"),
        sa.PrimaryKeyConstraint("import_id", "number", name="import_row_pkey"),
    )
    for name, rule in (("facts", "facts IS NULL"), ("matched", "match_id IS NOT NULL")):
        op.create_index(
            f"import_row_{name}_idx",
            "import_row",
            ["import_id", "number"],
            postgresql_where=sa.text(rule),
        )
    op.create_index("import_row_match_id_idx", "import_row", ["match_id"])


def _merges() -> None:
    op.create_table(
        "merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("kept_facts", postgresql.JSONB(), nullable=False),
        sa.Column("merged_facts", postgresql.JSONB(), nullable=False),
        sa.Column("moved", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("undone", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name="merge_two_check"),
        sa.ForeignKeyConstraint(["kept_id"], ["organisation.id"], name="merge_kept_id_fkey"),
        sa.ForeignKeyConstraint(["merged_id"], ["organisation.id"], name="merge_merged_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="merge_pkey"),
    )
    op.create_index("merge_kept_id_idx", "merge", ["kept_id"])
    op.create_index(
        "merge_standing_key",
        "merge",
        ["merged_id"],
        unique=True,
        postgresql_where=sa.text("undone IS NULL"),
    )
