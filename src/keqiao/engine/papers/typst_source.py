"""An official paper as the source text of typst, in the layout of GB/T 9704-2012.

Every text goes in as a string literal, so that nothing that somebody wrote is read as mark-up. A line is 16 pt high and
stands 28.99 pt from the next: 22 lines in 225 mm; a character is drawn 15.79 pt wide: 28 in 156 mm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from keqiao.engine.papers.definition import (
    Addressee,
    Attachment,
    AttachmentList,
    Document,
    DocumentHeading,
    DocumentTable,
    PaperPicture,
    Paragraph,
    Part,
    Signature,
    Subtitle,
    TextSpan,
    full_width,
    numeral,
)

SONG = ("Times New Roman", "SimSun", "Noto Serif CJK SC")
BODY = ("Times New Roman", "FangSong_GB2312", "FangSong", "Noto Serif CJK SC")
BLACK = ("SimHei", "Noto Sans CJK SC")
SCRIPT = ("KaiTi_GB2312", "KaiTi", "LXGW WenKai", "Noto Serif CJK SC")
TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC")
"""The fonts of the standard, then those that stand in for them: what a machine has is taken."""
CHARACTER = 156 / 25.4 * 72 / 28
"""Points from character to character."""
PITCH = 225 / 25.4 * 72 / 22
"""Points from line to line."""
SIZE, TABLE_SIZE, TITLE_SIZE, TITLE_PITCH = 16, 12, 22, 33
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HEAD = """\
#set document(title: %(title)s, date: none)
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), footer-descent: 7mm,
  footer: context {
    let number = text(size: 14pt, font: %(song)s, tracking: 0pt)[— #counter(page).display() —]
    if calc.odd(here().page()) { align(right, pad(right: 14pt, number)) } else { align(left, pad(left: 14pt, number)) }
  })
#set text(lang: "zh", region: "cn", size: 16pt, font: %(body)s, tracking: %(closer).4fpt, top-edge: 0.8em,
  bottom-edge: -0.2em, cjk-latin-spacing: none, overhang: false, fallback: true)
