"""Postgres itself refuses whatever is not a service's own: other databases, schemas, rights and files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from poyta.provision.databases import database_name, role_name
from tests.host import REGIONS, Host
from tests.isolation.doors import DOORS

ALL = (*REGIONS, "national")
SHARED = ("postgres", "template1", "template0")

# What a role might do to the server, whoever it is.
SERVER = (
    "SELECT pg_read_file('/etc/passwd')", "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_read_binary_file('global/pg_control')", "SELECT pg_ls_dir('.')", "SELECT pg_ls_dir('/')",
    "SELECT pg_stat_file('PG_VERSION')", "SELECT pg_ls_logdir()", "SELECT pg_ls_waldir()",
    "SELECT pg_ls_tmpdir()", "SELECT pg_ls_archive_statusdir()", "SELECT pg_current_logfile()",
    "COPY (SELECT 1) TO PROGRAM 'cat'", "COPY (SELECT 1) TO '/tmp/poyta-door'",
    "CREATE TEMP TABLE door (a text)", "DO $$ BEGIN EXECUTE 'COPY pg_class FROM PROGRAM ''cat'''; END $$",
    "SELECT lo_import('/etc/passwd')", "SELECT lo_export(1, '/tmp/poyta-door')",
    "CREATE EXTENSION dblink", "CREATE EXTENSION postgres_fdw", "CREATE EXTENSION file_fdw",
    "CREATE EXTENSION pg_stat_statements",
    "CREATE FOREIGN DATA WRAPPER door", "SET ROLE pg_database_owner",
    "CREATE LANGUAGE door HANDLER plpgsql_call_handler", "CREATE EVENT TRIGGER door ON ddl_command_start "
    "EXECUTE FUNCTION door()",
    "CREATE FUNCTION door() RETURNS int LANGUAGE c AS 'libc', 'system'",
    "CREATE FUNCTION door() RETURNS int LANGUAGE internal AS 'int4pl'",
    "CREATE ROLE door", "CREATE ROLE door SUPERUSER",
    "CREATE DATABASE door", "CREATE TABLESPACE door LOCATION '/tmp'",
    "ALTER ROLE CURRENT_USER SUPERUSER", "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER ROLE CURRENT_USER CREATEDB",
    "ALTER ROLE CURRENT_USER REPLICATION", "ALTER ROLE postgres PASSWORD 'door'",
    "ALTER SYSTEM SET log_statement = 'all'", "SET log_statement = 'all'",
    "SET session_replication_role = 'replica'",
    "SELECT pg_reload_conf()", "SELECT pg_rotate_logfile()", "SELECT pg_switch_wal()", "CHECKPOINT",
    "SELECT pg_create_restore_point('door')", "SELECT pg_backup_start('door')", "SELECT pg_promote()",
    "SELECT pg_stat_reset()", "SELECT pg_create_logical_replication_slot('door', 'pgoutput')",
    "SELECT pg_create_physical_replication_slot('door')", "CREATE PUBLICATION door FOR ALL TABLES",
    "CREATE SUBSCRIPTION door CONNECTION 'dbname=postgres' PUBLICATION door",
    "SELECT * FROM pg_authid", "SELECT * FROM pg_shadow", "SELECT * FROM pg_largeobject",
    "SELECT * FROM pg_statistic", "SELECT * FROM pg_hba_file_rules", "SELECT * FROM pg_file_settings",
    "SELECT * FROM pg_replication_origin_status", "SELECT * FROM pg_backend_memory_contexts",
    "SELECT * FROM pg_user_mapping", "SELECT * FROM pg_subscription",
    "CREATE SCHEMA door", "CREATE TABLE public.door ()", "CREATE TABLE extensions.door ()",
    "CREATE TABLE pg_catalog.door ()",
    "CREATE FUNCTION extensions.door() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION extensions.unaccent(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
    "DROP EXTENSION unaccent", "ALTER EXTENSION unaccent UPDATE",
    "DROP SCHEMA public", "DROP SCHEMA extensions",
    "UPDATE pg_database SET datallowconn = true", "UPDATE pg_class SET relowner = 10", "DELETE FROM pg_proc",
)  # fmt: skip

ROLES = (
    "postgres", "pg_read_all_data", "pg_write_all_data", "pg_read_server_files", "pg_write_server_files",
    "pg_execute_server_program", "pg_monitor", "pg_signal_backend",
    "pg_read_all_settings",
    "pg_read_all_stats", "pg_checkpoint", "pg_maintain",
    "pg_create_subscription", "pg_use_reserved_connections",
)  # fmt: skip

# What a role might do to a schema and a table of another service.
SCHEMA = (
    "CREATE TABLE {schema}.door ()", "CREATE TYPE {schema}.door AS ENUM ()", "CREATE SEQUENCE {schema}.door",
    "CREATE FUNCTION {schema}.door() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP SCHEMA {schema} CASCADE",
    "CREATE VIEW {schema}.door AS SELECT 1", "ALTER SCHEMA {schema} RENAME TO door",
    "GRANT ALL ON SCHEMA {schema} TO CURRENT_USER",
    "GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO CURRENT_USER",
    "ALTER SCHEMA {schema} OWNER TO CURRENT_USER", "COMMENT ON SCHEMA {schema} IS 'door'",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {role} GRANT ALL ON TABLES TO CURRENT_USER",
    "REASSIGN OWNED BY {role} TO CURRENT_USER", "DROP OWNED BY {role}", "DROP ROLE {role}", "SET ROLE {role}",
    "SET SESSION AUTHORIZATION {role}", "ALTER ROLE {role} PASSWORD 'door'",
    "ALTER ROLE {role} RENAME TO door",
    "GRANT {role} TO CURRENT_USER", "ALTER ROLE {role} SET search_path = public",
)  # fmt: skip
TABLE = (
    "SELECT * FROM {table}", "INSERT INTO {table} DEFAULT VALUES", "DELETE FROM {table}", "TRUNCATE {table}",
    "LOCK TABLE {table}", "COPY (SELECT * FROM {table}) TO STDOUT", "CREATE INDEX ON {table} ((1))",
    "ALTER TABLE {table} DISABLE TRIGGER ALL", "DROP TABLE {table}",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "CREATE TABLE door (LIKE {table})", "CREATE TABLE door () INHERITS ({table})",
    "SELECT count(*) FROM {table} TABLESAMPLE SYSTEM (100)", "VACUUM {table}", "ANALYZE {table}",
)  # fmt: skip
SILENT = ("VACUUM", "ANALYZE")
ALONE = ("CREATE DATABASE", "CREATE TABLESPACE", "ALTER SYSTEM", "CREATE SUBSCRIPTION")
"""What runs in no transaction."""

# What shows only what may be seen: nothing may be in the answer.
UNSEEN = (
    "SELECT query FROM pg_stat_activity WHERE usename <> CURRENT_USER"
    " AND query <> '<insufficient privilege>'",
    "SELECT * FROM pg_stats WHERE schemaname NOT IN (CURRENT_SCHEMA, 'pg_catalog', 'information_schema')",
    "SELECT * FROM information_schema.tables WHERE table_schema NOT IN"
    " (CURRENT_SCHEMA, 'pg_catalog', 'information_schema', 'extensions')",
    "SELECT * FROM information_schema.columns WHERE table_schema NOT IN"
    " (CURRENT_SCHEMA, 'pg_catalog', 'information_schema', 'extensions')",
    "SELECT * FROM pg_settings WHERE name IN ('data_directory', 'hba_file', 'config_file') AND setting <> ''",
    "SELECT * FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')"
    " AND datname <> current_database()",
    "SELECT * FROM pg_database WHERE has_database_privilege(oid, 'TEMP')"
    " OR has_database_privilege(oid, 'CREATE')",
    "SELECT * FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = CURRENT_USER)",
    "SELECT * FROM pg_roles WHERE rolname = CURRENT_USER AND (rolsuper OR rolcreaterole OR rolcreatedb"
    " OR rolreplication OR rolbypassrls)",
)


@asynccontextmanager
async def role_of(host: Host, slug: str, service: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(address(host, slug, service))
    try:
        yield connection
    finally:
        await connection.close()


def address(host: Host, slug: str, service: str) -> str:
    return host.instance(slug).credentials[service].database_url.replace("+asyncpg", "")


def roles(host: Host) -> list[tuple[str, str]]:
    return [(slug, service) for slug in ALL for service in sorted(host.instance(slug).credentials)]


async def attempt(connection: asyncpg.Connection, statement: str, who: str) -> None:
    """Try a statement; only a refusal for want of rights counts as shut."""
    try:
        if statement.startswith(SILENT):
            # These warn and pass over what is not theirs; that nothing was done is what pg_stat shows.
            notices: list[str] = []
            connection.add_log_listener(lambda _, notice: notices.append(str(notice)))
            await connection.execute(statement)
            said = "".join(notices)
            is_shut = "permission denied" in said
        elif statement.startswith(ALONE):
            await connection.execute(statement)
            is_shut, said = False, "was done"
        else:
            transaction = connection.transaction()
            await transaction.start()
            try:
                await connection.execute(statement)
            finally:
                await transaction.rollback()
            is_shut, said = False, "was done"
    except asyncpg.InsufficientPrivilegeError:
        is_shut, said = True, ""
    except asyncpg.PostgresError as error:
        is_shut, said = False, f"{type(error).__name__}: {error}"
    DOORS.shut("SQL", f"{who}: {statement}: {said}", is_shut=is_shut)


async def test_no_role_connects_to_a_database_that_is_not_its_own(host: Host) -> None:
    before = len(DOORS.opened)
    databases = [*SHARED, *(database_name(slug) for slug in ALL)]
    for slug, service in roles(host):
        for database in databases:
            if database != database_name(slug):
                await knock(address(host, slug, service), database=database)
        for other, other_service in roles(host):
            if (other, other_service) != (slug, service):
                user = role_name(other, other_service)
                await knock(address(host, slug, service), user=user, database=database_name(other))
    assert DOORS.opened[before:] == []


async def knock(url: str, **where: str) -> None:
    try:
        connection = await asyncpg.connect(url, **where)
        await connection.close()
        is_shut = False
    except (
        asyncpg.InsufficientPrivilegeError,
        asyncpg.InvalidPasswordError,
        asyncpg.ObjectNotInPrerequisiteStateError,  # template0 takes no connections at all
    ):
        is_shut = True
    DOORS.shut("SQL", f"{url.split(':')[1]} connects to {where}", is_shut=is_shut)


@pytest.mark.parametrize("slug", ALL)
async def test_no_role_reaches_the_schema_of_another_service(host: Host, slug: str) -> None:
    before = len(DOORS.opened)
    tables = sorted(await host.rows(slug))
    services = sorted(host.instance(slug).credentials)
    for service in services:
        async with role_of(host, slug, service) as connection:
            assert await connection.fetchval("SELECT count(*) FROM outbox") is not None
            for other in services:
                if other == service:
                    continue
                who = f"{slug}/{service}"
                for statement in SCHEMA:
                    await attempt(
                        connection, statement.format(schema=other, role=role_name(slug, other)), who
                    )
                for table in (name for name in tables if name.startswith(f"{other}.")):
                    for statement in TABLE:
                        await attempt(connection, statement.format(table=table), who)
    assert DOORS.opened[before:] == []


async def test_no_role_has_a_right_on_the_server_or_sees_another(host: Host) -> None:
    before = len(DOORS.opened)
    others = [role_name(slug, service) for slug, service in roles(host)]
    holder = await asyncpg.connect(host.servers.admin_url)
    pid = await holder.fetchval("SELECT pg_backend_pid()")
    for slug, service in roles(host):
        own = role_name(slug, service)
        async with role_of(host, slug, service) as connection:
            for statement in SERVER:
                await attempt(connection, statement, own)
            for role in (*ROLES, *others):
                if role != own:
                    await attempt(connection, f'SET ROLE "{role}"', own)
                    await attempt(connection, f'GRANT "{role}" TO CURRENT_USER', own)
                    await attempt(connection, f'SET SESSION AUTHORIZATION "{role}"', own)
            for function in ("pg_terminate_backend", "pg_cancel_backend", "pg_log_backend_memory_contexts"):
                await attempt(connection, f"SELECT {function}({pid})", own)
            for query in UNSEEN:
                seen = await connection.fetchval(f"SELECT count(*) FROM ({query}) AS seen")
                DOORS.shut("SQL", f"{own}: {query}: {seen} rows", is_shut=seen == 0)
    await holder.close()
    assert DOORS.opened[before:] == []


async def test_a_large_object_is_its_makers_alone(host: Host) -> None:
    before = len(DOORS.opened)
    async with (
        role_of(host, REGIONS[0], "members") as members,
        role_of(host, REGIONS[0], "meetings") as meetings,
    ):
        made = await members.fetchval("SELECT lo_from_bytea(0, 'secret')")
        for statement in ("lo_get({})", "lo_put({}, 0, 'x')", "lo_open({}, 131072)", "lo_unlink({})"):
            await attempt(meetings, f"SELECT {statement.format(made)}", "meetings")
        await members.execute(f"SELECT lo_unlink({made})")
    assert DOORS.opened[before:] == []
