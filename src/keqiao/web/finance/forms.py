"""Forms: an amount, a request of a firm, the answers of an institution."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.finance.models import DataPart, InputSource
from keqiao.web.finance.selectors import institutions, products
from keqiao.web.procedures.offering import ActionForm
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.registry.models import FundingDeal
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


DAY = {"type": "date"}


class FinanceRequestForm(forms.Form):
    """Whom a firm asks, for how much, and what it shows."""

    institution = forms.ModelChoiceField(institutions(), label=_("institution"))
    product = forms.ModelChoiceField(
        ProgrammeVersion.objects.none(), label=pgettext_lazy("finance", "product"), required=False
    )
    wanted = MoneyField(label=_("Amount wanted (10k yuan)"))
    purpose = forms.CharField(
        label=_("what it is for"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    parts = forms.MultipleChoiceField(
        label=_("what the institution may see"),
        choices=DataPart.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Each look is noted and shown to you; you may take the consent back at any time."),
    )
    open_until = forms.DateField(label=_("shown until"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        product: Any = self.fields["product"]
        product.queryset = ProgrammeVersion.objects.filter(pk__in=[version.pk for version in products()])
        styled(self)


class GrantForm(ActionForm):
    """What was granted."""

    instrument = forms.ChoiceField(label=_("instrument"), choices=FundingDeal.Instrument.choices)
    amount = MoneyField(label=pgettext_lazy("finance", "Amount granted (10k yuan)"))
    rate = FigureField(label=_("rate a year (%)"), required=False, min_value=0, max_value=100)
    months = FigureField(label=_("term (months)"), whole=True, required=False, min_value=1, max_value=600)
    granted_on = forms.DateField(
        label=pgettext_lazy("finance", "granted on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )


class FinanceReasonForm(ActionForm):
    """A reason in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
