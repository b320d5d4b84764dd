"""Files beside an application: told by their content, cleaned, kept in the object store, opened by few."""

import asyncio
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pypdf
import pytest
import pytest_asyncio
from nats.js.errors import NotFoundError
from PIL import Image
from pypdf.annotations import Text
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from poyta.provision.accounts import provisioner
from shared.chassis.streams import bucket_stream
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
SECRET = "Salainen Kirjoittaja"


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    body_id: UUID
    application_id: str
    token: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    told.body_id = UUID(ok(await region.client().get("/members/api/bodies/kumppanuuspoyta"))["id"])
    path = f"/members/api/calls/{told.call_id}/applications"
    receipt = ok(await region.client().post(path, json=acts.offer(1, "vammaiset")), 201)
    told.application_id, told.token = receipt["application_id"], receipt["token"]
    return told


def pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": SECRET})
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    note = Text(text="Huomautus", rect=(10, 10, 90, 90))
    note[NameObject("/T")] = TextStringObject(SECRET)
    writer.add_annotation(0, note)
    picture = StreamObject()
    picture.set_data(photo())
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(40),
            NameObject("/Height"): NumberObject(30),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    pictures = DictionaryObject({NameObject("/Im0"): writer._add_object(picture)})
    writer.pages[0][NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def photo(form: str = "JPEG", turned: int = 1) -> bytes:
    picture = Image.new("RGB", (40, 30), "teal")
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x013B] = SECRET
    exif[0x8825] = {1: "N", 2: (60.0, 23.0, 0.0)}
    written = BytesIO()
    picture.save(written, form, exif=exif)
    return written.getvalue()


def docx(*more: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", f'<d><w:ins w:author="{SECRET}" w:id="1">Teksti</w:ins></d>')
        comment = f"<c><w:comment w:initials='SK' w:author = '{SECRET}'>Kommentti</w:comment></c>"
        packed.writestr("word/comments.xml", comment.encode("utf-16"))
        packed.writestr("word/people.xml", f'<p w15:author="{SECRET}" w15:userId="{SECRET}"/>')
        packed.writestr("docProps/core.xml", f"<creator>{SECRET}</creator>")
        packed.writestr("word/media/image1.jpeg", photo())
        for name in more:
            packed.writestr(name, "x")
    return written.getvalue()


def odt() -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        change = f"<dc:creator>{SECRET}</dc:creator><meta:creator-initials>SK</meta:creator-initials>"
        packed.writestr("content.xml", f"<text>{change}Teksti</text>")
        packed.writestr("Object 1/meta.xml", f"<creator>{SECRET}</creator>")
        packed.writestr("meta.xml", f"<creator>{SECRET}</creator>")
    return written.getvalue()


async def add(region: Region, story: Story, name: str, content: bytes) -> Any:
    path = f"/members/api/own-application/{story.token}/attachments"
    return await region.client().post(path, files={"file": (name, content)})


async def opened(region: Region, story: Story, attachment_id: str) -> bytes:
    chair = region.client("chair", body_id=story.body_id)
    answer = await chair.get(f"/members/api/attachments/{attachment_id}")
    assert answer.status_code == 200
    return answer.content


async def kept(region: Region) -> int:
    """Count the files in the bucket that are not deleted."""
    async with provisioner(
        region.servers.nats_url, region.servers.keyring, region.instance.slug
    ) as jetstream:
        try:
            return len(await (await jetstream.object_store("members")).list(ignore_deletes=True))
        except NotFoundError:
            return 0


async def test_a_pdf_loses_its_author_and_its_scripts_and_keeps_its_pages(
    region: Region, story: Story
) -> None:
    added = ok(await add(region, story, "Ohjelma 2023.PDF", pdf()), 201)

    content = await opened(region, story, added["id"])

    paper = pypdf.PdfReader(BytesIO(content))
    assert (added["name"], added["kind"], len(paper.pages)) == ("Ohjelma 2023.pdf", "pdf", 1)
    assert SECRET.encode() not in content
    assert SECRET.encode("utf-16-be") not in content
    assert b"app.alert" not in content
    assert paper.pages[0]["/Annots"][0]["/Contents"] == "Huomautus"
    (picture,) = paper.pages[0].images
    assert picture.image is not None
    assert (picture.image.format, picture.image.size) == ("JPEG", (40, 30))


async def test_a_picture_loses_where_it_was_taken_whatever_it_is_called(region: Region, story: Story) -> None:
    added = ok(await add(region, story, "../../kuva.pdf", photo()), 201)

    content = await opened(region, story, added["id"])

    picture = Image.open(BytesIO(content))
    assert (added["name"], picture.format, picture.size) == ("kuva.jpg", "JPEG", (40, 30))
    assert dict(picture.getexif()) == {}
    assert SECRET.encode() not in content


@pytest.mark.parametrize(("name", "make"), [("teksti.docx", docx), ("teksti.odt", odt)])
async def test_a_text_loses_its_author_and_its_pictures_their_places(
    region: Region, story: Story, name: str, make: Any
) -> None:
    added = ok(await add(region, story, name, make()), 201)

    content = await opened(region, story, added["id"])

    with ZipFile(BytesIO(content)) as packed:
        said = b"".join(packed.read(part) for part in packed.namelist())
    assert added["kind"] == name.split(".")[1]
    assert b"Teksti" in said
    assert SECRET.encode() not in said
    assert SECRET.encode("utf-16-le") not in said
    assert b"SK" not in said


async def test_a_coordinator_adds_and_removes_files_by_json_too(region: Region, story: Story) -> None:
    path = f"/members/api/applications/{story.application_id}/attachments"
    coordinator = region.client("coordinator")

    added = ok(await coordinator.post(path, files={"file": ("kirje.odt", odt())}), 201)
    refused = await region.client("chair", body_id=story.body_id).post(
        path, files={"file": ("kirje.odt", odt())}
    )
    ok(await coordinator.delete(f"/members/api/attachments/{added['id']}"), 204)
    left = ok(await coordinator.get(path))["items"]

    assert (added["name"], refused.status_code) == ("kirje.odt", 404)
    assert added["id"] not in [one["id"] for one in left]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"%PDF-1.7 but no more",
        b"\xff\xd8\xff\xe0 no picture",
        b"PK\x03\x04 no archive",
        b"<html><script>alert(1)</script></html>",
        docx("word/vbaProject.bin"),
        # What is said about the picture breaks off where it is read to turn it the right way up.
        photo(turned=6).replace(b"\x01\x3b\x00\x02", b"\x01\x03\x00\x02"),
    ],
)
async def test_what_cannot_be_opened_as_one_of_the_kinds_is_refused(
    region: Region, story: Story, content: bytes
) -> None:
    answer = await add(region, story, "hakemus.pdf", content)

    assert answer.status_code == 422
    assert answer.json()["type"].startswith("/problems/members/file-")


