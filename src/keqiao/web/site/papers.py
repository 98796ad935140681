"""Official papers of the web system: each says where its figures are demonstration data."""

from __future__ import annotations

from keqiao.engine import papers
from keqiao.web.site.demonstration import is_demonstration

DEMONSTRATION = "演示数据"


def word(document: papers.Document) -> bytes:
    """The document as the bytes of a .docx file, marked where the figures are those of a demonstration."""
    return papers.word(document, mark=DEMONSTRATION if is_demonstration() else "")
