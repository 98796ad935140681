"""Verifying the protected rows, which is itself written into the log, and reading the result again."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.guards import declared, placement
from keqiao.web.audit.models import Entry
from keqiao.web.audit.row_check import BrokenRow, RowCheck, RowFlaw, check_rows
from keqiao.web.audit.services import record
from keqiao.web.site.punctuation import listed

ACTION = "audit.verify_rows"
MOST_KEPT = 100
"""Broken rows that the log's own entry names."""


def verify(actor: Actor) -> Entry:
    """Compare every protected row, and write down who asked for it and what came of it."""
    require(actor, "audit.verify")
    result, absent = check_rows(), placement.absent(connection, declared())
    detail: dict[str, Any] = {"checked": result.checked}
    if not result.ok:
        detail["broken"] = [
            [row.table, row.key, row.flaw.value, row.entry, row.more] for row in result.broken[:MOST_KEPT]
        ]
        detail["places"] = len(result.broken) + result.unlisted
    if absent:
        detail["guards"] = absent[:MOST_KEPT]
    outcome = "success" if result.ok and not absent else "failure"
    return record(actor, ACTION, detail=detail, outcome=outcome)


def latest() -> Entry | None:
    """The last verification of the rows."""
    return Entry.objects.filter(action=ACTION).order_by("-number").first()


def result_of(entry: Entry) -> tuple[RowCheck, list[str]]:
    """The result that an entry of :func:`verify` keeps, and the guards that did not stand."""
    detail = entry.detail
    try:
        broken = [
            BrokenRow(str(table), str(key), RowFlaw(flaw), int(number), str(more))
            for table, key, flaw, number, more in detail.get("broken", [])
        ]
        places, guards = int(detail.get("places", 0)), [str(name) for name in detail.get("guards", [])]
        return RowCheck(int(detail.get("checked", 0)), broken, max(places - len(broken), 0)), guards
    except (TypeError, ValueError):
        return RowCheck(0, [BrokenRow("audit_entry", str(entry.pk), RowFlaw.CHANGED, entry.number)]), []


def in_words(row: BrokenRow) -> str:
    """One line: table, key and what is wrong."""
    return _("Row %(key)s of %(table)s: %(reason)s.") % {
        "key": row.key,
        "table": row.table,
        "reason": row.reason,
    }


def guards_in_words(names: list[str]) -> str:
    """One line: the guards of the database that do not stand."""
    return _("Guards of the database that do not stand: %(names)s. Run keqiao manage migrate.") % {
        "names": listed(names)
    }
