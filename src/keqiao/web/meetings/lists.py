"""The list of events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.meetings.models import EventState, MatchmakingEvent
from keqiao.web.meetings.rights import ORGANISE, VIEW
from keqiao.web.meetings.selectors import events_for
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Cell, Column, Light, Table

LIGHTS: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad"}


def light_of(state: str) -> Light:
    """Return the light of a state."""
    return LIGHTS.get(EventState.tone_of(state), "none")


def _words(rows: Any, text: str) -> Any:
    for word in text.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(place__icontains=word) | Q(code__iexact=word))
    return rows


class EventList(ListView):
    """Events, the latest first."""

    right = VIEW
    template_name = "meetings/list.html"
    export = "meetings.export"
    file_name = "matchmaking-events"
    orders: ClassVar = {"code": "code", "title": "title", "on": "on", "state": "state", "coming": "coming"}

    def filters(self) -> list[Filter]:
        """Words and state."""
        return [
            Filter("words", _("Words"), kind="words", apply=_words),
            Filter(
                "state",
                pgettext("matchmaking event", "State"),
                choices=[(code, str(words)) for code, words in EventState.choices],
                apply=lambda rows, value: rows.filter(state=value),
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[MatchmakingEvent]:
        """The events."""
        return events_for(self.request.user)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        columns = [
            Column("code", pgettext("matchmaking event", "Number")),
            Column("title", pgettext("matchmaking event", "Title")),
            Column("on", pgettext("matchmaking event", "Day"), "date"),
            Column("place", pgettext("matchmaking event", "Place")),
            Column("state", pgettext("matchmaking event", "State")),
            Column("coming", _("Participants"), "number"),
        ]
        cells = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "title": Cell(row.title, url=row.get_absolute_url()),
                "on": row.on,
                "place": row.place,
                "state": Cell(row.state, text=str(row.get_state_display()), light=light_of(row.state)),
                "coming": row.coming,
            }
            for row in rows
        ]
        return Table(_("Matchmaking events"), columns, cells, name="matchmaking-events", stacked=True)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Whether the reader organises events."""
        return {"may_organise": self.request.user.has_right(ORGANISE)}
