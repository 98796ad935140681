"""Rows of models as documents: heads are the words that the models give their fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.evaluations.models import Run
from keqiao.web.grading.dossier.documents import DossierFile, sheet
from keqiao.web.site import punctuation

Field = str | tuple[Any, Callable[[Any], Any]]
"""The name of a field of the model, or a head with a function of the row."""


BASIS: Field = (gettext_lazy("Basis"), lambda row: str(dict(Run.Basis.choices).get(row.basis, row.basis)))
"""Whether reported or verified figures count, in words."""


def rows_of(
    path: str, title: str, model: type[Model], rows: Iterable[Any], fields: Iterable[Field]
) -> DossierFile:
    """Return rows of a model as CSV. A choice stands in words, a person or another row as it calls itself."""
    chosen = list(fields)
    heads = [_head(model, field) for field in chosen]
    return sheet(path, title, heads, ([_value(row, field) for field in chosen] for row in rows))


def about_sheet(path: str, title: str, row: Model, fields: Iterable[Field]) -> DossierFile:
    """Return one row as CSV with a line for each field: its name, its value."""
    model = type(row)
    return sheet(
        path,
        title,
        [_("Item"), _("Content")],
        [[_head(model, field), _value(row, field)] for field in fields],
    )


def heading(model: type[Model], field: str) -> str:
    """Return the words that a model gives a field."""
    return str(getattr(model._meta.get_field(field), "verbose_name", field))


def as_json(value: Any) -> str:
    """Return JSON with one spelling, for lists and mappings in a cell."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)


def _head(model: type[Model], field: Field) -> str:
    if isinstance(field, tuple):
        return str(field[0])
    return heading(model, field)


def _value(row: Any, field: Field) -> Any:
    if isinstance(field, tuple):
        return field[1](row)
    words = getattr(row, f"get_{field}_display", None)
    value = words() if words is not None else attrgetter(field)(row)
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return punctuation.listed(value)
    return as_json(value) if isinstance(value, list | dict) else value
