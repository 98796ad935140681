"""Writing an official paper as .docx in the layout of GB/T 9704-2012 (党政机关公文格式).

A4; margins top 37, left 28, right 26, bottom 35 mm, so that the type area is 156 × 225 mm; 22 lines to a page by a
document grid; 28 characters to a line of 16 pt (3号) drawn together by a quarter of a point; page number — 1 — on the
outer side. The fonts of the standard are named with those that stand in for them; what is missing on a machine is
replaced there.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC
from itertools import zip_longest
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from keqiao.engine.papers.bookmarks import BookmarkNames
from keqiao.engine.papers.definition import (
    Addressee,
    Align,
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

SAME_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of the archive: the earliest that a zip file knows."""
BODY, TITLE, BLACK, SCRIPT, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
TEXT_SIZE, TITLE_SIZE, TABLE_SIZE, PAGE_SIZE = Pt(16), Pt(22), Pt(12), Pt(14)
LINE = Pt(28.95)
PITCH = 579
"""Twentieths of a point from line to line: 225 mm in 22 lines."""
CLOSER = -5
"""Twentieths of a point by which characters are drawn together: 28 of 16 pt would be wider than 156 mm."""
INDENT = 2
"""Characters by which a paragraph begins further right."""
FROM_THE_RIGHT = 4.0
"""Characters between the day of the signature and the right edge of the type area."""
KEPT_ROWS = 3
"""Rows at the end of a table that stay on one page: a total never stands alone under a head."""
AREA, AREA_ACROSS = Mm(156), Mm(225)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def word(document: Document, *, mark: str = "") -> bytes:
    """Return the document as the bytes of a .docx file; the same document gives the same bytes.

    ``mark`` stands above the title, such as 演示数据.
    """
    made = docx.Document()
    _page(made)
    _fonts(made)
    _properties(made, document)
    _Writer(made).write(document, mark)
    stream = io.BytesIO()
    made.save(stream)
    return same_times(stream.getvalue())


