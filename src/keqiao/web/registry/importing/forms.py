"""The forms of imports and pastes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.imports.forms import COMMON, PasteForm
from keqiao.web.registry.importing.columns import SheetColumn, columns_of
from keqiao.web.registry.importing.lookup import Finder
from keqiao.web.registry.models import Platform
from keqiao.web.registry.registers import Register


class RegisterPasteForm(PasteForm):
    """Rows copied from Excel, and what holds for all of them."""

    def __init__(self, register: Register, user: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finder = Finder(user)
        for column in columns_of(register.key):
            if _common(column):
                self.fields[f"{COMMON}{column.key}"] = _field(column, finder)


def _common(column: SheetColumn) -> bool:
    field = column.field
    kind = field.get_internal_type()
    return (
        field.related_model is Platform
        or bool(field.choices)
        or kind in {"DateField", "BooleanField"}
        or column.key in {"source", "year"}
    )


def _field(column: SheetColumn, finder: Finder) -> forms.Field:
    options: list[tuple[str, str]] = []
    if column.field.choices:
        options = column.choices
    elif column.field.get_internal_type() == "BooleanField":
        options = [("yes", str(_("yes"))), ("no", str(_("no")))]
    elif column.field.related_model is Platform:
        rows = Platform.objects.current().visible_to(finder.user)
        options = [(row.code, f"{row.code} {row}") for row in rows]
    if options:
        select = forms.Select(attrs={"class": "form-select"})
        return forms.ChoiceField(
            label=column.label, required=False, choices=[("", "—"), *options], widget=select
        )
    if column.field.get_internal_type() == "DateField":
        widget: forms.Widget = forms.DateInput(
            attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"
        )
    else:
        widget = forms.TextInput(attrs={"class": "form-control"})
    return forms.CharField(
        label=column.label,
        required=False,
        max_length=300,
        widget=widget,
        validators=[ProhibitNullCharactersValidator()],
    )
