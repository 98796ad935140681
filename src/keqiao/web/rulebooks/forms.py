"""The forms by which a version is uploaded or written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keqiao.web.site.forms import YamlForm

LARGEST = 1_000_000
"""Bytes of a document; the largest of the package has 40 000."""


class TextForm(YamlForm):
    """A YAML file or its text, and the notice that sets it."""

    largest = LARGEST
    too_large = _("The file is too large for a document of rules or parameters.")
    nothing = _("Choose a file or write the text.")

    source = forms.CharField(
        label=_("Source"), required=False, max_length=500, help_text=_("Notice or decision that sets it")
    )

    def clean(self) -> dict[str, Any]:
        """A text may be too large as well as a file."""
        cleaned = super().clean()
        if "text" not in self.errors and len(cleaned.get("text") or "") > LARGEST:
            self.add_error("text", str(self.too_large))
        return cleaned

    @property
    def sent(self) -> dict[str, Any]:
        """Everything but the file, whose text stands in the text."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class VersionForm(TextForm):
    """The name of the version and its first day besides."""

    version = forms.CharField(label=_("Version"), max_length=40, help_text=_("For example 2027.1"))
    valid_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("First day on which it counts, once another person has accepted it"),
    )

    field_order = ("file", "text", "version", "valid_from", "source")