class _Writer:
    """Appends the parts of a document; counts its headings."""

    def __init__(self, made: Word) -> None:
        self._made = made
        self._counted = [0, 0]
        self._bookmarks = BookmarkNames()
        self._across = False

    def write(self, document: Document, mark: str) -> None:
        if mark:
            self._line(mark, font=BLACK, align="left", size=TEXT_SIZE)
        for text in document.title.split("\n"):
            self._line(text, font=TITLE, align="center", size=TITLE_SIZE, line=Pt(33))
        begun = False
        for part, following in zip_longest(document.parts, document.parts[1:]):
            # The head of an attachment stands on the page of the table that it begins with.
            of_page = following if isinstance(part, Attachment) else part
            self._orient(across=isinstance(of_page, DocumentTable) and of_page.wide)
            if isinstance(part, Subtitle):
                self._line(part.text, font=SCRIPT, align="center")
                continue
            if not begun:
                self._line("")
                begun = True
            self._part(part)

    def _part(self, part: Part) -> None:
        if isinstance(part, Paragraph):
            self._paragraph(part)
        elif isinstance(part, Addressee):
            self._line(part.text)
        elif isinstance(part, DocumentHeading):
            self._heading(part)
        elif isinstance(part, DocumentTable):
            self._table(part)
        elif isinstance(part, PaperPicture):
            self._picture(part)
        elif isinstance(part, AttachmentList):
            self._attached(part)
        elif isinstance(part, Attachment):
            self._attachment(part)
        elif isinstance(part, Signature):
            self._signature(part)

    def _paragraph(self, paragraph: Paragraph) -> None:
        line = self._line("", indent=INDENT)
        for span in paragraph.spans:
            self._span(line, span, BODY, TEXT_SIZE)

    def _span(self, line: Line, span: TextSpan, font: str, size: Pt) -> None:
        start = end = None
        if span.bound:
            start, end = self._bookmarks.pair(span.bound)
            line._p.append(start)
        run = line.add_run(clean(span.text))
        _face(run, font, size)
        run.bold = True if span.bold else None
        if span.doubtful:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if end is not None:
            line._p.append(end)

    def _attached(self, attachments: AttachmentList) -> None:
        self._line("")
        for number, title in enumerate(attachments.titles, 1):
            lead = "附件：" if number == 1 else "　　　"
            numbered = f"{number}. {title}" if len(attachments.titles) > 1 else title
            self._line(lead + numbered, indent=INDENT)

    def _attachment(self, attachment: Attachment) -> None:
        self._counted = [0, 0]
        line = self._line(f"附件{attachment.number or ''}", font=BLACK)
        line.paragraph_format.page_break_before = not self._across
        if not self._across:
            self._line("")
        self._line(attachment.title, font=TITLE, align="center", size=TITLE_SIZE, line=Pt(33))
        self._line("")

    def _heading(self, heading: DocumentHeading) -> None:
        self._counted[heading.level - 1] += 1
        if heading.level == 1:
            self._counted[1] = 0
        number = numeral(self._counted[heading.level - 1])
        text = f"{number}、{heading.text}" if heading.level == 1 else f"（{number}）{heading.text}"
        line = self._line(text, font=BLACK if heading.level == 1 else SCRIPT, indent=INDENT)
        line.paragraph_format.keep_with_next = True
        # Word lists it in the navigation; the looks stay those of the standard.
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(heading.level - 1))
        line._p.get_or_add_pPr().append(level)

    def _signature(self, signature: Signature) -> None:
        # Issuer and day stand on one page, with the end of the text: a page never holds the seal alone.
        self._made.paragraphs[-1].paragraph_format.keep_with_next = True
        self._line("").paragraph_format.keep_with_next = True
        by, day = full_width(signature.by), full_width(signature.day)
        # The day stands four characters from the right, the issuer is centred above it.
        of_by = max(FROM_THE_RIGHT + (day - by) / 2, 0.0)
        for text, right in ((signature.by, of_by), (signature.day, FROM_THE_RIGHT)):
            line = self._line(text, align="right")
            _indent(line, right=right)
            line.paragraph_format.keep_together = True
            line.paragraph_format.keep_with_next = True if text is signature.by else None

    def _table(self, table: DocumentTable) -> None:
        if table.caption:
            line = self._line(table.caption, font=BLACK, align="center")
            line.paragraph_format.keep_with_next = True
        shares = table.shares()
        width = AREA_ACROSS if table.wide else AREA
        made = self._made.add_table(rows=0, cols=len(table.heads), style="Table Grid")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        for column, share in zip(made.columns, shares, strict=True):
            column.width = int(width * share)
        aligned: list[Align] = list(table.align) or ["left"] * len(table.heads)
        for number, cells in enumerate([table.heads, *table.rows]):
            row = made.add_row()
            _flag(row._tr.get_or_add_trPr(), "w:cantSplit")
            if number == 0:
                _flag(row._tr.get_or_add_trPr(), "w:tblHeader")
            kept = number == 0 or len(table.rows) - KEPT_ROWS < number < len(table.rows)
            for cell, content, share, align in zip(row.cells, cells, shares, aligned, strict=True):
                cell.width = int(width * share)
                line = _aligned(cell, "center" if number == 0 else align)
                line.paragraph_format.keep_with_next = True if kept else None
                span = TextSpan(content) if isinstance(content, str) else content
                self._span(line, span, BLACK if number == 0 else BODY, TABLE_SIZE)
        self._line("")

    def _picture(self, picture: PaperPicture) -> None:
        if picture.content:
            line = self._made.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.paragraph_format.keep_with_next = bool(picture.caption)
            shape = line.add_run().add_picture(io.BytesIO(picture.content), width=AREA)
            shape._inline.docPr.set("descr", clean(picture.words or picture.caption))
        if picture.caption:
            self._line(picture.caption, font=BLACK, align="center")

    def _orient(self, *, across: bool) -> None:
        """Go on in landscape or upright."""
        if across != self._across:
            _turn(self._made, across=across)
            self._across = across

    def _line(  # noqa: PLR0917 - how a line looks
        self,
        text: str,
        font: str = BODY,
        align: Align = "left",
        size: Pt = TEXT_SIZE,
        line: Pt = LINE,
        indent: int = 0,
    ) -> Line:
        made = self._made.add_paragraph()
        made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if indent else _ALIGN[align]
        made.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        made.paragraph_format.line_spacing = line
        if indent:
            _indent(made, first=indent)
        if text or not indent:
            _face(made.add_run(clean(text)), font, size)
        return made


