"""What belongs to the dossier of a grading. Each room, and each part of this one, says so by registering a provider
when it starts; rooms to the right (funding) add what this room cannot know.

A provider is called with the reader and the grading, looks itself at the reader's rights, and gives its documents, the
evidence files they name, and the objects whose entries of the audit log belong to the dossier::

    @register("funding")
    def money(user: User, decision: Decision) -> Contribution | None:
        ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Model

from keqiao.web.accounts.models import User
from keqiao.web.facts.models import Evidence
from keqiao.web.grading.dossier.documents import Document
from keqiao.web.grading.models import Grading


@dataclass(frozen=True)
class Contribution:
    """What one provider adds. The order of the documents must not depend on anything but the data."""

    documents: Sequence[Document] = ()
    evidence: Sequence[Evidence] = ()
    """Files that the documents name: listed with their hashes, and enclosed where asked and allowed."""
    objects: Sequence[Model] = ()
    """Objects whose entries of the audit log belong to the dossier."""


class Provider(Protocol):
    """Gives what belongs to the dossier of a grading for a reader, or None where there is nothing."""

    def __call__(self, user: User, grading: Grading, /) -> Contribution | None:
        """Return the contribution; must itself look at the reader's rights."""


_providers: dict[str, Provider] = {}


def register(folder: str) -> Callable[[Provider], Provider]:
    """Return a decorator that adds a provider; its documents lie in ``folder`` of the archive (ASCII).

    One folder has one provider: registering a folder again replaces it, so that loading a module twice does no harm.
    """

    def added(provider: Provider) -> Provider:
        _providers[folder] = provider
        return provider

    return added


def contributions(user: User, grading: Grading) -> list[tuple[str, Contribution]]:
    """Return (folder, contribution) of every provider that has something, by folder."""
    found = [(folder, provider(user, grading)) for folder, provider in sorted(_providers.items())]
    return [(folder, given) for folder, given in found if given is not None]