#set par(leading: %(leading).4fpt, spacing: %(leading).4fpt, justify: true)
#let line(body) = block(width: 100%%, above: %(leading).4fpt, below: %(leading).4fpt, body)
#let gap = line[#h(0pt)#box(height: 1em)]
"""


def typst_source(document: Document, mark: str = "") -> tuple[str, dict[str, bytes]]:
    """The source text of a document and the pictures that it names. ``mark`` stands above the title."""
    pictures: dict[str, bytes] = {}
    head = _HEAD % {
        "title": literal(document.title.replace("\n", "")),
        "song": _fonts(SONG),
        "body": _fonts(BODY),
        "closer": CHARACTER - SIZE,
        "leading": PITCH - SIZE,
    }
    return head + "\n".join(_lines(document, mark, pictures)) + "\n", pictures


def literal(text: str) -> str:
    """A text as a string of typst."""
    clean = _UNFIT.sub(" ", text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _fonts(names: tuple[str, ...]) -> str:
    return "(" + ", ".join(literal(name) for name in names) + ",)"


def _lines(document: Document, mark: str, pictures: dict[str, bytes]) -> Iterator[str]:
    if mark:
        yield _line(_text(mark, BLACK))
    for text in document.title.split("\n"):
        yield _title(text)
    counted = [0, 0]
    across = begun = False
    for part, following in zip_longest(document.parts, document.parts[1:]):
        of_page = following if isinstance(part, Attachment) else part
        wide = isinstance(of_page, DocumentTable) and of_page.wide
        if wide != across:
            yield "]" if across else _ACROSS
            across = wide
        if isinstance(part, Subtitle):
            yield f"#line(align(center, {_text(part.text, SCRIPT)}))"
            continue
        if not begun:
            yield "#gap"
            begun = True
        if isinstance(part, Attachment):
            counted[:] = [0, 0]
            yield from _attachment(part, new_page=not across)
        elif isinstance(part, DocumentHeading):
            counted[part.level - 1] += 1
            counted[1] = 0 if part.level == 1 else counted[1]
            yield _heading(part, counted[part.level - 1])
        else:
            yield from _part(part, pictures)
    if across:
        yield "]"


_ACROSS = '#page(paper: "a4", flipped: true, margin: (top: 28mm, bottom: 26mm, left: 35mm, right: 37mm))['


def _part(part: Part, pictures: dict[str, bytes]) -> Iterator[str]:
    if isinstance(part, Paragraph):
        yield _indented("".join(f"#{_span(span)}" for span in part.spans))
    elif isinstance(part, Addressee):
        yield _line(_text(part.text, BODY))
    elif isinstance(part, DocumentTable):
        yield from _table(part)
    elif isinstance(part, PaperPicture):
        if part.content:
            name = f"picture{len(pictures)}.png"
            pictures[name] = part.content
            words = literal(part.words or part.caption)
            yield f"#align(center, image({literal(name)}, width: 100%, alt: {words}))"
        if part.caption:
            yield f"#line(align(center, {_text(part.caption, BLACK)}))"
    elif isinstance(part, AttachmentList):
        yield "#gap"
        for number, title in enumerate(part.titles, 1):
            lead = "附件：" if number == 1 else "　　　"
            yield _indented(f"#{_text(lead + (f'{number}. ' if len(part.titles) > 1 else '') + title, BODY)}")
    elif isinstance(part, Signature):
        by, day = full_width(part.by), full_width(part.day)
        yield "#block(breakable: false, width: 100%)["  # issuer and day stand on one page
        yield "#gap"
        for text, right in ((part.by, max(4 + (day - by) / 2, 0)), (part.day, 4)):
            yield f"#line(align(right, pad(right: {right * CHARACTER:.3f}pt, {_text(text, BODY)})))"
        yield "]"


def _line(text: str) -> str:
    return f"#line({text})"


def _title(text: str) -> str:
    inner = f"text(size: {TITLE_SIZE}pt, tracking: 0pt, font: {_fonts(TITLE)}, {literal(text)})"
    leading = f"set par(leading: {TITLE_PITCH - TITLE_SIZE}pt, justify: false)"
    return f"#line(align(center, {{ {leading}; {inner} }}))"


def _indented(content: str) -> str:
    return f"#line[#h({2 * CHARACTER:.4f}pt){content}]"


def _heading(heading: DocumentHeading, number: int) -> str:
    first = heading.level == 1
    said = f"{numeral(number)}、{heading.text}" if first else f"（{numeral(number)}）{heading.text}"
    text = _text(said, BLACK if first else SCRIPT)
    apart = f"above: {PITCH - SIZE:.4f}pt, below: {PITCH - SIZE:.4f}pt"
    return f"#block(sticky: true, {apart})[#h({2 * CHARACTER:.4f}pt)#{text}]"


def _attachment(attachment: Attachment, *, new_page: bool) -> Iterator[str]:
    if new_page:
        yield "#pagebreak(weak: true)"
    yield _line(_text(f"附件{attachment.number or ''}", BLACK))
    if new_page:
        yield "#gap"
    yield _title(attachment.title)
    yield "#gap"


def _table(table: DocumentTable) -> Iterator[str]:
    if table.caption:
        yield f"#block(width: 100%, sticky: true)[#align(center, {_text(table.caption, BLACK)})]"
    shares = ", ".join(f"{share:.4f}fr" for share in table.shares())
    aligned = ", ".join(table.align or ["left"] * len(table.heads))
    heads = ", ".join(f"[#align(center, {_cell(head, BLACK)})]" for head in table.heads)
    yield (
        f"#{{ set text(size: {TABLE_SIZE}pt, tracking: 0pt); set par(leading: 4pt, justify: false); "
        f"table(columns: ({shares},), align: ({aligned},), inset: 5pt, stroke: 0.5pt, "
        f"table.header({heads}),"
    )
    for row in table.rows:
        yield "  " + ", ".join(f"[#{_cell(cell, BODY)}]" for cell in row) + ","
    yield ") }"


def _cell(content: str | TextSpan, fonts: tuple[str, ...]) -> str:
    return f"text(font: {_fonts(fonts)}, {literal(content if isinstance(content, str) else content.text)})"


def _span(span: TextSpan) -> str:
    text = _text(span.text, BODY, bold=span.bold)
    return f"highlight({text})" if span.doubtful else text


def _text(text: str, fonts: tuple[str, ...], *, bold: bool = False) -> str:
    weight = ', weight: "bold"' if bold else ""
    return f"text(font: {_fonts(fonts)}{weight}, {literal(text)})"
