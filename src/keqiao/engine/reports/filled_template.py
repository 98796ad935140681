"""A Word template filled: texts and figures in the place of its fields, rows for the entries of lists, figures bound.

Fields are renamed before docxtpl sees them, so the only tags that it renders are those written here; it does so in a
sandboxed environment all the same. A figure goes in between marks, which become a hidden bookmark around it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from keqiao.engine.findings import FindingsError
from keqiao.engine.papers.bookmarks import BookmarkNames
from keqiao.engine.papers.definition import TextSpan
from keqiao.engine.papers.word_document import clean, same_times
from keqiao.engine.phrases import SourceFact
from keqiao.engine.reports.amounts import printed_fact
from keqiao.engine.reports.fields import BindingProblem, facts_by_name, spans_of
from keqiao.engine.reports.template_fields import UNITS, FieldReference, TemplateFields, TemplateProblem
from keqiao.engine.reports.word_template import (
    MAIN,
    PARSER,
    PROPERTIES,
    SIGNS,
    WordTemplate,
    read_template,
    repeated,
)
from keqiao.files.packages import DAMAGE, damaged

MOST_ROWS = 2_000
"""Entries of a list that a template is given."""
NO_FIGURE = "—"
_BEGIN, _MIDDLE, _END = "\ue000", "\ue001", "\ue002"
"""Marks around a figure while the template is rendered; signs of the private use area, taken out of all texts."""
_MARKS = re.compile("[\ue000-\ue004]")
_ASIDE = {"{": "\ue003", "}": "\ue004"}
"""What stands for braces that are no part of a field while the template is rendered."""
_BACK = {ord(mark): sign for sign, mark in _ASIDE.items()}
_BOUND = re.compile(f"{_BEGIN}(\\d+){_MIDDLE}([^{_END}]*){_END}")
_PARTS = re.compile(r"^word/(?:document|header\d*|footer\d*)\.xml$")


class TemplateRefused(FindingsError[TemplateProblem]):
    """A template that cannot be filled; its problems."""


def fill_template(
    content: bytes,
    fields: TemplateFields,
    texts: Mapping[str, str],
    lists: Mapping[str, Sequence[Mapping[str, str]]],
    facts: Sequence[SourceFact],
    *,
    mark: str = "",
) -> bytes:
    """Return the filled file; the same gives the same bytes.

    ``texts`` and the cells of ``lists`` may hold {{names of facts}}; figures of the paper are found in ``facts`` by the
    names of fields. A text that is not there is left empty, a figure that is not there is printed as —; ``mark``
    stands above the text, such as 演示数据. Raises
    FileProblem, :class:`TemplateRefused`.
    """
    template = read_template(content, fields)
    if not template.is_usable:
        raise TemplateRefused(template.problems)
    filling = _Filling(facts_by_name(facts), fields)
    slots = _Slots(filling, texts, lists)
    for paragraph in template.paragraphs:
        by = [(tag.start, tag.end, slots.tag(tag.reference)) for tag in paragraph.tags]
        taken = {at for start, end, _ in by for at in range(start, end)}
        by += [
            (at, at + 1, _ASIDE[sign])
            for at, sign in enumerate(paragraph.text)
            if sign in _ASIDE and at not in taken
        ]
        for start, end, text in sorted(by, reverse=True):
            paragraph.replace(start, end, text)
    _repeat_rows(template, slots)
    return _with_bookmarks(_rendered(template, slots.context()), filling.bound, mark)


class _Filling:
    """Turns texts and figures into what is rendered: figures between marks, whose bookmarks are listed in ``bound``."""

    def __init__(self, facts: Mapping[str, SourceFact], fields: TemplateFields) -> None:
        self.facts, self.fields = facts, fields
        self.bound: list[str] = []

    def text(self, text: str) -> str:
        """A text whose {{names of facts}} are filled; braces that name none are only braces."""
        plain = _MARKS.sub("", clean(text))
        try:
            return "".join(map(self._span, spans_of(plain, self.facts)))
        except BindingProblem:
            return plain

    def figure(self, name: str, unit: str) -> str:
        """A figure by the name of its field; — where no fact says it."""
        known = self.fields.by_name[name]
        names = (name, *(alias for alias, of in self.fields.aliases.items() if of == name))
        fact = next((self.facts[other] for other in names if other in self.facts), None)
        if fact is None:
            return NO_FIGURE
        unit = unit if known.unit in UNITS else ""
        return self._span(TextSpan(printed_fact(fact, unit), bound=fact.names[0]))

    def _span(self, span: TextSpan) -> str:
        if not span.bound:
            return span.text
        self.bound.append(span.bound)
        return f"{_BEGIN}{len(self.bound) - 1}{_MIDDLE}{span.text}{_END}"


class _Slots:
    """The names under which docxtpl is given what fields hold: s0, s1 … for texts, l0.c0 … for columns of lists."""

    def __init__(
        self,
        filling: _Filling,
        texts: Mapping[str, str],
        lists: Mapping[str, Sequence[Mapping[str, str]]],
    ) -> None:
        self._filling, self._texts, self._lists = filling, texts, lists
        self._single: dict[tuple[str, str], str] = {}
        self._columns: dict[str, dict[str, str]] = {}

    def tag(self, reference: FieldReference) -> str:
        """The tag that stands for a field."""
        if not reference.column:
            slot = self._single.setdefault((reference.name, reference.unit), f"s{len(self._single)}")
            return f"{{{{ {slot} }}}}"
        columns = self._columns.setdefault(reference.name, {})
        return f"{{{{ row.{columns.setdefault(reference.column, f'c{len(columns)}')} }}}}"

    def rows(self, name: str) -> str:
        """The name of a list."""
        return f"l{list(self._columns).index(name)}"

    def context(self) -> dict[str, Any]:
        """What the tags stand for."""
        filled: dict[str, Any] = {}
        for (name, unit), slot in self._single.items():
            if self._filling.fields.by_name[name].unit:
                filled[slot] = self._filling.figure(name, unit)
            else:
                filled[slot] = self._filling.text(self._texts.get(name, ""))
        for name, columns in self._columns.items():
            filled[self.rows(name)] = [
                {slot: self._filling.text(entry.get(column, "")) for column, slot in columns.items()}
                for entry in list(self._lists.get(name, ()))[:MOST_ROWS]
            ]
        return filled


def _repeat_rows(template: WordTemplate, slots: _Slots) -> None:
    """Put a loop around each row or paragraph that names a column of a list."""
    units = {
        repeated(paragraph): tag.reference.name
        for paragraph in template.paragraphs
        for tag in paragraph.tags
        if tag.reference.column
    }
    for unit, name in units.items():
        in_table = unit.tag == qn("w:tr")
        kind = "tr" if in_table else "p"
        for statement, add in (
            (f"{{%{kind} for row in {slots.rows(name)} %}}", unit.addprevious),
            (f"{{%{kind} endfor %}}", unit.addnext),
        ):
            line = OxmlElement("w:p")
            run, text = OxmlElement("w:r"), OxmlElement("w:t")
            text.text = statement
            run.append(text)
            line.append(run)
            if in_table:
                row, cell = OxmlElement("w:tr"), OxmlElement("w:tc")
                cell.append(line)
                row.append(cell)
                line = row
            add(line)


def _rendered(template: WordTemplate, context: dict[str, Any]) -> bytes:
    """The file as docxtpl fills it."""
    renamed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template.content)) as source,
        zipfile.ZipFile(renamed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in dict.fromkeys(source.namelist()):
            tree = template.trees.get(name)
            content = source.read(name) if tree is None else _written(tree)
            if name.startswith(PROPERTIES) and name.endswith(".xml"):
                content = _without_tags(content)
            target.writestr(name, content)
    renamed.seek(0)
    made = DocxTemplate(renamed)
    stream = io.BytesIO()
    try:
        made.render(context, ImmutableSandboxedEnvironment(autoescape=True), autoescape=True)
        made.save(stream)
    except (TemplateError, etree.XMLSyntaxError, *DAMAGE) as error:
        raise damaged(error) from error
    return stream.getvalue()


def _written(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _without_tags(content: bytes) -> bytes:
    """Properties of the file without fields: WPS takes a title from the first line, and docxtpl would render it."""
    tree = etree.fromstring(content, etree.XMLParser(**PARSER))
    for element in tree.iter():
        if element.text and any(sign in element.text for sign in SIGNS):
            element.text = ""
    return _written(tree)


def _with_bookmarks(content: bytes, names: Sequence[str], mark: str) -> bytes:
    """The file with a hidden bookmark around each figure that stands between marks, ``mark`` above its text."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        parts = {name: made.read(name) for name in made.namelist()}
        trees = {
            name: etree.fromstring(parts[name], etree.XMLParser(**PARSER))
            for name in parts
            if _PARTS.match(name)
        }
        taken = [
            mark.get(qn("w:id"), "") for tree in trees.values() for mark in tree.iter(qn("w:bookmarkStart"))
        ]
        bookmarks = BookmarkNames(max((int(number) for number in taken if number.isdecimal()), default=0) + 1)
        for name, tree in trees.items():
            for text in [text for text in tree.iter(qn("w:t")) if text.text]:
                text.text = text.text.translate(_BACK)
                if _BEGIN in text.text:
                    _bind_run(text, names, bookmarks)
            if mark and name == MAIN:
                line = OxmlElement("w:p")
                line.append(_run(None, mark))
                tree.find(qn("w:body")).insert(0, line)
            parts[name] = bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
        for name, part in parts.items():
            again.writestr(name, part)
    return same_times(stream.getvalue())


def _bind_run(text: Any, names: Sequence[str], bookmarks: BookmarkNames) -> None:
    """Cut the run of a text into runs of the same looks, those of figures between bookmarks."""
    run = text.getparent()
    looks = run.find(qn("w:rPr"))
    after = list(text.itersiblings())
    pieces = _BOUND.split(text.text)
    # split gives text, number, figure, text, …
    made: list[Any] = []
    for at in range(0, len(pieces), 3):
        if pieces[at]:
            made.append(_run(looks, pieces[at]))
        if at + 2 < len(pieces):
            start, end = bookmarks.pair(names[int(pieces[at + 1])])
            made += [start, _run(looks, pieces[at + 2]), end]
    if after:
        rest = _run(looks)
        rest.extend(after)
        made.append(rest)
    for element in reversed(made):
        run.addnext(element)
    run.remove(text)


def _run(looks: Any, said: str = "") -> Any:
    run = OxmlElement("w:r")
    if looks is not None:
        run.append(deepcopy(looks))
    if said:
        text = OxmlElement("w:t")
        text.text = said
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
    return run
