"""Kinds of documents: a room declares each once and has its pages, its versions and what counts today from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Generic

from django.http import Http404
from django.utils.functional import Promise

from keqiao.engine.documents import Block, DocumentForm, Reading, digest, outline
from keqiao.engine.documents.document_form import ModelT
from keqiao.web.rulebooks import in_force
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True, eq=False)
class DocumentKind(Generic[ModelT]):
    """A kind of document: ``code`` ("room.noun"), its name, what it decides, its form, and the file that the package
    brings, which is in force from the start.
    """

    code: str
    name: str | Promise
    decides: str | Promise
    form: DocumentForm[ModelT]
    path: Path
    explain: Callable[[ModelT, str], list[Block]] = field(default=outline)
    """The document in plain words, by its structure unless a kind says it better."""

    def read(self, text: str) -> Reading[ModelT]:
        """Return a text read and checked; never raises for what it holds."""
        # As bytes: a short text would be taken for the path of a file on the server.
        return self.form.read(text.encode("utf-8", "surrogatepass"), self.path.name)

    def in_force(self, on: date | None = None) -> ModelT:
        """Return the document that counts on a day (None: today), or the one that a recomputation is pinned to."""
        fingerprint = in_force.fingerprint(self.code, self.packaged, on)
        return self.stored(fingerprint)

    def used_by(self, documents: Mapping[str, str]) -> ModelT:
        """Return the document that something was computed or decided by (kind → fingerprint); what counts today where
        it names none of this kind.
        """
        known = documents.get(self.code)
        return self.stored(known) if known else self.in_force()

    def stored(self, fingerprint: str) -> ModelT:
        """Return the document under a fingerprint. Raises DocumentError where its text is no such document any more,
        LookupError for a fingerprint that nothing is stored under.
        """
        return in_force.document(self, fingerprint)

    @cached_property
    def package_text(self) -> str:
        """The text that the package brings."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def packaged(self) -> str:
        """The fingerprint of the package's text."""
        return digest(self.package_text)


KINDS: Registry[DocumentKind] = Registry("rulebooks.kinds")
"""All kinds, in the order of the rooms."""


def kind_of(code: str) -> DocumentKind:
    """Return the kind of a code. Raises Http404."""
    for kind in KINDS:
        if kind.code == code:
            return kind
    raise Http404


def codes() -> Iterator[str]:
    """Return the codes of all kinds."""
    return (kind.code for kind in KINDS)
