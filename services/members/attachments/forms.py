"""What a file is, told by its content alone, and the same file without what it tells by the way.

A file that cannot be opened as one of the kinds is refused. Opening and writing it anew is also what takes
out the author's name, also of comments and tracked changes, the place a picture was taken, hidden scripts
and files, and earlier versions. What a text itself says stays. Tables, slides and texts inside a text are
cleaned like it, and what cannot be cleaned is refused. Viruses are not looked for: whoever opens a file does
so on a machine that looks for them.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath, PureWindowsPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from services.members.attachments.model import (
    BYTES,
    FileInFile,
    FileMissing,
    FileNotTaken,
    FileTooLarge,
    PictureNotCleaned,
    bare_drawing,
)
from shared.chassis.forms import Upload

PIXELS = 40_000_000
UNPACKED = 60_000_000
PARTS = 2_000
_MACROS = re.compile(r"vbaProject\.bin$|^Basic/|^Scripts/", re.IGNORECASE)
_JPEG, _PNG, _ZIP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"
_JP2, _CODESTREAM = b"\x00\x00\x00\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"
# Drawings of other programs (EMF, WMF, the one of LibreOffice) and bitmaps: they are drawn by commands.
_DRAWING = re.compile(
    rb"\x01\x00\x00\x00.{36} EMF|\xd7\xcd\xc6\x9a|\x01\x00\x09\x00\x00[\x01\x03]|VCLMTF|BM....\x00{4}",
    re.DOTALL,
)
# Pictures and films that may tell where they were taken and are not written anew here: by where they lie.
_SHOWN = re.compile(r"(?:^|/)(?:media|Pictures|Thumbnails|docProps)/")
# Parts that are neither words nor pictures: fonts, and where LibreOffice remembers the places of lines.
_SILENT = re.compile(r"(?:^|/)(?:mimetype|layout-cache)$|\.(?:odttf|ttf|otf|ttc|fntdata)$", re.IGNORECASE)
_WORDS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\x00|\xfe\xff\x00<")
_WRITTEN = re.compile(r"\.(?:xml|rels|vml|rdf)$", re.IGNORECASE)
# A drawing or a picture written down in words.
_DRAWN_IN_WORDS = re.compile(rb"<(?:[\w-]+:)?(?:svg|binary-?[dD]ata)[\s>]|data:image/")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_NESTED = 3
"""How deep a file may lie in another."""
# What Pillow says of a picture, or of the words about it, that is not what it says it is.
_BROKEN = (
    *(OSError, EOFError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError),
    *(AttributeError, struct.error, Image.DecompressionBombError),
)
# What tells the place and the camera, the words of a program, and remarks.
_TELLING = (0xE1, 0xED, 0xFE)
_START_OF_SCAN = 0xDA
# The marks in a JPEG 2000, and the boxes that hold how to draw it.
_REMARK, _START_OF_TILE, _START_OF_DATA = 0x64, 0x90, 0x93
_ELSEWHERE = frozenset((b"ftbl", b"dtbl", b"mdat"))
"""The boxes of a picture whose pieces lie elsewhere in the file."""
_PICTURE_BOXES = frozenset(
    (
        *(b"jP  ", b"ftyp", b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res ", b"rreq"),
        *(b"cgrp", b"opct", b"creg", b"comp"),
    )
)
# Who wrote a comment or a change: attributes in Word's parts, elements in OpenDocument's.
_AUTHORS = (
    (re.compile(rb"""(\s[\w.-]+:(?:author|initials|userId)\s*=\s*)("[^"]*"|'[^']*')"""), rb'\1""'),
    (
        re.compile(
            rb"<([\w.-]+:(?:(?:initial-)?creator|(?:creator|sender)-initials|printed-by))(\s[^>]*)?>[^<]*<"
        ),
        rb"<\1\2><",
    ),
    (re.compile(rb"""(\sTarget\s*=\s*["'])file:[^"']*"""), rb"\1file:///"),
    # A copy of a shape, with its pictures, for newer programs.
    (re.compile(rb"""\s\w+:gfxdata\s*=\s*("[^"]*"|'[^']*')"""), b""),
    (re.compile(rb"(<(?:\w+:)?author>)[^<]*(</(?:\w+:)?author>)"), rb"\1\2"),
    (re.compile(rb"""(<(?:\w+:)?fileSharing\b[^>]*\suserName=)("[^"]*"|'[^']*')"""), rb'\1""'),
    (re.compile(rb"""(<(?:\w+:)?absPath\b[^>]*\surl=)("[^"]*"|'[^']*')"""), rb'\1""'),
    (re.compile(rb"""(<config:config-item [^>]*config:name="Printer(?:Name|Setup)"[^>]*>)[^<]*"""), rb"\1"),
)
# Written instead of the parts that say who wrote the text, when, and on which machine.
_EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta'
    b' office:version="1.3" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
}
# In the parts of a table or of slides that list who wrote comments, the name has attributes of its own.
_PERSONS = re.compile(r"(?:^|/)(?:persons?|people|commentAuthors|authors|userNames)\d*\.xml$")
_PERSON = re.compile(rb"""(\s(?:displayName|userId|name|initials)\s*=\s*)("[^"]*"|'[^']*')""")
_EMPTY_ENDINGS = {"/meta.xml": _EMPTY["meta.xml"], ".psmdcp": _EMPTY["docProps/core.xml"]}


