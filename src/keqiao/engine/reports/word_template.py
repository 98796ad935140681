"""A Word template taken apart: the fields of its body, headers and footers, and everything that is wrong with it.

A template holds fields and nothing else. Statements of a template language, macros, embedded programs, links to files
outside and fields of Word that fetch something are refused before anything is filled, so what a hostile file could ask
for is never looked at. Runs are joined: a field that WPS has cut into pieces is read as one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from keqiao.engine.reports.template_fields import (
    TAG,
    FieldReference,
    TemplateFields,
    TemplateProblem,
    UnknownFieldError,
)
from keqiao.files.markup import Markup
from keqiao.files.packages import Package, damaged
from keqiao.files.problems import FileProblem
from keqiao.language import message

LARGEST_TEMPLATE = 600_000
"""Bytes of a template: it is kept in the database, and a letterhead is smaller."""
LARGEST_TEXT = 2_000_000
"""Bytes of the body of a template when unpacked."""
MOST_TAGS = 2_000
LONGEST_SENTENCE = 80
MAIN, PROPERTIES = "word/document.xml", "docProps/"
_FILLED = re.compile(r"^word/(?:document|header\d{0,3}|footer\d{0,3})\.xml$")
SIGNS = ("{{", "}}", "{%", "%}", "{#", "#}")
_STATEMENT = re.compile(r"\{%|%\}|\{#|#\}")
_WIDE = re.compile("｛{1,2}(?P<name>[^｛｝{}]{1,80})｝{1,2}")
_LONE = re.compile(r"(?<!\{)\{(?P<name>[^{}]{1,80})\}(?!\})")
_FETCHING = re.compile(
    r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|MACROBUTTON|DATABASE|RD)\b", re.IGNORECASE
)
_PROGRAMS = re.compile(r"^word/(?:vbaProject|vbaData|activeX/|embeddings/|afchunk)", re.IGNORECASE)
PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


@dataclass
class TagPlace:
    """A field in a paragraph: what it names, the text nodes and offsets that hold it."""

    reference: FieldReference
    written: str
    start: int
    end: int
    is_split: bool


@dataclass
class TemplateParagraph:
    """A paragraph with its text nodes, its text and its fields."""

    element: Any
    nodes: list[Any]
    text: str
    tags: list[TagPlace] = field(default_factory=list)

    def replace(self, start: int, end: int, by: str) -> None:
        """Put a text in the place of signs, into the node in which they begin."""
        begin = 0
        for node in self.nodes:
            text = node.text or ""
            first, last = max(start - begin, 0), min(end - begin, len(text))
            if first < len(text) and last > 0 and first < last:
                node.text = text[:first] + by + text[last:]
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                by = ""
            begin += len(text)


@dataclass
class WordTemplate:
    """A template that was read: its parts as trees, paragraphs, and what was found."""

    content: bytes
    trees: dict[str, Any]
    paragraphs: list[TemplateParagraph]
    problems: list[TemplateProblem]

    @property
    def sentences(self) -> list[str]:
        """What it reads like, paragraph by paragraph."""
        return [paragraph.text.strip() for paragraph in self.paragraphs if paragraph.text.strip()]

    @property
    def is_usable(self) -> bool:
        """Whether nothing forbids to fill it."""
        return all(problem.severity != "error" for problem in self.problems)


def read_template(content: bytes, fields: TemplateFields, name: str = "") -> WordTemplate:
    """Read a template and check it against the fields of its paper.

    Raises FileProblem for a file that is damaged, too large, protected, or holds what no template may hold.
    """
    if len(content) > LARGEST_TEMPLATE:
        raise FileProblem(
            "too_large",
            message(
                "The template has {size} kB; {most} kB are enough.",
                size=len(content) // 1000,
                most=LARGEST_TEMPLATE // 1000,
            ),
            message("Take large pictures and embedded fonts out of it."),
        )
    with Package(io.BytesIO(content), name) as package:
        parts = _safe_parts(package)
    template = WordTemplate(content, {}, [], [])
    for part in sorted(parts, key=lambda part: (part != MAIN, part)):
        template.trees[part] = _tree(parts[part])
        template.paragraphs += map(_paragraph, template.trees[part].iter(qn("w:p")))
    _check(template, fields)
    return template


def _safe_parts(package: Package) -> dict[str, bytes]:
    """The parts that are filled. Raises FileProblem for macros, programs, links, fetching fields and foreign tags."""
    if package.find(MAIN) != MAIN:
        raise FileProblem(
            "no_word_text",
            message("The file is no Word document."),
            message("Save it as a Word document (.docx)."),
        )
    parts: dict[str, bytes] = {}
    for part in package.names:
        if _PROGRAMS.match(part):
            raise _with_programs()
        if not part.endswith((".xml", ".rels")):
            continue
        package.read_into(part, Markup(), LARGEST_TEXT)
        with package.open(part) as stream:
            text = stream.read()
        if part.endswith(".rels"):
            _refuse_links(text)
        elif _FILLED.match(part):
            parts[part] = text
        elif not part.startswith(PROPERTIES):
            _refuse_tags(_tree(text).iter())
        if part == "[Content_Types].xml" and b"macroEnabled" in text:
            raise _with_programs()
    return parts


def _refuse_links(text: bytes) -> None:
    for relation in _tree(text).iter():
        if str(relation.get("TargetMode", "")).lower() == "external":
            raise FileProblem(
                "link",
                message(
                    "The template fetches something from outside: {target}.",
                    target=str(relation.get("Target", ""))[:120],
                ),
                message("Take the link, the linked picture or the attached template out of it."),
            )
        if str(relation.get("Type", "")).endswith(
            ("/aFChunk", "/oleObject", "/package", "/control", "/vbaProject")
        ):
            raise _with_programs()


def _refuse_tags(elements: Iterator[Any]) -> None:
    """Raise FileProblem for signs of fields where nothing is filled: notes, properties, names."""
    for element in elements:
        texts = (element.text, element.tail, *element.attrib.values()) if isinstance(element.tag, str) else ()
        for text in texts:
            if text and any(sign in text for sign in SIGNS):
                raise FileProblem(
                    "misplaced_field",
                    message(
                        "A field stands where none is filled (notes, comments, styles): “{text}”.",
                        text=text.strip()[:LONGEST_SENTENCE],
                    ),
                    message("Fields belong into the text, its tables, headers and footers."),
                )


def _tree(text: bytes) -> Any:
    try:
        return etree.fromstring(text, etree.XMLParser(**PARSER))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(error) from error


def _with_programs() -> FileProblem:
    return FileProblem(
        "macros",
        message("The template holds macros or embedded objects."),
        message("Save it as a document without macros (.docx), and take embedded objects out of it."),
    )


def _paragraph(element: Any) -> TemplateParagraph:
    """A paragraph with the text nodes that are its own: those of a text box inside belong to the box's paragraphs."""
    own, breaks = [], ""
    for node in element.iter(qn("w:t"), qn("w:instrText")):
        if next(node.iterancestors(qn("w:p"))) is not element:
            continue
        if node.tag == qn("w:instrText"):
            breaks += node.text or ""
        else:
            own.append(node)
    if _FETCHING.search(breaks):
        raise FileProblem(
            "link",
            message(
                "The template holds a field of Word that fetches or starts something: {field}.",
                field=breaks.strip()[:80],
            ),
            message("Take the field out of it."),
        )
    return TemplateParagraph(element, own, "".join(node.text or "" for node in own))


