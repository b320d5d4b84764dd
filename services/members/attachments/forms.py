"""What a file is, told by its content alone, and the same file without what it tells by the way.

A file that cannot be opened as one of the kinds is refused. Opening and writing it anew is also what takes
out the author's name, also of comments and tracked changes, the place a picture was taken, hidden scripts
and files, and earlier versions. What a text itself says stays. Viruses are not looked for: whoever opens a
file does so on a machine that looks for them.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath, PureWindowsPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from services.members.attachments.model import BYTES, FileMissing, FileNotTaken, FileTooLarge
from shared.chassis.forms import Upload

PIXELS = 40_000_000
UNPACKED = 60_000_000
PARTS = 2_000
_MACROS = re.compile(r"vbaProject\.bin$|^Basic/|^Scripts/", re.IGNORECASE)
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
# What tells the place and the camera, the words of a program, and remarks.
_TELLING = (0xE1, 0xED, 0xFE)
_START_OF_SCAN = 0xDA
# Who wrote a comment or a change: attributes in Word's parts, elements in OpenDocument's.
_AUTHORS = (
    (re.compile(rb"""(\s[\w.-]+:(?:author|initials|userId)\s*=\s*)("[^"]*"|'[^']*')"""), rb'\1""'),
    (
        re.compile(
            rb"<([\w.-]+:(?:(?:initial-)?creator|(?:creator|sender)-initials|printed-by))(\s[^>]*)?>[^<]*<"
        ),
        rb"<\1\2><",
    ),
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
    if content.startswith(b"PK\x03\x04"):
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
    filters = part.get("/Filter")
    if isinstance(part, StreamObject) and "/DCTDecode" in (
        filters if isinstance(filters, list) else [filters]
    ):
        # The base's way to set it: the picture is a JPEG before and after, so nothing is encoded anew.
        StreamObject.set_data(part, _bare(part.get_data()))
        if filters != "/DCTDecode":
            part[NameObject("/Filter")] = NameObject("/DCTDecode")
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


def _picture(content: bytes, form: str) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > PIXELS:
                raise FileTooLarge
            upright = ImageOps.exif_transpose(picture)
            if form == "JPEG" and upright.mode not in ("L", "RGB"):
                upright = upright.convert("RGB")
            # A new picture takes the points and nothing else along.
            bare = Image.new(upright.mode, upright.size)
            if upright.mode == "P" and (palette := upright.getpalette()):
                bare.putpalette(palette)
            bare.paste(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileNotTaken from error
    written = BytesIO()
    bare.save(written, form, **({"quality": 88} if form == "JPEG" else {"optimize": False}))
    return written.getvalue()


def _text(content: bytes) -> tuple[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise FileTooLarge
            kind = _kind_of(packed, names)
            written = BytesIO()
            with ZipFile(written, "w", ZIP_DEFLATED) as anew:
                for part in parts:
                    if not part.is_dir():
                        _copy(packed, part, anew)
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, KeyError, EOFError) as error:
        raise FileNotTaken from error
    return kind, written.getvalue()


def _kind_of(packed: ZipFile, names: set[str]) -> str:
    if any(_MACROS.search(name) or ".." in name or name.startswith("/") for name in names):
        raise FileNotTaken
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return "docx"
    is_text = "mimetype" in names and packed.read("mimetype") == b"application/vnd.oasis.opendocument.text"
    if is_text and "content.xml" in names:
        return "odt"
    raise FileNotTaken


def _copy(packed: ZipFile, part: ZipInfo, anew: ZipFile) -> None:
    empty = next((words for end, words in _EMPTY_ENDINGS.items() if part.filename.endswith(end)), None)
    content = _EMPTY.get(part.filename) or empty or packed.read(part)
    if content.startswith((_JPEG, _PNG)):
        content = _picture(content, "JPEG" if content.startswith(_JPEG) else "PNG")
    elif part.filename.endswith(".xml"):
        content = _unsigned(content)
    # The name alone: a ZipInfo of our own has no time and no machine. OpenDocument wants its first part bare.
    bare = ZipInfo(part.filename)
    anew.writestr(bare, content, compress_type=0 if part.filename == "mimetype" else ZIP_DEFLATED)


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
