"""The page of reminders and its workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page

from keqiao.web.registry.reminders import query
from keqiao.web.registry.reminders.presenters import reminders_table, rules_in_words
from keqiao.web.registry.reminders.selectors import Reminder, Reminders
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Table


class ReminderList(ListView):
    """Everything that comes due for the reader, fifty rows to a page."""

    right = "registry.view"
    template_name = "registry/reminders/list.html"
    orders = query.ORDERS
    export = "registry.export"

    @property
    def file_name(self) -> str:  # type: ignore[override]
        """The name of the workbook, with the day that it speaks of."""
        return f"reminders-{query.day_of(self.wanted).isoformat()}"

    def exported_object(self) -> str:
        """What the audit log names as taken."""
        return "reminders"

    def filters(self) -> Sequence[Filter]:
        """Kind, light, platform, side and day."""
        return query.filters(self.request.user, self.request.GET)

    def rows(self, wanted: ListPage) -> Reminders:
        """The reminders that the address asks for."""
        return query.rows(self.request.user, wanted)

    def table(self, rows: Iterable[Reminder]) -> Table:
        """The reminders as a table."""
        return reminders_table(rows, query.day_of(self.wanted))

    def workbook_table(self, rows: Iterable[Reminder]) -> Table:
        """The same with what the lights mean."""
        return reminders_table(rows, query.day_of(self.wanted), note=rules_in_words())

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """How many there are of each light, and what the lights mean."""
        lights, states = self._selected.lights, query.states()
        wanted_lights = query.LIGHTS[wanted.value("light")]
        return {
            "totals": [(light, states[light], lights[light]) for light in wanted_lights],
            "day": query.day_of(wanted),
            "rules": rules_in_words(),
        }
