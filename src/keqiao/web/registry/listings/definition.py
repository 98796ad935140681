"""A register as a list: which columns, how a row is printed, what is loaded with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Person, Platform
from keqiao.web.registry.models.record import Record
from keqiao.web.site.tables import Cell, Column, Table


@dataclass(frozen=True)
class Viewer:
    """Who reads a list: names of persons are shown only with their consent, or to who keeps the register."""

    user: Actor
    sees_names: bool

    @classmethod
    def of(cls, user: Actor) -> Viewer:
        """Return the viewer that a user is."""
        return cls(user, any(user.has_right(right) for right in Person.kept_with))

    def sees(self, row: Any, field: str = "") -> bool:
        """Whether the viewer may know a field of a row (or all of it): what tells who a person is needs consent."""
        if not isinstance(row, Person) or self.sees_names or row.consent_public:
            return True
        return bool(field) and field not in row.personal_fields

    def title_of(self, row: Any) -> str:
        """Return what a row is called; a person as consent allows."""
        return self.name_of(row) if isinstance(row, Person) else str(row)

    def name_of(self, person: Person) -> str:
        """Return the name, or the code of a person who did not agree to publication."""
        if self.sees_names and not person.consent_public:
            return f"{person.code} {person.name}"
        return str(person)


@dataclass(frozen=True)
class Listing:
    """How rows of a register are listed; titles and columns are made when asked, in the reader's language."""

    model: type[Record]
    key: str
    title: Callable[[], str]
    columns: Callable[[], Sequence[Column]]
    row: Callable[[Any, Viewer], dict[str, Any]]
    related: tuple[str, ...] = ()
    prefetched: tuple[str | Prefetch, ...] = ()
    order: tuple[str, ...] = ()

    def rows_for(self, user: Actor) -> QuerySet:
        """Return the standing rows that the user may see, in the order of the list."""
        rows = self.model.objects.current().visible_to(user)
        return self.loaded(rows)

    def loaded(self, rows: QuerySet) -> QuerySet:
        """Return rows with what printing needs, in the order of the list."""
        if self.related:
            rows = rows.select_related(*self.related)
        return rows.prefetch_related(*self.prefetched).order_by(*self.order, "pk")

    def table(self, rows: Iterable[Any], user: Actor, **options: Any) -> Table:
        """Return the table of rows (loaded by :meth:`loaded`)."""
        viewer = Viewer.of(user)
        printed = [self.row(row, viewer) for row in rows]
        return Table(
            **{"title": self.title(), "columns": self.columns(), "rows": printed, "name": self.key} | options
        )


def platform_cell(platform: Platform) -> Cell:
    """Return a platform's name that leads to its profile."""
    return Cell(str(platform), url=platform.get_absolute_url())
