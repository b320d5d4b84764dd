"""Pages hold no style and no script of their own: the content security policy would not run them."""

import re
from pathlib import Path

from tests.architecture.sources import files, name

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|<script\b(?![^>]*\ssrc=)|\s(?:on[a-z]+|hx-on[:\w-]*)\s*=\s*["']|javascript:""",
    re.IGNORECASE,
)
IMPORT = re.compile(r"\{%-?\s*(?:import|from)\b.*?%\}")


def test_no_template_has_inline_style_or_script() -> None:
    found = [
        f"{name(path)}: {match[0].strip()}" for path in templates() for match in INLINE.finditer(html(path))
    ]

    assert found == []


def test_macros_are_imported_without_context() -> None:
    # With it they would be made anew for every page; words and language are globals of the environment.
    with_context = [
        f"{name(path)}: {match[0]}"
        for path in templates()
        for match in IMPORT.finditer(path.read_text(encoding="utf-8"))
        if "with context" in match[0]
    ]

    assert with_context == []


def test_what_others_import_asks_nothing_of_a_page() -> None:
    # What is imported has no context: `language` is there, `site` and `page` are not.
    texts = {path: path.read_text(encoding="utf-8") for path in templates()}
    imported = {words for text in texts.values() for words in re.findall(r'import "([^"]+)"', text)}
    asking = [
        f"{name(path)}: {match[0]}"
        for path, text in texts.items()
        if f"{path.parents[1].name}/{path.name}" in imported or path.name == "macros.html"
        for match in re.finditer(r"\b(?:site|page)\.\w+", text)
    ]

    assert asking == []


def test_no_template_trusts_a_text() -> None:
    trusting = [
        f"{name(path)}: {match[0]}"
        for path in templates()
        for match in re.finditer(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
    ]

    assert trusting == []


def test_every_form_that_changes_something_posts() -> None:
    # Strict SameSite cookies and the origin check guard posts; a GET must change nothing.
    odd = [
        f"{name(path)}: {match[0]}"
        for path in templates()
        for match in re.finditer(r"<form\b[^>]*>", html(path), re.IGNORECASE)
        if not re.search(r'method="(post|get)"', match[0])
    ]

    assert odd == []


def templates() -> list[Path]:
    return files("shared", "services", "poyta", suffix=".html")


def html(path: Path) -> str:
    """Return a template without what Jinja takes away."""
    return JINJA.sub("", path.read_text(encoding="utf-8"))
