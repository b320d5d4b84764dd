"""The page of a region at the national host tells who advises it."""

from datetime import date
from uuid import uuid4

from shared.contracts.members import SupportChanged
from tests.national.conftest import Nation
from tests.national.test_picture import body


async def test_the_page_of_a_region_tells_its_adviser(nation: Nation) -> None:
    nation.clock.set("2023-06-15T10:00:00+03:00")
    for slug in ("lappi", "pohjanmaa"):
        await nation.publish(slug, body())
    work = SupportChanged(
        adviser_id=uuid4(),
        version=2,
        kind="adviser",
        title={"fi": "Järjestöasiantuntija"},
        languages=("fi", "sv"),
        regions=("lappi", "kainuu"),
        starts=date(2023, 1, 1),
        ends=date(2023, 12, 31),
    )
    older = work.model_copy(update={"version": 1, "regions": ("pohjanmaa",)})
    await nation.national.arrives(work, older)

    lappi = (await nation.client().get("/national/regions/lappi")).text
    pohjanmaa = (await nation.client().get("/national/regions/pohjanmaa")).text
    nation.clock.set("2024-01-02T10:00:00+02:00")
    later = (await nation.client().get("/national/regions/lappi")).text

    assert "Järjestöasiantuntija" in lappi
    assert 'href="/members/support?region=lappi"' in lappi
    assert "Järjestöasiantuntija" not in pohjanmaa
    assert "Järjestöasiantuntija" not in later
