"""The forms of imports: a file, or rows that are pasted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST_PASTE = 2_000_000
"""Characters of a paste."""
COMMON = "common-"
"""Prefix of the fields that hold for all lines."""


class UploadForm(forms.Form):
    """A file to be checked."""

    file = forms.FileField(label=_("Excel or CSV file"), max_length=200)

    def __init__(self, accept: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs.update({"class": "form-control", "accept": accept})
        if accept == ".xlsx":
            self.fields["file"].label = _("Workbook (.xlsx)")


class PasteForm(forms.Form):
    """Rows copied from Excel; a room adds fields that hold for all of them (named ``common-…``)."""

    text = forms.CharField(
        label=_("Rows copied from Excel"),
        max_length=LARGEST_PASTE,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 12, "class": "form-control", "spellcheck": "false", "wrap": "off"}
        ),
    )

    def common(self) -> dict[str, str]:
        """What holds for lines whose own cell is empty, as text by column."""
        return {
            name.removeprefix(COMMON): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(COMMON) and value not in (None, "")
        }
