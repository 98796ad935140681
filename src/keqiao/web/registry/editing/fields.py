"""Form fields that name a row of another register: typed as code, name or number, with proposals where scripts run."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.editing.query import named
from keqiao.web.registry.editing.rows import loaded
from keqiao.web.registry.identifiers import written_code
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.search import with_words
from keqiao.web.registry.words import plain
from keqiao.web.site.lists import clean

NUMBER = re.compile(r"#([0-9]{1,18})$")
MOST = 20


def proposals(user: Actor, model: Any, words: str) -> list[Any]:
    """Return the first rows of a register that the user may see and that hold the words."""
    register = BY_MODEL[model]
    rows = loaded(
        register, with_words(model.objects.current().visible_to(user), register, user, clean(words))
    )
    return list(rows.order_by(*model._meta.ordering, "pk")[:MOST])


class CodeField(forms.CharField):
    """A number or code in any way of writing it: ``ZL 2017…``, the address of an ORCID iD, full width."""

    code = ""
    """The name of the field, which tells how it is kept."""

    def to_python(self, value: Any) -> Any:
        """Return the code as it is kept; what is none stays for its validator."""
        text = super().to_python(value)
        return written_code(self.code, text) if text else text

    def widget_attrs(self, widget: Any) -> Any:
        """No longest text: the browser would cut a pasted number, and what is left may be another one."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class RowField(forms.CharField):
    """A row of a large register. The text ends with ``#number``, or names one row by its code or words."""

    def __init__(self, *, user: Actor, model: Any, name: str, **options: Any):
        self.user, self.model = user, model
        where = reverse("registry:choices", kwargs={"key": BY_MODEL[model].key})
        attrs = {
            "class": "form-control",
            "list": f"choices-{name}",
            "autocomplete": "off",
            "hx-get": f"{where}?field={name}",
            "hx-trigger": "input changed delay:250ms, focus once",
            "hx-target": f"#choices-{name}",
            "hx-swap": "innerHTML",
        }
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=300, **options)
        self.choices_id = f"choices-{name}"

    def prepare_value(self, value: Any) -> Any:
        """Write a key as the name of its row."""
        if isinstance(value, int) and not isinstance(value, bool):
            row = self.model._base_manager.filter(pk=value).first()
            return named(self.user, row) if row is not None else ""
        return value

    def clean(self, value: Any) -> Any:
        """Return the row that the text names. Raises ValidationError: none, or several with their names."""
        text = super().clean(value)
        if not text:
            return None
        rows = self.model.objects.current().visible_to(self.user)
        if number := NUMBER.search(text):
            row = rows.filter(pk=int(number.group(1))).first()
            if row is None:
                raise ValidationError(_("There is no such row, or you may not see it."))
            return row
        candidates = proposals(self.user, self.model, text)
        exact = [row for row in candidates if plain(text) in str(row.search_text).split("\n")]
        matches = exact if len(exact) == 1 else candidates
        if not matches:
            raise ValidationError(_("No row fits “%(text)s”.") % {"text": text[:60]})
        if len(matches) > 1:
            names = _(", ").join(named(self.user, row) for row in matches[:5])
            raise ValidationError(
                _("Several rows fit “%(text)s”: %(rows)s.") % {"text": text[:60], "rows": names}
            )
        return matches[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another text stands there."""
        return bool((self.prepare_value(initial) or "") != (data or ""))


class RowsField(forms.CharField):
    """Several rows of a large register, one on each line."""

    def __init__(self, *, user: Actor, model: Any, name: str, **options: Any):
        self.user, self.model = user, model
        self.row_field = RowField(user=user, model=model, name=name)
        super().__init__(
            widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}), max_length=5000, **options
        )

    def prepare_value(self, value: Any) -> Any:
        """Write rows line by line."""
        return "\n".join(named(self.user, row) for row in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the rows. Raises ValidationError."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [self.row_field.clean(line) for line in lines[:100]]
