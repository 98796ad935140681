"""Official documents as Word files in the layout of GB/T 9704-2012: what they consist of, and writing them."""

from keqiao.web.site.documents.definition import (
    Addressee,
    Align,
    Document,
    DocumentHeading,
    DocumentTable,
    Paragraph,
    Part,
    Signature,
)
from keqiao.web.site.documents.writing import word

__all__ = [
    "Addressee",
    "Align",
    "Document",
    "DocumentHeading",
    "DocumentTable",
    "Paragraph",
    "Part",
    "Signature",
    "word",
]
