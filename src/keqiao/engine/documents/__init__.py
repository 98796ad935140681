"""Documents of rules and parameters: YAML read with positions, checked, compared and told in plain words."""

from keqiao.engine.documents.blocks import Block, Bullets, Grid, Heading, Paragraph, html, markdown
from keqiao.engine.documents.comparison import Change, changes
from keqiao.engine.documents.document_form import DocumentForm, Reading, canonical, digest
from keqiao.engine.documents.findings import DocumentError, DocumentFinding, error_at
from keqiao.engine.documents.outline import outline
from keqiao.engine.documents.parts import Label, NamedPart, Part
from keqiao.engine.documents.positions import Positions

__all__ = [
    "Block",
    "Bullets",
    "Change",
    "DocumentError",
    "DocumentFinding",
    "DocumentForm",
    "Grid",
    "Heading",
    "Label",
    "NamedPart",
    "Paragraph",
    "Part",
    "Positions",
    "Reading",
    "canonical",
    "changes",
    "digest",
    "error_at",
    "html",
    "markdown",
    "outline",
]
