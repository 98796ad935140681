"""What belongs to the dossier of a grading: parts that this room and rooms to the right (funding) provide
("grading.dossier").

A provider is called with the reader and the grading, looks itself at the reader's rights, and gives its documents, the
evidence files they name, and the objects whose entries of the audit log belong to the dossier::

    def money(user: User, grading: Grading) -> Contribution | None: ...

    MONEY = DossierPart("funding", money, _("Money"))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.models import User
from keqiao.web.facts.models import Evidence
from keqiao.web.grading.dossier.documents import DossierFile
from keqiao.web.grading.models import Grading
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True)
class Contribution:
    """What one provider adds. The order of the documents must not depend on anything but the data."""

    documents: Sequence[DossierFile] = ()
    evidence: Sequence[Evidence] = ()
    """Files that the documents name: listed with their hashes, and enclosed where asked and allowed."""
    objects: Sequence[Model] = ()
    """Objects whose entries of the audit log belong to the dossier."""


class Provider(Protocol):
    """Gives what belongs to the dossier of a grading for a reader, or None where there is nothing."""

    def __call__(self, user: User, grading: Grading, /) -> Contribution | None:
        """Return the contribution; must itself look at the reader's rights."""


@dataclass(frozen=True)
class DossierPart:
    """A part of the dossier: its documents lie in ``folder`` of the archive (ASCII); each folder has one provider.

    ``title``: what the list calls the folder, in the reader's language.
    """

    folder: str
    provider: Provider
    title: str | Promise


PARTS: Registry[DossierPart] = Registry("grading.dossier")
OWN: dict[str, str | Promise] = {
    "audit": gettext_lazy("Audit log"),
    "files": gettext_lazy("Evidence files"),
}
"""Folders that the archive makes itself."""


def folder_titles() -> dict[str, str]:
    """Return what the folders of the archive are called, in the reader's language."""
    given = {part.folder: str(part.title) for part in PARTS}
    return given | {folder: str(title) for folder, title in OWN.items()}


def contributions(user: User, grading: Grading) -> list[tuple[str, Contribution]]:
    """Return (folder, contribution) of every provider that has something, by folder."""
    parts = [(part.folder, part.provider(user, grading)) for part in PARTS]
    return sorted(
        ((folder, given) for folder, given in parts if given is not None), key=lambda entry: entry[0]
    )
