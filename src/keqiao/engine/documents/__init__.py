"""Documents of rules and parameters: YAML read with positions, checked, compared and told in plain words."""

from keqiao.engine.documents.blocks import (
    Block,
    Bullets,
    HeadingBlock,
    ParagraphBlock,
    TableBlock,
    html,
    markdown,
)
from keqiao.engine.documents.comparison import KeyChange, changes
from keqiao.engine.documents.document_form import DocumentForm, DocumentReading, canonical, digest
from keqiao.engine.documents.findings import DocumentError, DocumentFinding, error_at
from keqiao.engine.documents.outline import outline
from keqiao.engine.documents.parts import Label, NamedPart, Part
from keqiao.engine.documents.positions import Positions

__all__ = [
    "Block",
    "Bullets",
    "DocumentError",
    "DocumentFinding",
    "DocumentForm",
    "DocumentReading",
    "HeadingBlock",
    "KeyChange",
    "Label",
    "NamedPart",
    "ParagraphBlock",
    "Part",
    "Positions",
    "TableBlock",
    "canonical",
    "changes",
    "digest",
    "error_at",
    "html",
    "markdown",
    "outline",
]
