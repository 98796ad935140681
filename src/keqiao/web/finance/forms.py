"""The form of an amount."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.finance.models import InputSource
from keqiao.web.site.figures import FigureField, MoneyField
from keqiao.web.site.forms import styled


class ScienceInputForm(forms.Form):
    """Year, source, amount in 万元, where it stands."""

    year = FigureField(label=pgettext_lazy("input", "year"), whole=True, min_value=2000, max_value=2100)
    source = forms.ChoiceField(label=pgettext_lazy("input", "source"), choices=InputSource.choices)
    amount = MoneyField(label=pgettext_lazy("input", "Amount (10k yuan)"))
    basis = forms.CharField(label=_("where it stands"), max_length=300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        styled(self)
