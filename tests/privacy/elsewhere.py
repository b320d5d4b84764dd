"""Writing a person's name and address wherever the register lets somebody write."""

import asyncio
from typing import Any
from uuid import UUID

from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

API = "/members/api"


async def write(region: Region, call_id: UUID, name: str, email: str) -> None:
    """Name the person in every kind of words that others write, and in files."""
    last, _, first = name.rpartition(" ")[::-1]
    anyone, coordinator = region.client(), region.client("coordinator")
    grounds = f"{name} ({email}) tuntee alueen. Kysykää: {name.upper()}, {last} {first}, tai {last}, {first}."
    ok(
        await anyone.post(
            f"{API}/calls/{call_id}/applications", json=acts.offer(3, "moniala", grounds=grounds)
        ),
        201,
    )
    await _organisations(region, name, email)
    await _roles(region, name, email)
    await _file(region, name, email)
    await _key(region, name, email)
    await _profile(region, name, email)
    await _cooperation(region, name, email, grounds)
    draft = {"name": "Toinen", "email": "toinen@kehra.example.org", "language": "fi"}
    typed = {"grounds": grounds, "deputy_name": name, "deputy_email": email}
    ok(await anyone.post(f"{API}/calls/{call_id}/drafts", json=draft | {"fields": typed}), 201)
    person = {"name": name, "email": email, "language": "sv"}
    ok(await coordinator.post(f"{API}/calls/{call_id}/selectors", json=person), 201)
    asked: dict[str, Any] = {
        "asked_by": name,
        "organ": {"fi": "Vaikuttamistoimielin"},
        "words": {"fi": f"Lisätietoja antaa {name}, {email}."},
        "names": 2,
        "asked_on": "2022-12-29",
        "deadline_day": "2023-01-16",
        "open_form": True,
    }
    nominations = f"{API}/bodies/kumppanuuspoyta/nominations"
    nomination = ok(await coordinator.post(nominations, json=asked), 201)
    candidates = f"{API}/nominations/{nomination['id']}/candidates"
    other = {"name": "Kolmas Henkilö", "email": "kolmas@kehra.example.org", "language": "fi"}
    for one in (other | {"grounds": grounds}, person | {"grounds": "Oma hakemus."}):
        ok(await anyone.post(candidates, json=one | {"represents": f"Malli ry, {name}"}), 201)
    mandate = {"organ": {"fi": f"Toimikunta, sihteeri {name}"}, "level": "regional", "represents": name}
    days = {"starts": "2022-12-29", "ends": "2024-12-31"}
    ok(await coordinator.post(f"{API}/mandates", json=other | mandate | days), 201)


async def _organisations(region: Region, name: str, email: str) -> None:
    coordinator = region.client("coordinator")
    facts = {"scope": "local", "municipality": "638", "language": "fi"}
    contact = {
        "contact_role": f"Puheenjohtaja {name}",
        "contact_email": email,
        "contact_phone": "040 123 4567",
    }
    described = {"description": f"Perustaja on {name}, tavoitat hänet: {email}."}
    kept = ok(await coordinator.post(f"{API}/organisations", json=facts | {"name": "Kehrä ry"}), 201)
    gone = ok(
        await coordinator.post(
            f"{API}/organisations", json=facts | contact | described | {"name": "Rukki ry"}
        ),
        201,
    )
    take = ["contact_role", "contact_email", "contact_phone", "description"]
    for words in ({"name": name, "agreed": True, "email": email}, {"phone": f"040 123, {name}"}):
        contacts = f"{API}/organisations/{kept['id']}/contacts"
        ok(await coordinator.post(contacts, json={"role": "Sihteeri"} | words), 201)
    merges = f"{API}/organisations/{kept['id']}/merges"
    ok(await coordinator.post(merges, json={"merged_id": gone["id"], "take": take}), 201)


async def _cooperation(region: Region, name: str, email: str, words: str) -> None:
    """Let the person send a matter, and others name the person in a matter, its answer and a report."""
    theme, anyone = f"{API}/bodies/kumppanuuspoyta/themes/moniala", region.client()
    speaker = {"name": "Viides Henkilö", "email": "viides@kehra.example.org", "language": "fi"}
    seat = {
        "kind": "organisation",
        "represents": "Puhuja ry",
        "theme": "moniala",
        "person": speaker,
        "starts": "2022-12-29",
        "ends": "2024-12-31",
    }
    seated = ok(
        await region.client("coordinator").post(f"{API}/bodies/kumppanuuspoyta/seats", json=seat), 201
    )
    about = {"organisation": f"{name} ry", "title": f"{name} kysyy", "words": words}
    own = {"name": name, "email": email, "language": "sv"}
    ok(await anyone.post(f"{theme}/matters", json=about | own), 201)
    matter = ok(await anyone.post(f"{theme}/matters", json=about | speaker), 201)
    me = region.client("member", body_id=UUID(seated["body_id"]), person_id=UUID(seated["person"]["id"]))
    answer = {"answer": f"Kiitos, {name}. Vastaus on osoitteessa {email}."}
    ok(await me.post(f"{API}/matters/{matter['matter_id']}/answer", json=answer))
    report = {"title": {"fi": f"Puhui {name}"}, "text": {"sv": words}}
    ok(await me.post(f"{theme}/reports", json=report), 201)
    ok(await me.post(f"{API}/news", json=report), 201)
    contact = {"municipality": "638", "role": f"Sihteeri {name}", "email": email, "language": "sv"}
    ok(await region.client("coordinator").post(f"{API}/municipal-contacts", json=contact), 201)


