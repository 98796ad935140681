"""The entries of the audit log about everything in a dossier, with the hashes of the chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from keqiao.web.accounts.models import User
from keqiao.web.audit import files
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import target_of
from keqiao.web.grading.dossier.documents import DossierFile, sheet
from keqiao.web.grading.dossier.row_documents import heading

TAKEN = "grading.take_dossier"
"""The action of taking a dossier: left out, so that taking one does not change the next. Dossiers of other rooms name
theirs so too: ``<room>.take_dossier``.
"""
READABLE = ("number", "at", "actor_name", "action", "target_name", "outcome", "previous_hash", "hash")


def log_of(user: User, objects: Iterable[Model], title: str = "") -> list[DossierFile]:
    """Return the entries about objects, oldest first: for whoever may read the log whole, as the file that ``keqiao``
    verifies; for others number, time, action and hashes only.
    """
    entries = list(_entries(objects))
    whole = user.has_right("audit.view")
    fields: Sequence[str] = READABLE if whole else ("number", "at", "action", "previous_hash", "hash")
    heads = [heading(Entry, name) for name in fields]
    sheets = [
        sheet(
            "audit/entries.csv",
            title or _("Entries of the audit log about this grading"),
            heads,
            ([getattr(entry, name) for name in fields] for entry in entries),
        )
    ]
    if whole:
        lines = b"".join(files.lines(entries))
        title = _("The same entries with everything that their hashes cover, a JSON object in each line")
        sheets.append(DossierFile("audit/entries.jsonl", title, lines))
    return sheets


def _entries(objects: Iterable[Model]) -> Iterable[Entry]:
    keys: dict[str, set[str]] = {}
    for row in objects:
        kind, key, _name = target_of(row)
        keys.setdefault(kind, set()).add(key)
    wanted = Q(pk__in=())
    for kind, pks in sorted(keys.items()):
        wanted |= Q(target_kind=kind, target_key__in=sorted(pks))
    return Entry.objects.filter(wanted).exclude(action__endswith=".take_dossier").order_by("number")
