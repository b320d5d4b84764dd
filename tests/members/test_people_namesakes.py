"""A person of the same name is suggested before one more is added."""

from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
PAGE = "/members/people/new"


async def test_those_of_the_same_name_are_shown_before_a_person_is_added_twice(region: Region) -> None:
    coordinator = region.client("coordinator")
    first = {"name": "Maija Meikäläinen", "email": "maija@yksi.example.org", "language": "fi"}
    known = ok(await coordinator.post("/members/api/people", json=first), 201)
    second = first | {"name": "maija meikäläinen", "email": "maija@kaksi.example.org"}

    asked = await coordinator.post(f"{PAGE}?lang=fi", data=second)
    waiting = await region.rows("members", "SELECT 1 FROM person WHERE email LIKE '%kaksi%'")
    same = await coordinator.post(PAGE, data=first)
    sure = await coordinator.post(PAGE, data=second | {"sure": "1"})

    assert [asked.status_code, same.status_code, sure.status_code] == [422, 303, 303]
    assert f'href="/members/people/{known["person_id"]}"' in asked.text
    assert "Onko kyse samasta ihmisestä?" in asked.text
    assert waiting == []
    assert (
        len(await region.rows("members", "SELECT 1 FROM person WHERE lower(name) = 'maija meikäläinen'")) == 2
    )