async def write_at_the_table(region: Region, body_id: str, name: str) -> None:
    """Name the person where meetings lets somebody write: it knows names and no addresses."""
    coordinator, api = region.client("coordinator"), "/meetings/api"
    last, _, first = name.rpartition(" ")[::-1]
    said = {"fi": f"{name} kysyi tästä.", "sv": f"Fråga {last}, {first}."}
    topic = {"body_id": body_id, "title": {"fi": "Kuljetukset"}, "text": said}
    brought = ok(
        await coordinator.post(f"{api}/topics", json=topic | {"category": "other", "level": "county"}), 201
    )
    path = f"{api}/topics/{brought['id']}"
    reason = {"represents": "Puhuja ry", "reason": f"{name} on puheenjohtajan sisar."}
    ok(await coordinator.post(f"{path}/conflicts", json=reason), 201)
    ok(await coordinator.post(f"{path}/comments", json={"text": f"Kiitos, {name}!"}), 201)
    request = {
        "body_id": body_id,
        "direction": "county_asks",
        "title": {"fi": "Lausunto"},
        "text": said,
        "asked_by": name,
        "addressed_to": f"Pöytä, {last} {first}",
        "wanted_by": "2023-01-31",
    }
    asked = ok(await coordinator.post(f"{api}/requests", json=request), 201)
    ok(
        await coordinator.post(
            f"{api}/requests/{asked['id']}/reply", json={"reply": {"fi": f"{name} vastaa."}}
        )
    )


async def _roles(region: Region, name: str, email: str) -> None:
    """Let the person, and somebody whose role names the person, work in an organisation."""
    coordinator, role = region.client("coordinator"), {"role": f"Sijainen: {name}", "starts": "2022-01-01"}
    entry = {"name": "Karstaamo ry", "scope": "local", "language": "fi"}
    organisation = ok(await coordinator.post(f"{API}/organisations", json=entry), 201)["id"]
    for address in (email, "kuudes@kehra.example.org"):
        person = {"name": name if address == email else "Kuudes Henkilö", "email": address, "language": "sv"}
        known = ok(await coordinator.post(f"{API}/people", json=person), 201)["person_id"]
        path = f"{API}/people/{known}/organisations"
        ok(await coordinator.post(path, json=role | {"organisation_id": organisation}), 201)


async def _key(region: Region, name: str, email: str) -> None:
    """Let somebody else make a key that is called after the person."""
    person = {"name": "Neljäs Henkilö", "email": "neljas@kehra.example.org", "language": "fi"}
    known = ok(await region.client("coordinator").post(f"{API}/people", json=person), 201)
    key = {"name": f"Kalenteri, {name}, {email}", "scopes": ["meetings:read"]}
    other = region.client("member", person_id=UUID(known["person_id"]))
    ok(await other.post(f"{API}/me/keys", json=key), 201)


async def _profile(region: Region, name: str, email: str) -> None:
    """Let the person, and somebody who needs the person's help, tell what they need to take part."""
    helped = {"name": "Seitsemäs Henkilö", "email": "seitsemas@kehra.example.org", "language": "fi"}
    for who in ({"name": name, "email": email, "language": "sv"}, helped):
        known = ok(await region.client("coordinator").post(f"{API}/people", json=who), 201)
        told = {"needs": f"Avustajani on {name}, {email}.", "agreed": ["accessibility"]}
        me = region.client("member", person_id=UUID(known["person_id"]))
        ok(await me.put(f"{API}/me/profile", json=told))


async def _file(region: Region, name: str, email: str) -> None:
    """Bring a file that names the person in its name, its headings and its rows, and let it wait."""
    coordinator = region.client("coordinator")
    content = f"Nimi;Sähköposti;Kuvaus;{name}\r\nVyyhti ry;{email};Yhteyshenkilö {name};x\r\n".encode()
    brought = ok(await coordinator.post(f"{API}/imports", files={"file": (f"{name}.csv", content)}), 202)
    path = f"{API}/imports/{brought['id']}"
    for _ in range(400):
        if ok(await coordinator.get(path))["state"] == "checked":
            break
        await asyncio.sleep(0.05)
    columns = {"0": "name", "1": "contact_email", "2": "description"}
    ok(await coordinator.put(f"{path}/columns", json={"columns": columns}))
