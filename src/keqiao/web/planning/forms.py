"""Forms of the room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.audit.clock import today
from keqiao.web.site.forms import styled


class AnalysisForm(forms.Form):
    """Which day is analysed."""

    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Platforms, firms, contracts, patents and needs as they stood on that day"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = today()
        styled(self)

    def clean_as_of(self) -> date:
        """Not to come, and not before anything could be registered."""
        day: date = self.cleaned_data["as_of"]
        if day > today():
            raise ValidationError(_("Choose today or an earlier day."))
        if day.year < 1990:
            raise ValidationError(_("Choose a day after 1990-01-01."))
        return day
