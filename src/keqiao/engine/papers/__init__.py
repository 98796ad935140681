"""Official papers (公文) in the layout of GB/T 9704-2012: what they consist of, and writing them as Word, PDF, HTML."""

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
)
from keqiao.engine.papers.pdf import PdfUnavailable, pdf
from keqiao.engine.papers.web_page import body, web_page
from keqiao.engine.papers.word_document import word

__all__ = [
    "Addressee",
    "Align",
    "Attachment",
    "AttachmentList",
    "Document",
    "DocumentHeading",
    "DocumentTable",
    "PaperPicture",
    "Paragraph",
    "Part",
    "PdfUnavailable",
    "Signature",
    "Subtitle",
    "TextSpan",
    "body",
    "pdf",
    "web_page",
    "word",
]
