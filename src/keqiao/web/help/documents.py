"""The documents of the users: Markdown files of one name in two languages.

They are written in ``docs/user/<language>/``, their pictures lie in ``docs/pictures``; a wheel holds copies beside this
module (hatch_build.py).
``README.md`` is the table of contents. A document links to others by their file names; what lies outside the folder (of
developers and operators) is named and not linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

CONTENTS = "README"
LANGUAGES = ("en", "zh-hans")
HERE = Path(__file__).parent
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
"""No mark-up of HTML passes: what looks like it is shown as it is written."""
ALIGNMENTS = {"text-align:right": "number", "text-align:center": "text-center", "text-align:left": ""}
"""Styles that Markdown writes into cells; the content security policy wants classes."""


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it, down to the next: an anchor that is the same in all languages, and plain
    text. What stands before the first heading has no anchor and the heading of the document.
    """

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class HelpDocument:
    """A document as the page shows it. ``html`` is without the title."""

    name: str
    language: str
    title: str
    html: SafeString
    sections: tuple[Section, ...]


@cache
def folder() -> Path:
    """Where the documents lie: in the package, or in the source tree that the package is run from."""
    packaged = HERE / "documents"
    return packaged if packaged.is_dir() else HERE.parents[3] / "docs" / "user"


@cache
def pictures() -> dict[str, Path]:
    """The pictures of the documents by their names without ending."""
    packaged = HERE / "pictures"
    lying = packaged if packaged.is_dir() else HERE.parents[3] / "docs" / "pictures"
    return {path.stem: path for path in lying.glob("*.png")}


@cache
def names(language: str) -> tuple[str, ...]:
    """The names of the documents of a language, without the table of contents."""
    stems = {path.stem for path in (folder() / language).glob("*.md")}
    return tuple(sorted(stems - {CONTENTS}))


@cache
def read(name: str, language: str) -> HelpDocument:
    """Return a document, the table of contents too. Raises FileNotFoundError where there is none of this name."""
    return render((folder() / language / f"{name}.md").read_text(encoding="utf-8"), name, language)


def render(text: str, name: str, language: str) -> HelpDocument:
    """Return the document that ``text`` is. Its first line is the title; raises ValueError where it is none."""
    tokens = MARKDOWN.parse(text)
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        raise ValueError(f"{language}/{name}.md does not begin with its title")
    title, body = _plain(tokens[1]), tokens[3:]
    for token in body:
        _dress(token)
    sections = tuple(_sections(title, body))
    html = MARKDOWN.renderer.render(body, MARKDOWN.options, {})
    # Our own text through a renderer that escapes; nothing in it comes from a user.
    return HelpDocument(name, language, title, mark_safe(html), sections)  # noqa: S308


def _dress(token: Token) -> None:
    """Links of the help, classes of the product."""
    if token.type == "table_open":
        token.attrSet("class", "table")
    elif token.type == "fence":
        token.info = ""
    elif style := token.attrGet("style"):
        del token.attrs["style"]
        if word := ALIGNMENTS[str(style)]:
            token.attrSet("class", word)
    for child, closing in _links(token.children or []):
        address = _address(str(child.attrGet("href")))
        if address is None:
            child.tag = closing.tag = "span"
            child.attrs = {}
        else:
            child.attrSet("href", address)
    for child in token.children or []:
        if child.type == "image":
            child.attrSet("src", reverse("help:picture", args=[Path(str(child.attrGet("src"))).stem]))
            child.attrSet("class", "img-fluid")


def _links(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """The beginnings of links with their ends."""
    open_one: Token | None = None
    for token in tokens:
        if token.type == "link_open":
            open_one = token
        elif token.type == "link_close" and open_one:
            yield open_one, token
            open_one = None


def _address(target: str) -> str | None:
    """Where a link leads in the system; None when it leads out of the documents of the users."""
    if target.startswith("https://"):
        return target
    match = re.fullmatch(r"([a-z0-9-]+|README)\.md", target)
    if not match:
        return None
    return reverse("help:contents") if match[1] == CONTENTS else reverse("help:document", args=[match[1]])


def _sections(title: str, tokens: list[Token]) -> Iterator[Section]:
    """Give headings their anchors, and yield what they head."""
    anchor, heading, words = "", title, list[str]()
    number = 0
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            yield Section(anchor, heading, " ".join(words))
            number += 1
            anchor, heading, words = f"part-{number}", _plain(tokens[place + 1]), []
            token.attrSet("id", anchor)
        elif token.type in {"inline", "fence", "code_block"} and tokens[place - 1].type != "heading_open":
            words.append(_plain(token))
    yield Section(anchor, heading, " ".join(words))


def _plain(token: Token) -> str:
    """The text of a token without marks."""
    if not token.children:
        return token.content.strip()
    return "".join(child.content or " " * (child.type == "softbreak") for child in token.children).strip()


def _table_open(renderer: RendererHTML, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    """A table that may be scrolled by itself, with the keyboard too."""
    return f'<div class="table-responsive" tabindex="0">{renderer.renderToken(tokens, place, *rest)}'


def _table_close(renderer: RendererHTML, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    return f"{renderer.renderToken(tokens, place, *rest)}</div>\n"


MARKDOWN.add_render_rule("table_open", _table_open)
MARKDOWN.add_render_rule("table_close", _table_close)


__all__ = [
    "CONTENTS",
    "LANGUAGES",
    "HelpDocument",
    "Section",
    "folder",
    "names",
    "pictures",
    "read",
    "render",
]
