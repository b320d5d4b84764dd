"""A region that is not in the list is described in a file, and what is wrong with it is said plainly."""

from pathlib import Path

import pytest

from poyta import instances
from poyta.embedded.stack import Stack
from poyta.embedded.trouble import Trouble
from poyta.region_file import read_region
from poyta.regions import add_region

WHOLE = """
slug = "ahvenanmaa"
code = "77"
languages = ["sv", "fi"]
host = "bord.example.org"
[name]
sv = "Åland"
fi = "Ahvenanmaa"
[table]
sv = "Ålands partnerskapsbord"
fi = "Ahvenanmaan kumppanuuspöytä"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "region.toml"
    file.write_text(text)
    return file


async def test_a_described_region_has_its_own_names_host_and_colour(stack: Stack, tmp_path: Path) -> None:
    region = read_region(written(tmp_path, WHOLE), stack.servers)

    await add_region(stack.servers, region.slug, stack._migrate, region=region)
    await stack.add_region("ahvenanmaa")

    made = instances.read(stack.instances / "ahvenanmaa")
    assert (made.host, made.base_url) == (
        "bord.example.org",
        f"http://bord.example.org:{stack.port('front')}",
    )
    assert (made.code, made.languages, made.table.sv) == ("77", ("sv", "fi"), "Ålands partnerskapsbord")
    assert made.accent.startswith("#")
    with pytest.raises(Trouble, match=r"host bord\.example\.org belongs to ahvenanmaa\n.*code 77 belongs"):
        read_region(written(tmp_path, WHOLE.replace("ahvenanmaa", "toinen")), stack.servers)


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ('"ahvenanmaa"', '"Ahvenanmaa"', "slug must be of small letters"),
        ('"ahvenanmaa"', '"template1"', "slug may not be template1"),
        ('"ahvenanmaa"', f'"{"a" * 41}"', "at most 40 characters"),
        ('"ahvenanmaa"', '"a_b; DROP DATABASE x"', "slug must be of small letters"),
        ('"77"', "77", "code must be two digits in quotes"),
        ('["sv", "fi"]', '["sv", "no"]', "languages must be a list of some of"),
        ('["sv", "fi"]', '["sv", "en"]', r"\[name\] has no en, a language of the region"),
        ('"bord.example.org"', '"bord.example.org:80"', "host must be a host name"),
        ('"bord.example.org"', '"mail.localhost"', "host mail.localhost is the host's own"),
        ('code = "77"', 'code = "77"\naccent = "#ffff00"', "too light"),
        ('code = "77"', 'code = "77"\ncolour = "#000000"', "colour is not known here"),
        ('sv = "Åland"', 'sv = ""', r"\[name\] sv must be words"),
        ("[name]", "[name", "is not a TOML file"),
    ],
)
def test_what_is_wrong_is_said(stack: Stack, tmp_path: Path, was: str, becomes: str, complaint: str) -> None:
    file = written(tmp_path, WHOLE.replace(was, becomes, 1))

    with pytest.raises(Trouble, match=complaint):
        read_region(file, stack.servers)


def test_everything_that_is_wrong_is_said_at_once(stack: Stack, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as refused:
        read_region(written(tmp_path, "languages = []"), stack.servers)

    assert str(refused.value).count("\n  - ") == 5