async def test_a_picture_that_grows_beyond_all_measure_is_too_large(region: Region, story: Story) -> None:
    picture = Image.effect_noise((4600, 4600), 90)
    written = BytesIO()
    picture.save(written, "JPEG", quality=12)
    assert len(written.getvalue()) <= 5_000_000

    refused = await add(region, story, "kohina.jpg", written.getvalue())

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/members/file-too-large")


async def test_at_most_five_megabytes_and_five_files(region: Region, story: Story) -> None:
    large = await add(region, story, "iso.pdf", pdf() + b"\0" * 5_000_000)
    huge = await add(region, story, "valtava.pdf", pdf() + b"\0" * 6_000_000)
    fifth = await add(region, story, "viides.png", photo("PNG"))
    sixth = await add(region, story, "kuudes.png", photo("PNG"))

    assert (large.status_code, large.json()["type"]) == (422, "/problems/members/file-too-large")
    assert huge.status_code == 413
    assert (fifth.status_code, sixth.status_code) == (201, 409)
    assert await kept(region) == 5


async def test_only_selectors_and_the_applicant_open_a_file_and_selectors_are_written_down(
    region: Region, story: Story
) -> None:
    own = f"/members/applications/{story.token}/attachments"
    theirs = f"/members/calls/{story.call_id}/applications/{story.application_id}/attachments"
    items = ok(await region.client().get(f"/members/api/own-application/{story.token}/attachments"))["items"]
    first = items[0]["id"]
    reader = UUID("11111111-2222-3333-4444-555555555555")
    chair = region.client("chair", body_id=story.body_id, person_id=reader)

    mine = await region.client().get(f"{own}/{first}")
    page = await region.client().get(f"{own}?lang=sv")
    seen = await chair.get(f"{theirs}?lang=fi")
    saved = await chair.get(f"{theirs}/{first}")
    member = await region.client("member", body_id=story.body_id).get(f"{theirs}/{first}")
    anyone = await region.client().get(f"/members/api/attachments/{first}")

    assert [r.status_code for r in (mine, page, seen, saved)] == [200, 200, 200, 200]
    assert (member.status_code, anyone.status_code) == (404, 401)
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''Ohjelma%202023.pdf"
    assert "Ohjelma 2023.pdf" in seen.text
    log = await region.rows(
        "members",
        "SELECT application_id FROM application_read WHERE person_id = $1 AND what = 'attachment'",
        reader,
    )
    assert [str(row["application_id"]) for row in log] == [story.application_id] * 2


