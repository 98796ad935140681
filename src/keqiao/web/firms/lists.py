"""The list of firms that sign up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.firms.models import FirmSignUp, SignUpState
from keqiao.web.firms.rights import VIEW
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Cell, Column, Light, Table

LIGHTS: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad"}


def _words(rows: Any, text: str) -> Any:
    for word in text.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(usci__icontains=word) | Q(code__iexact=word))
    return rows


class SignUpList(ListView):
    """Firms that sign up, newest first."""

    right = VIEW
    export = "firms.export"
    file_name = "sign-ups"
    orders: ClassVar = {"code": "code", "name": "name", "state": "state", "asked_at": "asked_at"}

    def filters(self) -> list[Filter]:
        """Words and state."""
        return [
            Filter("words", _("Words"), kind="words", apply=_words),
            Filter(
                "state",
                pgettext("sign-up", "State"),
                choices=[(code, str(words)) for code, words in SignUpState.choices],
                apply=lambda rows, value: rows.filter(state=value),
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[FirmSignUp]:
        """The sign-ups."""
        rows: QuerySet[FirmSignUp] = FirmSignUp.objects.visible_to(self.request.user)
        return rows.select_related("decided_by")

    def table(self, rows: Iterable[FirmSignUp]) -> Table:
        """Print them."""
        columns = [
            Column("code", pgettext("sign-up", "Number")),
            Column("name", _("Name of the firm")),
            Column("usci", _("Unified social credit code")),
            Column("state", pgettext("sign-up", "State")),
            Column("asked_at", pgettext("sign-up", "Asked at"), "date"),
            Column("decided_by", pgettext("sign-up", "Decided by")),
        ]
        cells = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "name": Cell(row.name, url=row.get_absolute_url()),
                "usci": row.usci,
                "state": Cell(
                    row.state,
                    text=str(SignUpState(row.state).label),
                    light=LIGHTS.get(SignUpState.tone_of(row.state), "none"),
                ),
                "asked_at": timezone.localdate(row.asked_at),
                "decided_by": str(row.decided_by or ""),
            }
            for row in rows
        ]
        return Table(_("Firms that sign up"), columns, cells, name="sign-ups", stacked=True)
