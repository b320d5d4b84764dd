"""A document of titles, paragraphs and tables, and how it becomes a tagged PDF (PDF/UA-1)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import typst

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a document: a heading, paragraphs and at most one table; `widths` are shares of the line."""

    heading: str = ""
    paragraphs: Sequence[str] = ()
    columns: Sequence[str] = ()
    widths: Sequence[int] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """What is to stand on paper, in one language."""

    title: str
    language: str
    publisher: str
    lead: Sequence[str] = ()
    sections: Sequence[Section] = ()

    def typeset(self) -> bytes:
        """Return the PDF. It takes a processor for some fifty milliseconds: call it in a thread."""
        words = asdict(self)
        for section in words["sections"]:
            section["widths"] = section["widths"] or [1] * len(section["columns"])
        return typst.compile(
            _template(),
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(words)},
        )


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
