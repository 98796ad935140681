"""A template to begin with, for each kind of paper: every field once, in the layout of GB/T 9704; a sample drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from keqiao.engine.papers import Align, Document, DocumentHeading, DocumentTable, Paragraph, Part, word
from keqiao.engine.phrases import SourceFact, read
from keqiao.engine.reports.filled_template import fill_template
from keqiao.engine.reports.paper_kinds import PaperKind
from keqiao.engine.reports.template_fields import TemplateFields

HEAD = ("标题", "副标题", "主送", "落款", "日期")
FEW = 3
"""Entries that a list of a sample has."""
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def starter_template(kind: PaperKind) -> bytes:
    """A Word file with every field of a kind, to be edited; the same every time."""
    parts: list[Part] = [Paragraph("{{副标题}}"), Paragraph("{{主送}}")]
    for known in kind.own:
        if known.name in HEAD:
            continue
        parts.append(DocumentHeading(known.name))
        if not known.columns:
            parts.append(Paragraph(f"{{{{{known.name}}}}}"))
            continue
        if len(known.columns) == 1 or known.name == "正文":
            parts.append(Paragraph(f"{{{{{known.name}.{known.columns[0].name}}}}}"))
            continue
        heads = [column.name for column in known.columns]
        align: list[Align] = ["left"] * len(heads)
        parts.append(DocumentTable(heads, [[f"{{{{{known.name}.{head}}}}}" for head in heads]], align=align))
    parts += [Paragraph("{{落款}}"), Paragraph("{{日期}}")]
    return word(Document("{{标题}}", parts, _MADE))


def sample(content: bytes, fields: TemplateFields, *, mark: str = "") -> bytes:
    """The template filled with the examples of its fields. Raises FileProblem, TemplateRefused."""
    texts = {known.name: known.example for known in fields.fields if known.kind == "text"}
    lists: Mapping[str, list[dict[str, str]]] = {
        known.name: [{column.name: column.example for column in known.columns}] * FEW
        for known in fields.fields
        if known.columns
    }
    return fill_template(content, fields, texts, lists, sample_facts(fields), mark=mark)


def sample_facts(fields: TemplateFields) -> list[SourceFact]:
    """Facts that say the examples of figures."""
    facts = []
    for known in fields.fields:
        if known.kind == "figure":
            figures = read(known.example).figures
            if figures and figures[0].value is not None:
                facts.append(SourceFact((known.name,), figures[0].value, known.unit))
    return facts