def clean(text: str) -> str:
    """Return a text without the signs that no XML file may hold."""
    return _UNFIT.sub("", text)


def _page(made: Word) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    _margins(section, top=37, right=26, bottom=35, left=28)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(PITCH))
    made.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _margins(section: Section, *, top: int, right: int, bottom: int, left: int) -> None:
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)


def _turn(made: Word, *, across: bool) -> None:
    """Begin pages in landscape, whose upper edge is that of the binding, or go back to upright ones."""
    section = made.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    if across:
        section.page_width, section.page_height = Mm(297), Mm(210)
        _margins(section, top=28, right=37, bottom=26, left=35)
        section.footer_distance = Mm(15)
    else:
        section.page_width, section.page_height = Mm(210), Mm(297)
        _margins(section, top=37, right=26, bottom=35, left=28)
        section.footer_distance = Mm(23)


def _page_number(footer: Any, side: Align) -> None:
    """— 1 — on the outer side, one character in from the edge of the type area."""
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.alignment = _ALIGN[side]
    _indent(line, right=1 if side == "right" else 0, left=1 if side == "left" else 0)
    _face(line.add_run("— "), SONG, PAGE_SIZE, latin=SONG)
    run = line.add_run()
    _face(run, SONG, PAGE_SIZE, latin=SONG)
    for kind in ("begin", "text", "separate", "shown", "end"):
        if kind == "text":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = " PAGE "
        elif kind == "shown":
            element = OxmlElement("w:t")
            element.text = "1"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
    _face(line.add_run(" —"), SONG, PAGE_SIZE, latin=SONG)


def _fonts(made: Word) -> None:
    """The ground of all text: font, size, and how close characters stand."""
    style = made.styles["Normal"]
    style.font.size = TEXT_SIZE
    style.font.name = LATIN
    properties = style.element.get_or_add_rPr()
    _named(properties, BODY, LATIN)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(CLOSER))
    _before(properties, closer, ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang"))
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    language = made.styles.element.find(".//" + qn("w:rPrDefault") + "//" + qn("w:lang"))
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")


def _before(parent: Any, element: Any, successors: tuple[str, ...]) -> None:
    """Put an element where the schema of the format wants it: before the first of those that follow it."""
    after = [parent.find(qn(name)) for name in successors]
    first = next((child for child in parent if any(child is element for element in after)), None)
    parent.append(element) if first is None else first.addprevious(element)


def _face(run: Run, font: str, size: Pt, latin: str = LATIN) -> None:
    run.font.size = size
    run.font.name = latin
    _named(run._r.get_or_add_rPr(), font, latin)


def _named(properties: Any, font: str, latin: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for part, name in (("ascii", latin), ("hAnsi", latin), ("eastAsia", font), ("cs", latin)):
        fonts.set(qn(f"w:{part}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _indent(line: Line, *, first: float = 0, left: float = 0, right: float = 0) -> None:
    """Indent by characters, with the same in twentieths of a point for readers that do not count characters."""
    element = line._p.get_or_add_pPr().get_or_add_ind()
    for name, characters in (("firstLine", first), ("left", left), ("right", right)):
        if characters:
            element.set(qn(f"w:{name}Chars"), str(round(characters * 100)))
            element.set(qn(f"w:{name}"), str(Twips(round(characters * 320)).twips))


def _aligned(cell: _Cell, align: Align) -> Line:
    """The line of a cell, aligned and off the grid."""
    line: Line = cell.paragraphs[0]
    line.alignment = _ALIGN[align]
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    successors: tuple[str, ...] = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
    _before(line._p.get_or_add_pPr(), snap, successors)
    return line


def _flag(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def _properties(made: Word, document: Document) -> None:
    core = made.core_properties
    at = document.at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.title, core.subject = clean(document.title.replace("\n", ""))[:255], clean(document.subject)[:255]
    core.keywords = clean(", ".join(document.keywords))[:255]
    core.author = core.last_modified_by = "Keqiao"
    core.comments, core.language, core.revision = "", "zh-CN", 1
    core.created = core.modified = at


def same_times(content: bytes) -> bytes:
    """Return the archive with the same time in every entry and the entries in their order."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, SAME_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            again.writestr(entry, made.read(name))
    return stream.getvalue()