def checked(upload: Upload | None) -> tuple[str, str, bytes]:
    """Return the name, the kind and the cleaned content of a file.

    Raises FileMissing, FileTooLarge or FileNotTaken. It takes a processor for a moment: call it in a thread.
    """
    if upload is None:
        raise FileMissing
    if len(upload.content) > BYTES:
        raise FileTooLarge
    kind, content = _cleaned(upload.content)
    if len(content) > 2 * BYTES:
        raise FileTooLarge
    return _named(upload.name, kind), kind, content


def _cleaned(content: bytes) -> tuple[str, bytes]:
    if content.startswith(b"%PDF-"):
        return "pdf", _pdf(content)
    if content.startswith(_JPEG):
        return "jpg", _picture(content, "JPEG")
    if content.startswith(_PNG):
        return "png", _picture(content, "PNG")
    if content.startswith(_ZIP):
        return _text(content)
    raise FileNotTaken


def _pdf(content: bytes) -> bytes:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted or not reader.pages:
            raise FileNotTaken
        writer = PdfWriter(clone_from=reader)
        writer.metadata = None
        root = writer.root_object
        for name in ("/OpenAction", "/Collection"):
            root.pop(name, None)
        names = root.get("/Names")
        if names is not None and isinstance(names := names.get_object(), DictionaryObject):
            for name in ("/JavaScript", "/EmbeddedFiles"):
                names.pop(name, None)
        for one in _parts(root):
            _tell_nothing(one)
        written = BytesIO()
        # Objects nothing points at any more, the old metadata among them, are left out.
        writer.compress_identical_objects(remove_unreferenced=True)
        writer.write(written)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError) as error:
        raise FileNotTaken from error
    return written.getvalue()


