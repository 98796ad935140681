"""Official papers (公文) as Word files in the layout of GB/T 9704-2012: what they consist of, and writing them."""

from keqiao.engine.papers.definition import (
    Addressee,
    Align,
    Attachment,
    AttachmentList,
    Document,
    DocumentHeading,
    DocumentTable,
    Paragraph,
    Part,
    Signature,
    Subtitle,
    TextSpan,
)
from keqiao.engine.papers.word_document import word

__all__ = [
    "Addressee",
    "Align",
    "Attachment",
    "AttachmentList",
    "Document",
    "DocumentHeading",
    "DocumentTable",
    "Paragraph",
    "Part",
    "Signature",
    "Subtitle",
    "TextSpan",
    "word",
]
