"""What lies inside a file is cleaned like the file, or refused in words that say what to do."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pypdf
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from PIL import Image
from pypdf.filters import FlateDecode
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, NameObject, NumberObject

from services.members.attachments import forms
from services.members.attachments.model import FileInFile, FileTooLarge, PictureNotCleaned
from shared.chassis.forms import Upload
from shared.chassis.problems import Problem

SECRET = "Salainen Kuvaaja"
TYPES = b"<Types/>"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def jpeg2000(*, tiles: bool = False, bare: bool = False) -> bytes:
    """Return a picture with a name in a remark, and in the boxes around it."""
    written = BytesIO()
    picture = Image.radial_gradient("L").resize((64, 64)).convert("RGB")
    size: dict[str, Any] = {"tile_size": (32, 32)} if tiles else {}
    picture.save(written, "JPEG2000", comment=SECRET, no_jp2=bare, **size)
    content = written.getvalue()
    if bare:
        return content
    told = f"<x:xmpmeta>{SECRET}, 60.39, 25.66</x:xmpmeta>".encode()
    box = (len(told) + 8).to_bytes(4) + b"xml " + told
    at = content.index(b"jp2h") - 4
    return content[:at] + box + content[at:] + (len(told) + 24).to_bytes(4) + b"uuid" + bytes(16) + told


def pdf_with(picture: bytes, *, squeezed: bool = False) -> bytes:
    """Return a page with a JPEG 2000 picture on it."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    drawn = EncodedStreamObject()
    drawn._data = FlateDecode.encode(picture) if squeezed else picture
    jpx, flate = NameObject("/JPXDecode"), NameObject("/FlateDecode")
    drawn[NameObject("/Filter")] = ArrayObject([flate, jpx]) if squeezed else jpx
    drawn[NameObject("/Subtype")] = NameObject("/Image")
    drawn[NameObject("/Width")] = drawn[NameObject("/Height")] = NumberObject(64)
    pictures = DictionaryObject({NameObject("/Im0"): writer._add_object(drawn)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def packed(parts: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def docx(name: str, content: bytes, **more: bytes) -> bytes:
    """Return a text with these parts."""
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": b"<w:t>Teksti</w:t>", name: content}
    return packed(parts | {f"word/embeddings/{one}.pptx": inner for one, inner in more.items()})


def xlsx() -> bytes:
    """Return a table that tells its author, who commented, and whose machine it was made on."""
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = SECRET
    book.active["A1"] = "Taulukko"
    book.active["A1"].comment = Comment("Huomautus", SECRET)
    written = BytesIO()
    book.save(written)
    person = f'<personList><person displayName="{SECRET}" id="{{1}}" userId="{SECRET}"/></personList>'
    with ZipFile(written, "a") as archive:
        archive.writestr("xl/persons/person.xml", person)
        archive.writestr("xl/printerSettings/printerSettings1.bin", SECRET.encode("utf-16-le"))
    return written.getvalue()


def pptx(inner: bytes) -> bytes:
    """Return slides that tell who commented, with a file in them."""
    authors = f'<p:cmAuthorLst><p:cmAuthor id="0" name="{SECRET}" initials="SK"/></p:cmAuthorLst>'
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "docProps/core.xml": f"<dc:creator>{SECRET}</dc:creator>".encode(),
            "ppt/presentation.xml": b"<p:t>Diat</p:t>",
            "ppt/commentAuthors.xml": authors.encode(),
            "ppt/embeddings/Taulukko.xlsx": inner,
        }
    )


def cleaned(content: bytes) -> bytes:
    return forms.checked(Upload("kirje.docx", content))[2]


def everything(content: bytes) -> bytes:
    """Return all that a packed file says, and the files in it."""
    with ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    return b"".join(everything(one) if one.startswith(b"PK") else one for one in parts)


@pytest.mark.parametrize("tiles", [False, True])
@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("squeezed", [False, True])
def test_a_jpeg_2000_in_a_pdf_loses_what_it_tells_and_keeps_every_point(
    tiles: bool, bare: bool, squeezed: bool
) -> None:
    picture = jpeg2000(tiles=tiles, bare=bare)
    assert SECRET.encode() in picture

    paper = pypdf.PdfReader(BytesIO(cleaned(pdf_with(picture, squeezed=squeezed))))

    resources: Any = paper.pages[0]["/Resources"]
    data = resources["/XObject"]["/Im0"].get_data()
    assert (SECRET.encode() in data, b"60.39" in data, len(data)) == (False, False, len(picture))
    before, after = Image.open(BytesIO(picture)), Image.open(BytesIO(data))
    assert (after.size, after.tobytes()) == ((64, 64), before.tobytes())


def test_a_jpeg_2000_in_a_text_is_cleaned_too() -> None:
    content = everything(cleaned(docx("word/media/kuva.jp2", jpeg2000())))

    assert (SECRET.encode() in content, b"jp2c" in content) == (False, True)


def test_a_table_and_slides_in_a_text_lose_their_authors_and_stay_readable() -> None:
    text = docx("word/embeddings/Taulukko.xlsx", xlsx(), Diat=pptx(xlsx()))
    assert everything(text).count(SECRET.encode()) > 4

    content = cleaned(text)

    said = everything(content)
    assert [one in said for one in (SECRET.encode(), SECRET.encode("utf-16-le"), b'"SK"')] == [False] * 3
    assert b"Diat" in said
    with ZipFile(BytesIO(content)) as archive:
        book = load_workbook(BytesIO(archive.read("word/embeddings/Taulukko.xlsx")))
    assert (book.active["A1"].value, book.active["A1"].comment.text) == ("Taulukko", "Huomautus")


def test_a_path_of_the_writers_machine_is_not_kept() -> None:
    path = b'<Relationship Target="file:///C:/Users/Salainen%20Kuvaaja/Malli.dotx" TargetMode="External"/>'
    shape = b'<v:shape o:gfxdata="UEsDBBQ=" id="1"/>'

    said = everything(cleaned(docx("word/_rels/settings.xml.rels", path + shape)))

    assert (b"Users" in said, b'Target="file:///"' in said) == (False, True)
    assert b'<v:shape id="1"/>' in said


def deep(levels: int) -> bytes:
    """Return a table in so many slides, one in the other."""
    inner = xlsx()
    for _ in range(levels):
        inner = pptx(inner)
    return inner


def emf() -> bytes:
    """Return a drawing whose head tells with what it was drawn, and what it is of."""
    told = f"Piirrin\0{SECRET}\0\0".encode("utf-16-le")
    head = [1, 108 + len(told), *[0] * 8, int.from_bytes(b" EMF", "little"), *[0] * 4, len(told) // 2, 108]
    words = b"".join(number.to_bytes(4, "little") for number in [*head, *[0] * (27 - len(head))])
    return words + told + b"\x0e\x00\x00\x00\x14\x00\x00\x00" + bytes(12)


def test_drawings_fonts_and_empty_parts_stay_and_tell_nothing() -> None:
    kept = {
        "word/fonts/font1.odttf": b"\x07\x08",
        "word/empty.xml": b"",
        "word/media/b.bmp": b"BM" + bytes(60),
    }
    parts = kept | {"[Content_Types].xml": TYPES, "word/document.xml": b"<w:t/>", "word/media/a.emf": emf()}
    assert SECRET.encode("utf-16-le") in emf()

    with ZipFile(BytesIO(cleaned(packed(parts)))) as archive:
        drawing, others = archive.read("word/media/a.emf"), {one: archive.read(one) for one in kept}

    assert (len(drawing), SECRET.encode("utf-16-le") in drawing) == (len(emf()), False)
    assert others == kept


def record(kind: int, content: bytes) -> bytes:
    """Return a command or a remark of an EMF drawing."""
    return kind.to_bytes(4, "little") + (8 + len(content)).to_bytes(4, "little") + content


def emf_with_remarks(told: bytes) -> bytes:
    """Return a drawing with remarks between its commands and after its end."""
    bare, line = emf(), record(54, b"\x07" * 8)
    plus = (
        b"\x03\x40\x00\x00" + (12 + len(told)).to_bytes(4, "little") + len(told).to_bytes(4, "little") + told
    )
    drawn = b"\x0a\x40\x00\x00\x10\x00\x00\x00\x04\x00\x00\x00" + b"\x09" * 4
    remarks = [told, b"EMF+" + plus + drawn]
    said = b"".join(record(70, len(one).to_bytes(4, "little") + one) for one in remarks)
    return bare[:-20] + line + said + bare[-20:] + told


def wmf(told: bytes) -> bytes:
    """Return a drawing of the older kind with a line, a remark and something after its end."""
    words = (10 + len(told)) // 2
    remark = words.to_bytes(4, "little") + b"\x26\x06\x0f\x00" + len(told).to_bytes(2, "little") + told
    line = b"\x05\x00\x00\x00\x13\x02" + b"\x07" * 4
    return b"\x01\x00\x09\x00\x00\x03" + bytes(12) + line + remark + b"\x03\x00\x00\x00\x00\x00" + told


def test_remarks_in_drawings_are_blank_and_what_is_drawn_stays() -> None:
    told = f"{SECRET}!?".encode("utf-16-le")
    placed = b"\xd7\xcd\xc6\x9a" + bytes(18) + wmf(told)
    drawings = {"a.emf": emf_with_remarks(told), "b.wmf": wmf(told), "c.wmf": placed}
    parts = {f"word/media/{name}": content for name, content in drawings.items()}
    parts |= {"[Content_Types].xml": TYPES, "word/document.xml": b"<w:t/>"}

    with ZipFile(BytesIO(cleaned(packed(parts)))) as archive:
        bare = {name: archive.read(f"word/media/{name}") for name in drawings}

    for name, content in drawings.items():
        assert (content.count(told), bare[name].count(told), len(bare[name])) == (
            3 if name == "a.emf" else 2,
            0,
            len(content),
        )
    assert [drawing.count(b"\x07" * 4) for drawing in bare.values()] == [2, 1, 1]
    assert bare["a.emf"].count(b"EMF+\x03\x40") == bare["a.emf"].count(b"\x09" * 4) == 1


HALF = packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<" + bytes(25_000_000)})
"""A table that takes nearly half of the room there is, unpacked."""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (docx("word/embeddings/oleObject1.bin", OLD), FileInFile),
        (docx("word/embeddings/Paperi.pdf", b"%PDF-1.7"), FileInFile),
        (docx("word/embeddings/Arkisto.zip", packed({"nimi.txt": b"x"})), FileInFile),
        (docx("word/embeddings/Makro.docm", docx("word/vbaProject.bin", b"x")), FileInFile),
        (docx("word/embeddings/Diat.pptx", deep(3)), FileInFile),
        (docx("word/embeddings/Rikki.xlsx", xlsx()[:-60]), FileInFile),
        (docx("word/embeddings/Yksi.xlsx", HALF, Toinen=HALF, Kolmas=HALF), FileTooLarge),
        (docx("word/media/kuva.tiff", b"II*\x00" + bytes(60)), PictureNotCleaned),
        (docx("word/media/kuva.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "), PictureNotCleaned),
        (docx("word/media/kuva.heic", b"\x00\x00\x00\x18ftypheic" + bytes(20)), PictureNotCleaned),
        (docx("word/media/kuva.gif", b"GIF89a" + bytes(60)), PictureNotCleaned),
        (docx("word/media/kuva.svg", b"<svg><metadata/></svg>"), PictureNotCleaned),
        (docx("word/media/kuva.xml", b'<?xml version="1.0"?><s:svg xmlns:s="x"/>'), PictureNotCleaned),
        (docx("word/late.xml", b"<d>" + b" " * 9_000 + b"<svg >"), PictureNotCleaned),
        (docx("word/flat.xml", b"<pkg:binaryData>/9j/4AAQ</pkg:binaryData>"), PictureNotCleaned),
        (docx("word/page.xml", '<html><img src="data:image/jpeg,"/>'.encode("utf-16")), PictureNotCleaned),
        (docx("word/afchunk.html", b"<html>Sivu</html>"), FileInFile),
        (docx("word/media/elokuva.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(20)), PictureNotCleaned),
        (docx("word/media/elokuva.mov", b"\x00\x00\x00\x14ftypqt  " + bytes(20)), PictureNotCleaned),
        (docx("word/media/kuva.emf", emf() + b"Exif\x00\x00"), PictureNotCleaned),
        (docx("word/media/kuva.emf", emf()[:-4]), PictureNotCleaned),
        (docx("word/media/kuva.wmf", wmf(b"ab")[:-10]), PictureNotCleaned),
        (docx("word/embeddings/aani.bin", b"ID3" + bytes(20)), FileInFile),
        (pdf_with(b"something else"), PictureNotCleaned),
        (pdf_with(jpeg2000()[:-30]), PictureNotCleaned),
        (pdf_with(jpeg2000() + b"\x00\x00\x00\x10ftbl" + bytes(8)), PictureNotCleaned),
    ],
)
def test_what_cannot_be_cleaned_is_refused(content: bytes, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        cleaned(content)


def test_slides_in_slides_in_a_text_are_not_too_deep() -> None:
    assert SECRET.encode() not in everything(cleaned(docx("word/embeddings/Diat.pptx", deep(2))))
