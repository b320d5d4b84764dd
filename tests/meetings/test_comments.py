"""Comments on a topic: said at the table, before a meeting and after it, and gone with their writer."""

from uuid import uuid4

from shared.chassis import links
from shared.contracts.people import PersonChanged, PersonErased, PersonMerged
from tests.meetings.table import Table
from tests.meetings.test_topics import topic_of

BEFORE, AFTER = "Ottakaa tämä pian esiin.", "Kiitos hyvästä keskustelusta."


async def brought(table: Table) -> str:
    table.region.clock.set("2023-03-02T12:00:00+02:00")
    topic = await table.member(0).post("/meetings/api/topics", json=topic_of(table))
    return str(topic.json()["id"])


async def test_those_at_the_table_comment_before_a_meeting_and_after_it(table: Table) -> None:
    topic = await brought(table)
    page = f"/meetings/topics/{topic}"
    await table.convene(agenda=[{"title": {"fi": "Ohjelma"}, "topic_id": topic}])

    first = await table.member(1).post(f"{page}/comments", data={"text": BEFORE})
    table.region.clock.set("2023-03-08T12:00:00+02:00")
    second = await table.member(2).post(f"/meetings/api/topics/{topic}/comments", json={"text": AFTER})
    empty = await table.member(2).post(f"{page}/comments", data={"text": " "})
    read = (await table.member(5).get(f"{page}?lang=fi")).text

    assert [one.status_code for one in (first, second, empty)] == [303, 201, 422]
    marks = [read.index(one) for one in ("ennen kokousta</", BEFORE, "kokouksen jälkeen</", AFTER)]
    assert marks == sorted(marks)
    assert "Edustaja IU-02" in read


async def test_comments_are_for_the_table_alone(table: Table) -> None:
    topic = await brought(table)
    path = f"/meetings/api/topics/{topic}/comments"
    await table.member(1).post(path, json={"text": BEFORE})
    outside = table.region.client()

    refused = [
        (await outside.get(path)).status_code,
        (await outside.post(path, json={"text": "x"})).status_code,
    ]
    page = (await outside.get(f"/meetings/topics/{topic}")).text

    assert (refused, BEFORE in page) == ([401, 401], False)


async def test_a_comment_is_removed_by_its_writer_or_who_prepares_the_meetings(table: Table) -> None:
    topic = await brought(table)
    path = f"/meetings/api/topics/{topic}/comments"
    ids = [(await table.member(1).post(path, json={"text": BEFORE})).json()["id"] for _ in range(2)]
    page = f"/meetings/topics/{topic}/comments/{ids[1]}/remove"

    by_other = await table.member(2).delete(f"{path}/{ids[0]}")
    by_writer = await table.member(1).delete(f"{path}/{ids[0]}")
    by_keeper = await table.coordinator().post(page)

    assert [one.status_code for one in (by_other, by_writer, by_keeper)] == [404, 204, 303]
    assert (await table.send("GET", f"/topics/{topic}/comments"))["comments"] == []


async def test_the_words_of_an_erased_person_go_and_nothing_says_whose_they_were(table: Table) -> None:
    topic = await brought(table)
    path = f"/meetings/api/topics/{topic}/comments"
    await table.member(7).post(path, json={"text": BEFORE})
    await table.member(8).post(path, json={"text": AFTER})

    await table.region.arrives(PersonErased(person_id=table.people[7], version=9))

    found = (await table.send("GET", f"/topics/{topic}/comments"))["comments"]
    kept = await table.region.rows(
        "meetings",
        "SELECT text, represents FROM comments WHERE person_id IS NULL AND topic_id::text = $1",
        topic,
    )
    assert [one["text"] for one in found] == [AFTER]
    assert [tuple(row) for row in kept] == [("", "Malliyhdistys 8 ry")]


async def test_an_erased_name_leaves_the_words_of_others_once_nobody_else_has_it(table: Table) -> None:
    topic, twins = await brought(table), [uuid4(), uuid4()]
    for twin, email in zip(twins, ("a@example.org", "b@example.org"), strict=True):
        told = PersonChanged(
            person_id=twin, version=1, name="Kaisa O'Kaima (vara)", email=email, language="fi"
        )
        await table.region.arrives(told)
    words = "Kysykää: \"Kaisa O'Kaima (vara)\", KAISA O'KAIMA (VARA), Kaisa."
    await table.member(8).post(f"/meetings/api/topics/{topic}/comments", json={"text": words})
    said = []

    for twin in twins:
        await table.region.arrives(PersonErased(person_id=twin, version=2))
        found = (await table.send("GET", f"/topics/{topic}/comments"))["comments"]
        said.append(found[-1]["text"])

    assert said == [words, 'Kysykää: "Poistettu henkilö", Poistettu henkilö, Kaisa.']


