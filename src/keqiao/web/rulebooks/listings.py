"""Tables of the room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.engine.documents import Change
from keqiao.web.rulebooks.kinds import KINDS
from keqiao.web.rulebooks.selectors import VersionRow, rows_of
from keqiao.web.site.tables import Cell, Column, Table


def kinds_table() -> Table:
    """Return the kinds with the version that counts today and how many drafts wait."""
    rows = []
    for kind in KINDS:
        versions = rows_of(kind)
        counts = next((row for row in versions if row.counts), versions[-1])
        drafts = sum(row.stored is not None and row.stored.status == "draft" for row in versions)
        rows.append(
            {
                "name": Cell(str(kind.name), url=reverse("rulebooks:kind", args=(kind.code,))),
                "decides": str(kind.decides),
                "version": Cell(counts.name, url=counts.url),
                "from": counts.valid_from or _("from the start"),
                "drafts": drafts,
            }
        )
    columns = [
        Column("name", _("Document")),
        Column("decides", _("What it decides")),
        Column("version", _("In force")),
        Column("from", _("from")),
        Column("drafts", _("Drafts"), "number"),
    ]
    return Table(_("Rulebooks"), columns, rows, name="rulebooks")


def versions_table(versions: Iterable[VersionRow]) -> Table:
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
        Column("from", _("In force from")),
        Column("source", _("Source")),
        Column("uploaded_by", _("Uploaded by")),
        Column("uploaded_at", _("Uploaded at"), "date"),
    ]
    return Table(_("Versions"), columns, rows, name="versions")


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
    return Table(_("What differs"), columns, rows, name="changes")
