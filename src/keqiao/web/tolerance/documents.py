"""The documents of the room: grounds, negative list, time limit, how many files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, Part, Positions, error_at
from keqiao.engine.documents.parts import Code
from keqiao.language import message
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import Words


class Item(Part):
    """A ground or an item of the negative list, with what it means; ``source`` is a key of the document's sources."""

    code: Annotated[Code, Label(_("code"))]
    name: Annotated[Words, Label(_("name"))]
    text: Annotated[Words, Label(_("in words"))]
    source: Annotated[Code, Label(_("Source"))]


class ToleranceRules(Part):
    """Rules of fault tolerance. ``apply_within_days``: days after the first result of the period; None: no limit."""

    version: Annotated[str, Field(min_length=1, max_length=40), Label(_("Version"))]
    status: Annotated[Words, Label(_("Status"))]
    note: Annotated[Words, Label(_("Note"))]
    apply_within_days: Annotated[
        int | None, Field(ge=1, le=3660), Label(_("Days within which a platform applies"))
    ]
    least_files: Annotated[int, Field(ge=0, le=20), Label(_("Least files of an application"))]
    sources: Annotated[dict[Code, Words], Label(_("Sources"))]
    grounds: Annotated[tuple[Item, ...], Field(min_length=1), Label(_("Grounds"))]
    negative: Annotated[tuple[Item, ...], Field(min_length=1), Label(_("Negative list"))]

    @property
    def ground(self) -> Mapping[str, Item]:
        """Grounds by code."""
        return {item.code: item for item in self.grounds}

    @property
    def forbidden(self) -> Mapping[str, Item]:
        """Items of the negative list by code."""
        return {item.code: item for item in self.negative}


def _codes_and_sources(document: ToleranceRules, positions: Positions) -> Iterable[DocumentFinding]:
    """Codes stand once in their list, and every item names a source of the document."""
    for name in ("grounds", "negative"):
        codes: set[str] = set()
        for at, item in enumerate(getattr(document, name)):
            if item.source not in document.sources:
                sentence = message("there is no source {source}", source=item.source)
                remedy = message("Name one of: {names}.", names=", ".join(document.sources))
                yield error_at(positions, (name, at, "source"), sentence, "source", remedy)
            if item.code in codes:
                sentence = message("the code {code} stands twice", code=item.code)
                yield error_at(
                    positions, (name, at, "code"), sentence, "code", message("Give it another code.")
                )
            codes.add(item.code)


RULES = DocumentKind(
    "tolerance.rules",
    _("Grounds and negative list of fault tolerance"),
    _("For what a platform may apply, what forbids it, until when, with how many files"),
    DocumentForm(ToleranceRules, _codes_and_sources),
    Path(__file__).parent / "tolerance.yaml",
)
