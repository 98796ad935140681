"""A register as it is kept: what a person fills in, how a line of a file finds its row, what the search reads.

Lists, forms, workbooks, imports, pastes and the API are all made from this one definition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from keqiao.web.registry.listings import BY_MODEL, Listing, Viewer
from keqiao.web.registry.models import Platform
from keqiao.web.registry.models.record import Record
from keqiao.web.site.tables import Cell, Column


@dataclass(frozen=True)
class ReferringColumn:
    """A column made from the rows that refer to a row: what it is called, what is loaded with it, what it says."""

    name: str
    label: Callable[[], str]
    prefetched: tuple[models.Prefetch, ...]
    words: Callable[[Any], str]


@dataclass(frozen=True)
class Register:
    """How one register is kept.

    ``fields``: what is filled in, in the order of the form, the workbook and the API.
    ``natural_key``: the fields that make two lines the same row; empty where only all fields together do.
    ``search``: paths to rows whose words are searched, "" is the row itself, e.g. ``("", "organisation__aliases")``.
    ``filters``: fields offered as filters of the list.
    ``group``: where the register stands on the page of registers, see ``GROUPS``.
    ``beside``: columns of its list made from other rows, e.g. the owners of a patent.
    """

    key: str
    model: type[Record]
    group: str
    fields: tuple[str, ...]
    natural_key: tuple[str, ...] = ()
    search: tuple[str, ...] = ("",)
    filters: tuple[str, ...] = ()
    beside: tuple[ReferringColumn, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """What its list may show: name → label."""
        own = {name: str(self.field(name).verbose_name) for name in self.fields}
        return own | {column.name: column.label() for column in self.beside}

    @property
    def title(self) -> str:
        """The name of the register, in the reader's language."""
        return str(self.model._meta.verbose_name_plural)

    @property
    def row_name(self) -> str:
        """What one row of it is called."""
        return str(self.model._meta.verbose_name)

    @property
    def listing(self) -> Listing:
        """How its rows are listed: as designed, or field by field."""
        return BY_MODEL.get(self.model._meta.label) or by_fields(self)

    def field(self, name: str) -> Any:
        """Return the model's field."""
        return self.model._meta.get_field(name)


def by_fields(register: Register, columns: Sequence[str] | None = None) -> Listing:
    """Return the list of a register with a column for each of its fields, or for those named ``columns``."""
    fields = [register.field(name) for name in register.fields if columns is None or name in columns]
    beside = [column for column in register.beside if columns is None or column.name in columns]
    single = [field for field in fields if not field.many_to_many]
    return Listing(
        register.model,
        register.key,
        lambda: register.title,
        lambda: [
            *(_column(field) for field in fields),
            *(Column(column.name, column.label()) for column in beside),
        ],
        lambda row, viewer: (
            {field.name: _printed(row, field, viewer) for field in fields}
            | {column.name: column.words(row) for column in beside}
        ),
        tuple(field.name for field in single if field.is_relation),
        tuple(field.name for field in fields if field.many_to_many),
        tuple(str(name) for name in register.model._meta.ordering or ()),
    )


def _column(field: Any) -> Column:
    label = str(field.verbose_name)
    if isinstance(field, models.DateField):
        return Column(field.name, label, "date")
    if isinstance(field, models.DecimalField) and field.decimal_places == 2 and field.max_digits == 18:
        return Column(field.name, label, "money", unit="万元")
    if isinstance(field, models.DecimalField | models.IntegerField) and field.name != "year":
        return Column(field.name, label, "number")
    return Column(field.name, label, "link" if field.related_model is Platform else "text")


def _printed(row: Any, field: Any, viewer: Viewer) -> Any:
    """The value of a field as a list prints it; names of persons as their consent allows."""
    if field.many_to_many:
        from django.utils.translation import gettext as _

        return _(", ").join(str(related) for related in getattr(row, field.name).all())
    if not viewer.sees(row, field.name):
        return ""
    value = getattr(row, field.name)
    if field.is_relation:
        if value is None:
            return ""
        return (
            Cell(str(value), url=value.get_absolute_url())
            if isinstance(value, Platform)
            else viewer.title_of(value)
        )
    if field.choices:
        display: Callable[[], str] = getattr(row, f"get_{field.name}_display")
        return display()
    return str(value) if field.name == "year" and value is not None else value