def _check(template: WordTemplate, fields: TemplateFields) -> None:
    used: set[str] = set()
    tags = 0
    for paragraph in template.paragraphs:
        template.problems += _tags(paragraph, fields)
        tags += len(paragraph.tags)
        used |= {tag.reference.name for tag in paragraph.tags}
    for part, tree in template.trees.items():
        _refuse_attributes(tree, part)
    _one_list_each(template)
    if tags > MOST_TAGS:
        template.problems.append(
            _problem("many", message("The template has more than {most} fields.", most=MOST_TAGS))
        )
    if not tags:
        said = message("The template names no field: every paper would read the same.")
        template.problems.append(
            _problem(
                "empty", said, message("Write for example {name} where the title belongs.", name="{{标题}}")
            )
        )
    unused = [known.name for known in fields.fields if known.name not in used and not known.unit]
    if unused:
        said = message("Fields that the template does not use: {names}.", names="、".join(unused))
        template.problems.append(TemplateProblem("notice", said, check="unused"))
    figures = sum(bool(known.unit) and known.name not in used for known in fields.fields)
    if figures:
        said = message(
            "{count} further figures could be named; the list of fields tells which.", count=figures
        )
        template.problems.append(TemplateProblem("notice", said, check="unused"))


def _tags(paragraph: TemplateParagraph, fields: TemplateFields) -> Iterator[TemplateProblem]:
    """Find the fields of a paragraph; what is wrong with them, with the sentence."""
    text = paragraph.text
    sentence = _sentence(text)
    if _STATEMENT.search(text):
        yield _problem(
            "statement",
            message(
                "“{sentence}”: a template holds fields only, no statements and comments of a program.",
                sentence=sentence,
            ),
            message(
                "Take {signs} out of it; the row or paragraph of a list repeats by itself.", signs="{% … %}"
            ),
        )
        return
    for match in TAG.finditer(text):
        written = match["name"].strip()
        try:
            reference = fields.reference(written)
        except UnknownFieldError as unknown:
            said = message("“{sentence}”: {problem}", sentence=sentence, problem=unknown.sentence)
            yield _problem("unknown", said, unknown.remedy)
            continue
        pieces = _pieces(paragraph, match.start(), match.end())
        paragraph.tags.append(TagPlace(reference, written, match.start(), match.end(), pieces > 1))
        if pieces > 1:
            said = message(
                "“{sentence}”: the field {name} is cut into {count} pieces of different looks.",
                sentence=sentence,
                name=match[0],
                count=pieces,
            )
            remedy = message(
                "It is read as one and printed like its first sign; type it anew to be sure of its looks."
            )
            yield TemplateProblem("warning", said, remedy=remedy, check="split")
    rest = TAG.sub("", text)
    if "{{" in rest or "}}" in rest:
        said = message("“{sentence}”: a field is not closed, or goes over two paragraphs.", sentence=sentence)
        yield _problem("open", said, message("Write it in one paragraph, between {signs}.", signs="{{ }}"))
    for pattern in (_WIDE, _LONE):
        for match in pattern.finditer(rest):
            if fields.is_known(match["name"]):
                said = message(
                    "“{sentence}”: {text} is written with other brackets than a field.",
                    sentence=sentence,
                    text=match[0],
                )
                yield _problem(
                    "brackets",
                    said,
                    message(
                        "Write {name} with two braces of half width.", name=f"{{{{{match['name'].strip()}}}}}"
                    ),
                )


