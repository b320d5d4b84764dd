"""The tables of meetings are what the models say."""

from services.meetings.module import build  # noqa: F401 - every table is looked at below
from services.meetings.tables import Table
from tests.region import Region
from tests.schema import differences


async def test_the_migrations_make_what_the_models_say(region: Region) -> None:
    url = region.instance.credentials["meetings"].database_url

    assert await differences(url, Table.metadata) == []