def _parts(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """Go through everything a PDF is made of, each part once."""
    seen: set[int] = set()
    left: list[object] = [root]
    while left:
        one = left.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            left += one.values()
        elif isinstance(one, ArrayObject):
            left += one


def _tell_nothing(part: DictionaryObject) -> None:
    for name in ("/Metadata", "/PieceInfo", "/AA", "/JS", "/EF"):
        part.pop(name, None)
    if "/Rect" in part and part.get("/Subtype") != "/Widget":
        # The title of a note is its author's name; the one of a field is the field's.
        part.pop("/T", None)
    if isinstance(part, StreamObject):
        filters = part.get("/Filter")
        used = filters if isinstance(filters, list) else [filters]
        for name, bare in (("/DCTDecode", _bare), ("/JPXDecode", _bare_jpeg2000)):
            if name in used:
                # The base's way to set it: the picture is one before and after, so nothing is encoded anew.
                StreamObject.set_data(part, bare(part.get_data()))
                if filters != name:
                    part[NameObject("/Filter")] = NameObject(name)
                    part.pop("/DecodeParms", None)


def _bare(picture: bytes) -> bytes:
    """Return a JPEG without the segments that tell where and with what it was taken; no point changes."""
    kept, at = [picture[:2]], 2
    while at + 4 <= len(picture) and picture[at] == 0xFF and picture[at + 1] != _START_OF_SCAN:
        end = at + 2 + int.from_bytes(picture[at + 2 : at + 4])
        if picture[at + 1] not in _TELLING:
            kept.append(picture[at:end])
        at = end
    return b"".join([*kept, picture[at:]])


def _bare_jpeg2000(picture: bytes) -> bytes:
    """Return a JPEG 2000 with nothing in the boxes and remarks that tell; every part stays at its place.

    Raises PictureNotCleaned for one that is built in another way.
    """
    bare = bytearray(picture)
    if picture.startswith(_CODESTREAM):
        _blank_remarks(bare, 0, len(bare))
    elif picture.startswith(_JP2):
        _blank_boxes(bare, 0, len(bare))
    else:
        raise PictureNotCleaned
    return bytes(bare)


def _blank_boxes(picture: bytearray, at: int, end: int) -> None:
    while at < end:
        size, kind, head = int.from_bytes(picture[at : at + 4]), bytes(picture[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(picture[at + 8 : at + 16]), 16
        stop = end if size == 0 else at + size
        if end - at < head:
            # Some programs end a file with an empty line.
            picture[at:end] = bytes(end - at)
            return
        if not at + head <= stop <= end or kind in _ELSEWHERE:
            raise PictureNotCleaned
        if kind in (b"jp2h", b"jpch", b"jplh"):
            _blank_boxes(picture, at + head, stop)
        elif kind == b"jp2c":
            _blank_remarks(picture, at + head, stop)
        elif kind not in _PICTURE_BOXES:
            picture[at + 4 : at + 8] = b"free"
            picture[at + head : stop] = bytes(stop - at - head)
        at = stop


def _blank_remarks(picture: bytearray, at: int, end: int) -> None:
    """Blank the remarks in the heads of a codestream: of the picture and of each of its tiles."""
    at, tile = at + 2, at
    while at + 2 <= end and picture[at : at + 2] != b"\xff\xd9":
        marker, after = picture[at + 1], at + 2 + int.from_bytes(picture[at + 2 : at + 4])
        if marker == _START_OF_DATA:
            # As many bytes as the head of the tile says; when it says none, all that is left.
            whole = int.from_bytes(picture[tile + 6 : tile + 10])
            after = tile + whole if whole else end
        if picture[at] != 0xFF or not at < after <= end:
            raise PictureNotCleaned
        if marker == _REMARK:
            picture[at + 6 : after] = bytes(max(after - at - 6, 0))
        elif marker == _START_OF_TILE:
            tile = at
        at = after
    # Nothing is drawn of what follows the end.
    picture[at + 2 : end] = bytes(max(end - at - 2, 0))


def opened(content: bytes, forms: tuple[str, ...]) -> Image.Image:
    """Return a picture of one of these forms, the right way up. Raises FileTooLarge or FileNotTaken."""
    try:
        with Image.open(BytesIO(content), formats=forms) as picture:
            if picture.width * picture.height > PIXELS:
                raise FileTooLarge
            return ImageOps.exif_transpose(picture)
    except _BROKEN as error:
        raise FileNotTaken from error


def _picture(content: bytes, form: str) -> bytes:
    upright = opened(content, (form,))
    if form == "JPEG" and upright.mode not in ("L", "RGB"):
        upright = upright.convert("RGB")
    # A new picture takes the points and nothing else along.
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P" and (palette := upright.getpalette()):
        bare.putpalette(palette)
    bare.paste(upright)
    written = BytesIO()
    bare.save(written, form, **({"quality": 88} if form == "JPEG" else {"optimize": False}))
    return written.getvalue()


def _text(content: bytes) -> tuple[str, bytes]:
    try:
        kind, cleaned = _package(content, 0, _Room(UNPACKED))
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, KeyError, EOFError) as error:
        raise FileNotTaken from error
    if kind not in ("docx", "odt"):
        raise FileNotTaken
    return kind, cleaned


@dataclass
class _Room:
    """How much a file and all that lies in it may still grow when it is unpacked."""

    left: int

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise FileTooLarge


def _package(content: bytes, deep: int, room: _Room) -> tuple[str, bytes]:
    """Return the kind and the cleaned content of a packed file."""
    with ZipFile(BytesIO(content)) as packed:
        parts = packed.infolist()
        room.take(sum(part.file_size for part in parts))
        if len(parts) > PARTS:
            raise FileTooLarge
        kind = _kind_of(packed, {part.filename for part in parts})
        written = BytesIO()
        with ZipFile(written, "w", ZIP_DEFLATED) as anew:
            for part in parts:
                if not part.is_dir():
                    _copy(packed, part, anew, deep, room)
    return kind, written.getvalue()


def _kind_of(packed: ZipFile, names: set[str]) -> str:
    if any(_MACROS.search(name) or ".." in name or name.startswith("/") for name in names):
        raise FileNotTaken
    for kind, main in (
        ("docx", "word/document.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("pptx", "ppt/presentation.xml"),
    ):
        if {"[Content_Types].xml", main} <= names:
            return kind
    opened = packed.read("mimetype") if "mimetype" in names and "content.xml" in names else b""
    if opened.startswith(_OPEN_DOCUMENT):
        return "odt" if opened == _OPEN_DOCUMENT + b"text" else "opendocument"
    raise FileNotTaken


def _copy(packed: ZipFile, part: ZipInfo, anew: ZipFile, deep: int, room: _Room) -> None:
    name = part.filename
    empty = next((words for end, words in _EMPTY_ENDINGS.items() if name.endswith(end)), None)
    content = _EMPTY.get(name) or empty or _cleaned_part(packed.read(part), name, deep, room)
    # The name alone: a ZipInfo of our own has no time and no machine. OpenDocument wants its first part bare.
    anew.writestr(ZipInfo(name), content, compress_type=0 if name == "mimetype" else ZIP_DEFLATED)


def _cleaned_part(content: bytes, name: str, deep: int, room: _Room) -> bytes:
    if content.startswith((_JPEG, _PNG)):
        return _picture(content, "JPEG" if content.startswith(_JPEG) else "PNG")
    if content.startswith((_JP2, _CODESTREAM)):
        return _bare_jpeg2000(content)
    if content.startswith(_ZIP):
        return _inner(content, deep, room)
    if "printerSettings" in name:
        return b""
    if _DRAWING.match(content):
        return bare_drawing(content)
    if not content or _SILENT.search(name):
        return content
    if not (_WORDS.match(content) and _WRITTEN.search(name)):
        # Nothing is let through that is not known: a film, a sound, a page, an object of another program.
        raise PictureNotCleaned if _SHOWN.search(name) else FileInFile
    content = _unsigned(content)
    if _DRAWN_IN_WORDS.search(content):
        raise PictureNotCleaned
    return _PERSON.sub(rb'\1""', content) if _PERSONS.search(name) else content


def _inner(content: bytes, deep: int, room: _Room) -> bytes:
    """Return a file that lies in another, cleaned like it. Raises FileInFile, or FileTooLarge."""
    if deep == _NESTED:
        raise FileInFile
    try:
        return _package(content, deep + 1, room)[1]
    except (FileNotTaken, BadZipFile, KeyError) as error:
        raise FileInFile from error


def _unsigned(content: bytes) -> bytes:
    """Return a part of a text without the names of those who commented or changed it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        words = content.decode("utf-16")
        content = re.sub(r'encoding=["\'][^"\']*["\']', 'encoding="UTF-8"', words, count=1).encode()
    for pattern, instead in _AUTHORS:
        content = pattern.sub(instead, content)
    return content


def _named(name: str, kind: str) -> str:
    stem = PureWindowsPath(PurePosixPath(name).name).stem
    plain = "".join(one for one in stem if one.isprintable() and one not in '<>:"/\\|?*').strip(" .")
    return f"{plain[:100] or 'liite'}.{kind}"