async def test_an_applicant_reads_the_own_application_by_json(region: Region, story: Story) -> None:
    own = ok(await region.client().get(f"/members/api/own-application/{story.token}"))

    assert (own["id"], own["theme"], own["call_state"]) == (story.application_id, "vammaiset", "open")
    assert (own["may_be_withdrawn"], own["takes_files"]) == (True, True)
    assert (await region.client().get("/members/api/own-application/vaara")).status_code == 410


async def test_a_removed_file_is_gone_from_the_store_too(region: Region, story: Story) -> None:
    own = f"/members/applications/{story.token}/attachments"
    api = f"/members/api/own-application/{story.token}/attachments"
    items = ok(await region.client().get(api))["items"]

    removed = await region.client().post(f"{own}/{items[0]['id']}/remove")

    assert removed.status_code == 303
    assert len(ok(await region.client().get(api))["items"]) == 4
    await until_kept(region, 4)


async def test_content_without_a_row_is_swept_away_with_what_is_removed_next(
    region: Region, story: Story
) -> None:
    own = f"/members/applications/{story.token}/attachments"
    items = ok(await region.client().get(f"/members/api/own-application/{story.token}/attachments"))["items"]
    station = next(iter(region.process._stations.values()))
    async with station.transactions.begin() as tx:
        await tx.objects.put("nobody's", photo())
    await region.jetstream.publish("$O.members.C.halfway", b"the beginning of a file")

    await region.client().post(f"{own}/{items[0]['id']}/remove")

    await until_kept(region, 3)
    stream = await region.jetstream.stream_info("OBJ_members", subjects_filter="$O.members.>")
    assert len(stream.state.subjects) == 2 * 3


async def test_who_scores_finds_the_files_beside_the_grounds(region: Region, story: Story) -> None:
    region.clock.set("2023-01-21T00:00:10+02:00")
    items = ok(await region.client().get(f"/members/api/own-application/{story.token}/attachments"))["items"]
    path = f"/members/calls/{story.call_id}/evaluation/{story.application_id}"
    chair = region.client("chair", body_id=story.body_id)

    page = await chair.get(f"{path}?lang=fi")
    files = [await chair.get(f"{path}/attachments/{one['id']}") for one in items]
    hidden = await region.client("member", body_id=story.body_id).get(f"{path}/attachments/{items[0]['id']}")

    assert [one["name"] for one in items if f">{one['name']}</a>" not in page.text] == []
    assert [len(file.content) for file in files] == [one["size"] for one in items]
    assert hidden.status_code == 404


async def test_after_the_deadline_the_files_stand_until_the_application_is_erased(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-01-21T00:00:30+02:00")
    late = await add(region, story, "myohassa.pdf", pdf())
    path = f"/members/api/calls/{story.call_id}"
    coordinator = region.client("coordinator")
    ok(await coordinator.post(f"{path}/cancellation", json={"reason": {"fi": "Ei nyt."}}))

    region.clock.set("2023-07-21T00:00:00+03:00")
    await region.settled()
    await region.settled()

    assert (late.status_code, late.json()["type"]) == (409, "/problems/members/not-at-this-point")
    await until_kept(region, 0)
    assert await region.rows("members", "SELECT 1 FROM attachment") == []


async def test_the_bucket_cannot_be_made_or_removed_by_the_service(region: Region, story: Story) -> None:
    station = next(iter(region.process._stations.values()))
    jetstream = station._broker.connection.jetstream(timeout=0.5)

    for forbidden in (jetstream.delete_object_store("members"), jetstream.create_object_store("muu")):
        with pytest.raises(TimeoutError):
            await forbidden

    async with provisioner(region.servers.nats_url, region.servers.keyring, region.instance.slug) as admin:
        names = {info.config.name for info in await admin.streams_info()}
    assert bucket_stream("members") in names
    assert "OBJ_muu" not in names


async def until_kept(region: Region, count: int) -> None:
    """Wait for the worker, which lets go of contents after the commit, and sweeps."""
    async with asyncio.timeout(10):
        while await kept(region) != count or await loose(region):
            await asyncio.sleep(0.05)


async def loose(region: Region) -> bool:
    """Tell whether there are pieces of more files than there are files."""
    stream = await region.jetstream.stream_info("OBJ_members", subjects_filter="$O.members.>")
    parts = [subject.split(".")[2] for subject in stream.state.subjects or ()]
    return parts.count("C") != parts.count("M")