async def test_one_sees_and_saves_what_the_meetings_know_of_one_and_nobody_else_does(table: Table) -> None:
    topic, meeting = await brought(table), await table.convene()
    me, path = table.people[3], f"/meetings/api/topics/{topic}"
    invitations = (await table.send("GET", f"/meetings/{meeting['id']}/invitations"))["invitations"]
    own = next(one for one in invitations if one["person_id"] == str(me))
    token = links.sign(table.region.instance, "rsvp", {"id": own["id"]})
    await table.region.client().post(f"/meetings/api/rsvp/{token}", json={"answer": "remote"})
    await table.member(3).post(f"{path}/comments", json={"text": BEFORE})
    noted = {"represents": "Malliyhdistys 4 ry", "reason": "Haemme samaa avustusta."}
    await table.member(3).post(f"{path}/conflicts", json=noted)
    now = table.region.clock()
    table.region.clock.set("2023-03-07T16:00:00+02:00")
    entries = [{"person_id": one["person_id"], "status": "present_remote"} for one in invitations]
    await table.send("PUT", f"/meetings/{meeting['id']}/attendance", {"entries": entries})

    record, theirs = [(await table.member(one).get("/meetings/api/me/record")).json() for one in (3, 4)]
    page = (await table.member(3).get("/meetings/me/record?lang=fi")).text
    outside = [
        (await table.region.client().get(where)).status_code
        for where in ("/meetings/api/me/record", "/meetings/me/record")
    ]
    table.region.clock.set(now.isoformat())

    (invited,) = [one for one in record["invitations"] if one["meeting_id"] == meeting["id"]]
    assert (invited["answer"], invited["attendance"], invited["counts"]) == ("remote", "present_remote", True)
    assert [one["text"] for one in record["comments"]] == [BEFORE]
    assert [one["reason"] for one in record["conflicts"]] == ["Haemme samaa avustusta."]
    assert [one["represents"] for one in record["seats"]] == ["Malliyhdistys 4 ry"]
    assert (theirs["comments"], theirs["conflicts"]) == ([], [])
    assert (BEFORE in page, "Haemme samaa avustusta." in page) == (True, True)
    assert outside == [401, 303]


async def test_two_entries_of_one_person_become_one_at_the_table_also_for_what_comes_late(
    table: Table,
) -> None:
    topic, meeting = await brought(table), await table.convene()
    kept, gone = table.people[10:12]
    for number in (10, 11):
        await table.member(number).post(f"/meetings/api/topics/{topic}/comments", json={"text": BEFORE})
    now = table.region.clock()
    table.region.clock.set("2023-03-07T16:00:00+02:00")
    came = {str(kept): "absent", str(gone): "present_on_site"}
    invitations = (await table.send("GET", f"/meetings/{meeting['id']}/invitations"))["invitations"]
    entries = [
        {"person_id": one["person_id"], "status": came.get(one["person_id"], "excused")}
        for one in invitations
    ]
    await table.send("PUT", f"/meetings/{meeting['id']}/attendance", {"entries": entries})
    own = {one["person_id"]: one["id"] for one in invitations}
    letters = [links.sign(table.region.instance, "rsvp", {"id": own[str(person)]}) for person in (kept, gone)]
    late = table.filled(uuid4(), gone, represents="Myöhässä ry")

    await table.region.arrives(PersonMerged(person_id=gone, version=2, into_id=kept))
    await table.region.arrives(late)
    record = (await table.member(10).get("/meetings/api/me/record")).json()
    opened = [(await table.region.client().get(f"/meetings/rsvp/{one}")).status_code for one in letters]
    left = (await table.member(11).get("/meetings/api/me/record")).json()
    table.region.clock.set(now.isoformat())

    called = [one["attendance"] for one in record["invitations"] if one["meeting_id"] == meeting["id"]]
    assert called == ["present_on_site"]
    assert sorted(opened) == [200, 410], "of the two letters one leads to the invitation that stays"
    assert [one["text"] for one in record["comments"]] == [BEFORE, BEFORE]
    assert sorted(one["represents"] for one in record["seats"]) == [
        "Malliyhdistys 11 ry",
        "Malliyhdistys 12 ry",
        "Myöhässä ry",
    ]
    assert [left[one] for one in ("invitations", "comments", "seats")] == [[], [], []]