def _refuse_attributes(tree: Any, part: str) -> None:
    for element in tree.iter():
        texts = list(element.attrib.values()) if isinstance(element.tag, str) else [element.text]
        if isinstance(element.tag, str) and element.tag != qn("w:t"):
            texts += [element.text, element.tail]
        if any(text and any(sign in text for sign in SIGNS) for text in texts):
            raise FileProblem(
                "misplaced_field",
                message(
                    "A field stands where none is filled, such as the description of a picture (in {part}).",
                    part=part,
                ),
                message("Fields belong into the text, its tables, headers and footers."),
            )


def _one_list_each(template: WordTemplate) -> None:
    """A row or paragraph is repeated for one list."""
    lists: dict[Any, set[str]] = {}
    sentences: dict[Any, str] = {}
    for paragraph in template.paragraphs:
        named = {tag.reference.name for tag in paragraph.tags if tag.reference.column}
        if named:
            unit = repeated(paragraph)
            lists.setdefault(unit, set()).update(named)
            sentences.setdefault(unit, _sentence(paragraph.text))
    for unit, named in lists.items():
        if len(named) > 1:
            said = message(
                "“{sentence}”: one row or paragraph names two lists: {names}.",
                sentence=sentences[unit],
                names="、".join(sorted(named)),
            )
            template.problems.append(_problem("two_lists", said, message("Give each list a row of its own.")))
        if any(outer in lists for outer in unit.iterancestors()):
            said = message(
                "“{sentence}”: a list stands within the row of another list.", sentence=sentences[unit]
            )
            template.problems.append(
                _problem("two_lists", said, message("Give each list a table of its own."))
            )


def repeated(paragraph: TemplateParagraph) -> Any:
    """What is repeated for the entries of a list: the row of the table in which the paragraph stands, or itself."""
    row = next(paragraph.element.iterancestors(qn("w:tr")), None)
    return paragraph.element if row is None else row


def _pieces(paragraph: TemplateParagraph, start: int, end: int) -> int:
    """In how many text nodes a piece of the paragraph stands."""
    begin = count = 0
    for node in paragraph.nodes:
        length = len(node.text or "")
        count += begin < end and begin + length > start and length > 0
        begin += length
    return count


def _sentence(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= LONGEST_SENTENCE else clean[: LONGEST_SENTENCE - 1] + "…"


def _problem(check: str, said: Any, remedy: Any = None) -> TemplateProblem:
    return TemplateProblem("error", said, remedy=remedy, check=check)


def template_of(path: Path, fields: TemplateFields) -> WordTemplate:
    """Read the template at a path; see :func:`read_template`."""
    return read_template(path.read_bytes(), fields, path.name)
