"""Tables of the room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.engine.documents import Change
from keqiao.web.accounts.actors import Actor
from keqiao.web.rulebooks.kind import Kind
from keqiao.web.rulebooks.version_rows import VersionRow
from keqiao.web.site import numbers
from keqiao.web.site.tables import Cell, Column, Table


def kinds_table(user: Actor, kinds: Sequence[Kind[Any]]) -> Table:
    """Return kinds with the version that counts today, or how many are in force to choose from, and how many drafts
    wait.
    """
    rows = []
    for kind in kinds:
        versions = kind.rows(user)
        counts = next((row for row in versions if row.counts), None)
        address = reverse("rulebooks:kind", args=(kind.code,))
        valid = sum(row.is_valid for row in versions)
        rows.append(
            {
                "name": Cell(str(kind.name), url=address),
                "decides": str(kind.decides),
                "version": Cell(counts.name, url=counts.url)
                if counts
                else Cell(
                    ngettext("%(count)d to choose from", "%(count)d to choose from", valid) % {"count": valid}
                ),
                "from": (counts.valid_from or _("from the start")) if counts else numbers.NOTHING,
                "drafts": sum(row.is_draft for row in versions),
            }
        )
    columns = [
        Column("name", _("Document")),
        Column("decides", _("What it decides")),
        Column("version", _("In force")),
        Column("from", _("from")),
        Column("drafts", _("Drafts"), "number"),
    ]
    return Table(_("Rulebooks"), columns, rows, name="rulebooks", stacked=True)


def versions_table(kind: Kind[Any], versions: Iterable[VersionRow]) -> Table:
    """Return the versions of a kind."""
    rows = [
        {
            "version": Cell(row.name, url=row.url),
            "status": Cell(row.status, text=row.status, light=row.light),
            "from": row.valid_from or _("from the start"),
            "source": row.source,
            "uploaded_by": str(row.stored.uploaded_by) if row.stored else "",
            "uploaded_at": row.stored.uploaded_at if row.stored else None,
        }
        for row in versions
    ]
    columns = [
        Column("version", _("Version")),
        Column("status", _("Status")),
        *([Column("from", _("In force from"))] if kind.is_dated else []),
        Column("source", _("Source")),
        Column("uploaded_by", _("Uploaded by")),
        Column("uploaded_at", _("Uploaded at"), "date"),
    ]
    return Table(_("Versions"), columns, rows, name="versions", stacked=True)


def changes_table(changes: Sequence[Change], before: str, after: str) -> Table:
    """Return what differs between two versions."""
    rows = [
        {
            "key": change.key,
            "before": change.before if change.before is not None else "—",
            "after": change.after if change.after is not None else "—",
        }
        for change in changes
    ]
    columns = [Column("key", _("Key")), Column("before", before), Column("after", after)]
    return Table(_("What differs"), columns, rows, name="changes", stacked=True)
