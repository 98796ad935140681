"""Which document counts: today's, or the one that something was computed by.

What is computed notes the documents it reads (:func:`noted`) and stores their fingerprints; who computes it again reads
the same ones (:func:`pinned`). Texts stay readable under their fingerprint, those of the package too. During a request
and while something is noted the versions in force are asked of the database once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

from keqiao.web.audit.clock import today
from keqiao.web.rulebooks.request_cache import Dated, asked_once, asked_versions

if TYPE_CHECKING:
    from keqiao.engine.documents.document_form import ModelT
    from keqiao.web.rulebooks.kinds import DocumentKind


_pinned: ContextVar[Mapping[str, str] | None] = ContextVar("pinned documents", default=None)
_noted: ContextVar[tuple[dict[str, str], ...]] = ContextVar("noted documents", default=())


def fingerprint(kind: str, packaged: str, on: date | None = None) -> str:
    """Return the fingerprint of the document of a kind that counts on a day (None: today); ``packaged`` is that of the
    package, which counts where no version does.
    """
    known = (_pinned.get() or {}).get(kind)
    if known is None:
        day = on or today()
        versions = _versions().get(kind, [])
        known = next((text for first, text in versions if first <= day), packaged)
    for documents in _noted.get():
        documents[kind] = known
    return known


def document(kind: DocumentKind[ModelT], text: str) -> ModelT:
    """Return the document of a kind under the fingerprint ``text``. Raises LookupError and DocumentError."""
    document: ModelT = _document(kind, text)
    return document


@lru_cache(maxsize=256)
def _document(kind: DocumentKind[Any], text: str) -> Any:
    """Read once: what stands under a fingerprint never changes."""
    return kind.form.load(text_of(kind, text).encode(), kind.path.name)


def text_of(kind: DocumentKind[Any], text: str) -> str:
    """Return the text under a fingerprint. Raises LookupError where nothing is stored under it."""
    from keqiao.web.rulebooks.models import DocumentText

    if text == kind.packaged:
        return kind.package_text
    stored = DocumentText.objects.filter(fingerprint=text).values_list("text", flat=True).first()
    if stored is None:
        raise LookupError(f"no text of {kind.code} is stored under {text}")
    return str(stored)


@contextmanager
def noted() -> Iterator[dict[str, str]]:
    """Give a mapping that fills with kind → fingerprint of every document that is read inside."""
    documents: dict[str, str] = {}
    token = _noted.set((*_noted.get(), documents))
    try:
        with asked_once():
            yield documents
    finally:
        _noted.reset(token)


@contextmanager
def pinned(documents: Mapping[str, str]) -> Iterator[None]:
    """Let what is computed inside read these documents (kind → fingerprint) whatever is in force today."""
    token = _pinned.set({**(_pinned.get() or {}), **documents})
    try:
        yield
    finally:
        _pinned.reset(token)


def _versions() -> dict[str, list[Dated]]:
    """Return the versions in force by kind, the latest first day first; of one day the one uploaded later."""
    from keqiao.web.rulebooks.models import DocumentVersion

    versions = asked_versions()
    if versions:
        return versions
    rows = DocumentVersion.objects.filter(status=DocumentVersion.Status.VALID).order_by("-valid_from", "-pk")
    dated: dict[str, list[Dated]] = {"": []}
    for kind, first, text in rows.values_list("kind", "valid_from", "text_id"):
        dated.setdefault(kind, []).append((first, str(text)))
    if versions is not None:
        versions.update(dated)
    return dated


class OncePerRequest:
    """Middleware: during a request the versions in force are asked of the database once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        with asked_once():
            return self.get_response(request)
