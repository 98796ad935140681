"""Kinds of parameters: a room declares each once and has its pages, its versions and what counts today from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keqiao.engine.documents import digest
from keqiao.engine.documents.document_form import ModelT
from keqiao.web.accounts.actors import Actor
from keqiao.web.rulebooks import in_force, selectors
from keqiao.web.rulebooks.forms import VersionForm
from keqiao.web.rulebooks.kind import Kind
from keqiao.web.rulebooks.models import DocumentVersion
from keqiao.web.rulebooks.services import ENACTMENT, add_version

if TYPE_CHECKING:
    from keqiao.web.rulebooks.enactment import Enactment
    from keqiao.web.rulebooks.version_rows import VersionRow


@dataclass(frozen=True, eq=False)
class DocumentKind(Kind[ModelT]):
    """A kind of which one version counts on each day; the package's file at ``path`` is in force from the start."""

    path: Path

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.path.name

    @property
    def is_dated(self) -> bool:
        """A version counts from its first day on."""
        return True

    @property
    def enactment(self) -> Enactment:
        """That of all parameters."""
        return ENACTMENT

    @property
    def upload_form(self) -> type[VersionForm]:
        """It asks for the name of the version and its first day."""
        return VersionForm

    def rows(self, user: Actor) -> list[VersionRow]:
        """Return all versions, the latest first, the package's own last."""
        return selectors.dated_rows(self)

    def add(self, actor: Actor, sent: Mapping[str, Any]) -> DocumentVersion:
        """Keep a draft; see :func:`.services.add_version`."""
        return add_version(actor, self, **sent)

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
