"""The demo: the acceptance year moved to now, so that the table is in the middle of its work today."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from poyta import people
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from poyta.story import east_uusimaa, table
from poyta.story.east_uusimaa import BODY, WORDS, EastUusimaa
from poyta.story.national import NationalGroups
from poyta.story.others import OtherRegion
from poyta.story.surroundings import Surroundings
from poyta.story.teller import Teller
from shared.chassis.clock import HELSINKI, file_clock, system_clock
from shared.chassis.instance import NATIONAL, Instance
from shared.chassis.principals import ANYONE, CHAIR, COORDINATOR, OPERATOR

# This day of the story becomes the present week: four meetings are held, the fifth is called.
PRESENT = datetime(2023, 11, 10, tzinfo=HELSINKI)
HOST_REGION = "ita-uusimaa"
COORDINATORS = {
    "ita-uusimaa": "Koordinaattori Itä-Uusimaa",
    "pohjois-karjala": "Koordinaattori Pohjois-Karjala",
    "keski-suomi": "Koordinaattori Keski-Suomi",
}
PERSONAS = (
    ("coordinator", HOST_REGION, f"koordinaattori@{HOST_REGION}.example.org"),
    ("chair", HOST_REGION, f"puheenjohtaja@{HOST_REGION}.example.org"),
    ("member", HOST_REGION, "iu-01@example.org"),
    ("applicant", HOST_REGION, "hakija-01@example.org"),
    ("national operator", NATIONAL, "operaattori@example.org"),
)


async def load(stack: Stack) -> bool:
    """Play the demo into the seed regions, once; return whether it is there whole.

    While it plays, the clock of every process follows the story; afterwards time goes on as usual.
    """
    mark = stack.var / "demo.json"
    if mark.exists():
        return bool(json.loads(mark.read_text())["whole"])
    mark.write_text(json.dumps({"whole": False}))
    now = system_clock()
    weeks = (now - PRESENT).days // 7
    instances = read_instances(stack.instances)
    tellers = {
        slug: Teller(instances[slug], stack.port("front"), stack.clock_file, stack.mail_dir, weeks=weeks)
        for slug in (*COORDINATORS, NATIONAL)
    }
    try:
        await _tell(stack, instances, tellers, now)
    finally:
        stack.clock_file.unlink(missing_ok=True)
        for teller in tellers.values():
            await teller.__aexit__()
    mark.write_text(json.dumps({"whole": True, "weeks": weeks}))
    return True


async def sign_in_links(stack: Stack) -> list[str]:
    """Return a line with a ready sign-in link for each persona of the demo."""
    instances = read_instances(stack.instances)
    clock = file_clock(stack.clock_file)
    lines = []
    for persona, slug, email in PERSONAS:
        try:
            lines.append(f"{persona:<18} {await people.sign_in_link(instances[slug], clock, email)}")
        except KeyError:
            continue
    return lines


async def _tell(
    stack: Stack, instances: dict[str, Instance], tellers: dict[str, Teller], now: datetime
) -> None:
    clock = file_clock(stack.clock_file)
    tellers[HOST_REGION].at("2022-12-15T08:00")
    for slug in COORDINATORS:
        tellers[slug].coordinator = await people.grant(
            instances[slug],
            clock,
            name=COORDINATORS[slug],
            email=f"koordinaattori@{slug}.example.org",
            language="fi",
            role=COORDINATOR,
        )
    for role in (OPERATOR, COORDINATOR):
        tellers[NATIONAL].coordinator = await people.grant(
            instances[NATIONAL],
            clock,
            name="Kansallinen operaattori",
            email="operaattori@example.org",
            language="fi",
            role=role,
        )
    story = EastUusimaa(tellers[HOST_REGION])
    others = [OtherRegion(teller) for slug, teller in tellers.items() if slug not in (HOST_REGION, NATIONAL)]
    national = NationalGroups(tellers[NATIONAL], tellers)
    await table.play([story, Surroundings(story), *others, national], until=now - timedelta(hours=1))
    await _present(stack, story, instances[HOST_REGION], now)


async def _present(stack: Stack, story: EastUusimaa, instance: Instance, now: datetime) -> None:
    """Open what is open today: a supplementary call with a few applications, and a survey for everyone."""
    teller = story.teller
    stack.clock_file.unlink()
    teller.goes_on(now)
    await people.grant(
        instance,
        system_clock,
        name="Puheenjohtaja IU",
        email=f"puheenjohtaja@{HOST_REGION}.example.org",
        language="fi",
        role=CHAIR,
        body_id=UUID(story.body_id),
    )
    call = await teller.post(
        f"/members/api/bodies/{BODY['slug']}/calls",
        {
            **WORDS["supplementary_call"],
            **{name: WORDS["call"][name] for name in ("criteria", "contact", "contact_email")},
            "opens": now.isoformat(),
            "deadline": (now + timedelta(weeks=3)).astimezone(HELSINKI).date().isoformat(),
            "term_starts": (now + timedelta(weeks=8)).astimezone(HELSINKI).date().isoformat(),
            "term_ends": teller.day(BODY["term"][1]),
        },
    )
    await teller.post(f"/members/api/calls/{call['id']}/publication")
    for number, (name, theme) in enumerate(_NEWCOMERS, start=1):
        application = east_uusimaa.application_of(number, name, theme)
        await teller.post(f"/members/api/calls/{call['id']}/applications", application, who=ANYONE)
    survey: dict[str, Any] = WORDS["open_survey"] | {
        "audience": "open",
        "body_id": story.body_id,
        "closes_on": (now + timedelta(weeks=2)).astimezone(HELSINKI).date().isoformat(),
        "min_group": 5,
    }
    opened = await teller.post("/surveys/api/surveys", survey)
    await teller.post(f"/surveys/api/surveys/{opened['id']}/opening")


_NEWCOMERS = (
    ("Nuorten Malli ry", "lapset-perheet"),
    ("Mallinäkövammaiset ry", "vammaiset"),
    ("Byamodellen rf", "moniala"),
    ("Pukkilan Mallimartat ry", "moniala"),
)
