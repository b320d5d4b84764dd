"""Files as applicants send them."""

from io import BytesIO

import pypdf
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def pdf(words: str = "Ohjelma") -> bytes:
    """Return a page that says some words, which lie in the file as they are."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    said = DecodedStreamObject()
    said.set_data(b"BT /F1 14 Tf 60 780 Td (" + words.encode("latin-1") + b") Tj ET")
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(said)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def words_of(content: bytes) -> str:
    """Return what the pages of a PDF say."""
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
