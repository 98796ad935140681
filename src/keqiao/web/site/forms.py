"""What forms of several rooms share: the classes of their widgets, and a text that comes as a file or is pasted."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def styled(form: forms.BaseForm) -> None:
    """Give the widgets the classes of the page's styles."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
            widget.attrs["class"] = "form-check-input"
        elif not isinstance(widget, forms.HiddenInput):
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"


class YamlForm(forms.Form):
    """A YAML file or its text; ``text`` holds either. A room says how many bytes are read and how it refuses."""

    largest: ClassVar[int]
    too_large: ClassVar[str | Promise]
    nothing: ClassVar[str | Promise]

    file = forms.FileField(label=_("YAML file"), required=False)
    text = forms.CharField(
        label=_("or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)

    def clean(self) -> dict[str, Any]:
        """Take the text from the file where one is given; a file that is not UTF-8 text is refused."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is not None:
            if file.size > self.largest:
                self.add_error("file", str(self.too_large))
                return cleaned
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is no text in UTF-8. Save it as YAML in UTF-8."))
                return cleaned
        if not (cleaned.get("text") or "").strip():
            self.add_error(None, str(self.nothing))
        return cleaned
