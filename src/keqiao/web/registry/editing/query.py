"""What a list is asked for, read from its address: words, filters, order, columns, page, a day in the past."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models import Cluster, Community, Park, PartnerFamily, Platform, RowState
from keqiao.web.registry.registers import BY_MODEL, Register
from keqiao.web.registry.search import Sought, rows_found, with_words
from keqiao.web.site.lists import Filter, ListPage, clean

SELECTED = (Platform, Park, Cluster, PartnerFamily, Community)
"""Registers small enough to choose from in a list; rows of others are found by words."""
MOST_CHOICES = 300
"""Rows in a list to choose from; where a register holds more, its rows are found by words too."""
EARLIEST = date(2000, 1, 1)


class RegisterList(ListPage):
    """What the list of a register is asked for: words, filters, order, columns, withdrawn rows, a day in the past."""

    request: SignedInRequest

    def __init__(self, request: SignedInRequest, register: Register, query: QueryDict | None = None) -> None:
        query = request.GET if query is None else query
        orders = {name: name for name in register.fields if not register.field(name).many_to_many}
        super().__init__(request, filters_of(request.user, register, query), orders, query=query)
        self.register = register
        self.words = clean(query.get("q", ""))
        self.withdrawn = query.get("withdrawn") == "1"
        self.known = _day(query.get("known", ""))
        chosen = [name for name in register.columns if name in self.columns]
        self.columns = chosen or list(shown_at_first(register))

    @property
    def moment(self) -> datetime | None:
        """The end of the day as known on which the list is shown, in local time; None for now."""
        if self.known is None:
            return None
        return timezone.make_aware(datetime.combine(self.known, time(23, 59, 59, 999_999)))

    def rows(self) -> QuerySet:
        """The rows that the reader may see and that the address asks for, in its order."""
        sought = Sought(words=self.words, order=self.order, withdrawn=self.withdrawn)
        return self.filtered(rows_found(self.request.user, self.register, sought))

    def choosable(self) -> list[tuple[str, str, bool]]:
        """Every column of the register, its name, and whether it is shown."""
        return [(name, str(label), name in self.columns) for name, label in self.register.columns.items()]


def shown_at_first(register: Register) -> tuple[str, ...]:
    """Return the columns of a list that was not told which: no texts in English, no long ones, at most ten."""
    names = [
        name
        for name in register.columns
        if not name.endswith("_en")
        and name not in {"source", "summary", "consent_note"}
        and not register.field(name).many_to_many
    ]
    return tuple(names[:10])


def filter_names(register: Register) -> list[str]:
    """Return what may be filtered by: the register's filters and every row it refers to (links of row pages)."""
    own = [name for name in register.fields if register.field(name).is_relation]
    return [*register.filters, *[name for name in own if name not in register.filters]]


def field_at(model: Any, path: str) -> Any:
    """Return the field that a path of single relations ends with."""
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def filters_of(user: Actor, register: Register, query: QueryDict) -> list[Filter]:
    """Return the filters of the form: those of the register, and others that the address holds."""
    filters = []
    for path in filter_names(register):
        if path not in register.filters and not clean(query.get(path, "")):
            continue
        field = field_at(register.model, path)
        choices = _choices(user, field)
        label, kind = str(field.verbose_name), "words" if choices is None else "choice"
        apply = partial(_fitting, user, register.model, path)
        # What is no choice is found by words or by its number ("#12"): links of row pages.
        filters.append(Filter(path, label, "", choices or [], kind, apply, is_open=True))  # type: ignore[arg-type]
    if register.model.is_verifiable():
        states = [(state.code, str(state.label)) for state in RowState]
        label = pgettext("row", "Verification")
        filters.append(Filter("verification", label, choices=states, apply=_in_state))
    return filters


def _in_state(rows: QuerySet, code: str) -> QuerySet:
    return rows.filter(verification=next(state for state in RowState if state.code == code))


def _fitting(user: Actor, model: Any, path: str, rows: QuerySet, text: str) -> QuerySet:
    return rows.filter(_fits(user, model, path, text))


def _choices(user: Actor, column: Any) -> list[tuple[str, str]] | None:
    if column.choices:
        return [(str(value), str(label)) for value, label in column.flatchoices if str(value)]
    if column.get_internal_type() == "BooleanField":
        return [("1", _("yes")), ("0", _("no"))]
    if column.is_relation and column.related_model in SELECTED:
        rows = list(column.related_model.objects.current().visible_to(user)[: MOST_CHOICES + 1])
        return [(str(row.pk), str(row)) for row in rows] if len(rows) <= MOST_CHOICES else None
    return None


def _fits(user: Actor, model: Any, path: str, text: str) -> Q:
    column = field_at(model, path)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if column.is_relation:
        # A row page links with the key; a person types words.
        digits = text.removeprefix("#")
        keyed = text.startswith("#") or (column.related_model in SELECTED and digits.isdigit())
        if keyed:
            valid = digits.isascii() and digits.isdigit() and len(digits) < 19
            return Q(**{path: int(digits)}) if valid else Q(pk__in=[])
        register = BY_MODEL.get(column.related_model)
        if register is None:
            return Q(**{path: number}) if number is not None else Q(pk__in=[])
        rows = column.related_model.objects.current().visible_to(user)
        return Q(**{f"{path}__in": with_words(rows, register, user, text).order_by().values("pk")})
    kind = column.get_internal_type()
    if kind == "BooleanField":
        return Q(**{path: text == "1"}) if text in {"0", "1"} else Q(pk__in=[])
    if "Integer" in kind:
        return Q(**{path: number}) if number is not None and number < 2**31 else Q(pk__in=[])
    return Q(**{path: text}) if column.choices else Q(**{f"{path}__icontains": text})


def named(user: Actor, row: Any) -> str:
    """Return how a list of choices writes a row: its name as the user may know it, and its number after ``#``."""
    return f"{Viewer.of(user).title_of(row)} #{row.pk}"


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and EARLIEST <= day <= timezone.localdate() else None
