"""A region in which the notebook is at work."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from poyta.embedded.stack import Stack
from tests.chassis import notebook
from tests.region import Region, open_region

MIGRATION = '''"""Make the notebook."""
import sqlalchemy as sa
from alembic import op
from shared.chassis.migrations import create_frame

revision = "first"
down_revision = None


def upgrade() -> None:
    create_frame()
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "heard",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
    )
'''


@pytest_asyncio.fixture(scope="module")
async def region(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Region]:
    folder: Path = tmp_path_factory.mktemp("notebook")
    (folder / "migrations").mkdir()
    (folder / "migrations" / "first.py").write_text(MIGRATION)
    async with open_region(stack.servers, [notebook.build(folder)]) as opened:
        yield opened
