"""Texts of documents under their fingerprint, those of the package too where something was computed by them."""

from __future__ import annotations

from collections.abc import Mapping

from keqiao.engine.documents import digest
from keqiao.web.rulebooks.models import DocumentText
from keqiao.web.rulebooks.registry import kind_of


def keep(documents: Mapping[str, str]) -> None:
    """Keep the texts of documents (kind → fingerprint) that something was computed by, so that they can be read
    again after the package brings others.
    """
    there = set(
        DocumentText.objects.filter(fingerprint__in=documents.values()).values_list("fingerprint", flat=True)
    )
    for code, fingerprint in documents.items():
        kind = kind_of(code)
        if fingerprint not in there and fingerprint == kind.packaged:
            text_kept(kind.package_text)


def text_kept(text: str) -> DocumentText:
    """Return a text as it is stored, once."""
    fingerprint = digest(text)
    stored = DocumentText.objects.filter(fingerprint=fingerprint).first()
    return stored or DocumentText.objects.create(fingerprint=fingerprint, text=text)
