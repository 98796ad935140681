"""Kinds that people choose from: schemes and allocation rules, of which several are in force at a time.

Their versions stand in tables of their rooms, since runs, panels and proposals point to them; a text names its own code
and version. A draft may be tried, never decided by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from keqiao.engine.documents.document_form import ModelT
from keqiao.web.accounts.actors import Actor
from keqiao.web.rulebooks.forms import TextForm
from keqiao.web.rulebooks.kind import Kind
from keqiao.web.rulebooks.services import add_to_library
from keqiao.web.rulebooks.version_rows import VersionRow
from keqiao.web.rulebooks.versions import LibraryVersion

if TYPE_CHECKING:
    from keqiao.web.rulebooks.enactment import Enactment


def no_columns(_document: Any) -> dict[str, Any]:
    """Return nothing: the room keeps no columns of its own."""
    return {}


@dataclass(frozen=True, eq=False)
class LibraryKind(Kind[ModelT]):
    """A kind whose versions are rows of ``model``; ``visible`` gives those that a user may see, ``coming`` says how
    they come into force, ``columns`` what the room keeps of a document besides; ``added`` is the audit entry of one.
    """

    model: type[LibraryVersion]
    coming: Enactment = field(kw_only=True)
    visible: Callable[[Actor], QuerySet[Any]] = field(kw_only=True)
    added: str = field(kw_only=True)
    columns: Callable[[Any], dict[str, Any]] = field(default=no_columns, kw_only=True)

    @property
    def is_dated(self) -> bool:
        """Whoever computes chooses."""
        return False

    @property
    def enactment(self) -> Enactment:
        """That of the room."""
        return self.coming

    @property
    def upload_form(self) -> type[TextForm]:
        """It asks for the text and its source."""
        return TextForm

    def rows(self, user: Actor) -> list[VersionRow]:
        """Return the versions that a user may see, by code, the newest first."""
        return [
            VersionRow(self, str(row.pk), str(row), row.fingerprint, row.yaml_text, stored=row)
            for row in self.visible(user)
        ]

    def add(self, actor: Actor, sent: Mapping[str, Any]) -> Any:
        """Keep a draft; see :func:`.services.add_to_library`."""
        return add_to_library(
            actor,
            self,
            self.model,
            sent["text"],
            sent.get("source", ""),
            logged=self.added,
            columns=self.columns,
        )
