"""A region's database: one role and one schema a service, closed to every other role of the server."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import asyncpg

EXTENSIONS = ("pg_trgm", "unaccent")
EXTENSIONS_SCHEMA = "extensions"


def database_name(slug: str) -> str:
    """Return the database of an instance."""
    return slug.replace("-", "_")


def role_name(slug: str, service: str) -> str:
    """Return the role of a service in an instance."""
    return f"{database_name(slug)}_{service}"


def service_url(admin_url: str, slug: str, service: str, password: str) -> str:
    """Return the address a service connects to with its own role."""
    server = urlsplit(admin_url)
    return (
        f"postgresql+asyncpg://{role_name(slug, service)}:{quote(password, safe='')}"
        f"@{server.hostname}:{server.port}/{database_name(slug)}"
    )


async def ensure_database(admin_url: str, slug: str, passwords: Mapping[str, str]) -> None:
    """Make the database of an instance with a role and a schema for each service of `passwords`.

    A second time changes nothing but the passwords, which become the given ones.
    """
    database = database_name(slug)
    server = await asyncpg.connect(admin_url)
    try:
        await _close_shared_databases(server)
        if not await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            await server.execute(f'CREATE DATABASE "{database}"')
        await server.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
        for service, password in passwords.items():
            await _ensure_role(server, database, role_name(slug, service), password)
    finally:
        await server.close()
    await _ensure_schemas(admin_url, slug, list(passwords))


async def drop_database(admin_url: str, slug: str, services: Sequence[str]) -> None:
    """Remove the database of an instance and its roles, with everything in them."""
    server = await asyncpg.connect(admin_url)
    try:
        await server.execute(f'DROP DATABASE IF EXISTS "{database_name(slug)}" WITH (FORCE)')
        for service in services:
            await server.execute(f'DROP ROLE IF EXISTS "{role_name(slug, service)}"')
    finally:
        await server.close()


async def database_exists(admin_url: str, slug: str) -> bool:
    """Tell whether an instance has a database."""
    return bool(await _ask(admin_url, "SELECT 1 FROM pg_database WHERE datname = $1", database_name(slug)))


async def database_size(admin_url: str, slug: str) -> int:
    """Return how many bytes the database of an instance takes."""
    return int(await _ask(admin_url, "SELECT pg_database_size($1::text)", database_name(slug)))


async def database_clients(admin_url: str, slug: str) -> int:
    """Return how many are connected to the database of an instance."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'"
    return int(await _ask(admin_url, query, database_name(slug)))


async def lock_out(admin_url: str, slug: str, services: Sequence[str]) -> None:
    """Let the services of an instance connect no more."""
    server = await asyncpg.connect(admin_url)
    try:
        for service in services:
            role = role_name(slug, service)
            if await server.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
                await server.execute(f'ALTER ROLE "{role}" NOLOGIN')
    finally:
        await server.close()


async def _ask(admin_url: str, query: str, *arguments: str) -> Any:
    server = await asyncpg.connect(admin_url)
    try:
        return await server.fetchval(query, *arguments)
    finally:
        await server.close()


async def _close_shared_databases(server: asyncpg.Connection) -> None:
    for shared in ("postgres", "template1", "template0"):
        await server.execute(f"REVOKE ALL ON DATABASE {shared} FROM PUBLIC")


async def _ensure_role(server: asyncpg.Connection, database: str, role: str, password: str) -> None:
    if not await server.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
        await server.execute(f'CREATE ROLE "{role}"')
    # Format in the server quotes the password; a statement like this takes no parameters.
    statement = await server.fetchval(
        "SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)", role, password
    )
    await server.execute(statement)
    await server.execute(f'GRANT CONNECT ON DATABASE "{database}" TO "{role}"')


async def _ensure_schemas(admin_url: str, slug: str, services: list[str]) -> None:
    database = database_name(slug)
    inside = await asyncpg.connect(admin_url, database=database)
    try:
        async with inside.transaction():
            await inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            await inside.execute(f"CREATE SCHEMA IF NOT EXISTS {EXTENSIONS_SCHEMA}")
            for extension in EXTENSIONS:
                await inside.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA {EXTENSIONS_SCHEMA}")
            for service in services:
                role = role_name(slug, service)
                await inside.execute(f'CREATE SCHEMA IF NOT EXISTS "{service}" AUTHORIZATION "{role}"')
                await inside.execute(f'GRANT USAGE ON SCHEMA {EXTENSIONS_SCHEMA} TO "{role}"')
                path = f'"{service}", {EXTENSIONS_SCHEMA}'
                await inside.execute(f'ALTER ROLE "{role}" IN DATABASE "{database}" SET search_path = {path}')
    finally:
        await inside.close()
