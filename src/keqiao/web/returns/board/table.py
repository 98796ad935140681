"""The board as a table, on the page and in the workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.procedures.history import action_words
from keqiao.web.returns.board.rows import BoardRow
from keqiao.web.returns.models import Collection
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.site.tables import Cell, Column, Table


def board_table(collection: Collection, rows: Iterable[BoardRow], day: date, **options: Any) -> Table:
    """Return the table of a board; each row leads to its form."""
    columns = [
        Column("platform", _("Platform"), "link"),
        Column("light", _("Light")),
        Column("state", _("State")),
        Column("figures", _("Figures given"), "text"),
        Column("due", _("Due on"), "date"),
        Column("submitted", _("Handed in at"), "date"),
        Column("late_days", _("Days late"), "number", decimals=0),
        Column("reviewer", _("Reviewer")),
        Column("last", _("Last action")),
    ]
    return Table(
        **{
            "title": _("%(collection)s: state of the forms") % {"collection": collection},
            "columns": columns,
            "rows": [_row(row) for row in rows],
            "as_of": day.isoformat(),
            "name": "board",
        }
        | options
    )


def _row(row: BoardRow) -> dict[str, Any]:
    form = row.form
    figures = f"{row.filled}/{row.requested}"
    if row.back:
        figures = _("%(figures)s, sent back: %(back)s") % {"figures": figures, "back": row.back}
    return {
        "platform": Cell(str(form.platform), url=form.get_absolute_url(), title=form.platform.code),
        "light": Cell(row.status.why or _("in order"), light=row.status.light),
        "state": state_of(row),
        "figures": figures,
        "due": form.due_on,
        "submitted": form.submitted_at,
        "late_days": form.late_days or None,
        "reviewer": str(row.reviewer or ""),
        "last": last_of(row),
    }


def state_of(row: BoardRow) -> str:
    """Return the state in words, with the version when it is not the first, and a waiting request."""
    words = row.form.get_state_display()
    if row.form.version > 1:
        words = _("%(state)s (version %(version)s)") % {"state": words, "version": row.form.version}
    if row.unlock is not None:
        words = _("%(state)s, unlocking asked for") % {"state": words}
    return str(words)


def last_of(row: BoardRow) -> str:
    """Return when what was done last, and by whom."""
    if row.last is None:
        return ""
    return _("%(day)s %(action)s, %(user)s") % {
        "day": timezone.localdate(row.last.at).isoformat(),
        "action": action_words(RETURNS, row.last.action),
        "user": row.last.by or _("the system"),
    }
