"""The form of a check: its words, and the condition either built of a kind or written as an expression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.facts.forms import SELECT, TEXT
from keqiao.web.facts.models import Measure
from keqiao.web.returns.checking.rules import LONGEST, RuleRefused, ready
from keqiao.web.returns.checking.unusual import BOUND
from keqiao.web.returns.checking.vocabulary import WordKind
from keqiao.web.returns.models import CheckRule
from keqiao.web.returns.rulebook.builder import KINDS, CheckKind, titles
from keqiao.web.site.figures import FigureField
from keqiao.web.site.punctuation import bracketed

SIDES = 3
"""So many figures can be added up on each side without writing a formula."""


class ExpressionField(forms.Field):
    """A condition. Any text is answered with the place of its mistake, so nothing is cleaned away before."""

    def __init__(self, codes: Iterable[str], **kwargs: Any) -> None:
        self.codes = list(codes)
        widget = forms.Textarea(
            attrs=TEXT | {"rows": 4, "class": "form-control font-monospace", "spellcheck": "false"}
        )
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with line breaks of one kind."""
        return str(value or "").replace("\r\n", "\n").strip(" \n\t")

    def validate(self, value: Any) -> None:
        """Raise RuleRefused where the text is no condition."""
        super().validate(value)
        if value:
            ready(value, self.codes)


class CheckForm(forms.ModelForm):
    """A check. ``kind``: the kind it is built of; None asks for the expression itself.

    After ``is_valid`` the expression stands in ``cleaned_data["expression"]``.
    """

    class Meta:
        model = CheckRule
        fields = ("title", "title_en", "severity", "advice", "advice_en")
        widgets = {
            "title": forms.TextInput(attrs=TEXT),
            "title_en": forms.TextInput(attrs=TEXT),
            "severity": forms.Select(attrs=SELECT),
            "advice": forms.TextInput(attrs=TEXT),
            "advice_en": forms.TextInput(attrs=TEXT),
        }

    def __init__(
        self, measures: Mapping[str, Measure], kind: CheckKind | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.measures = kind, measures
        self.condition_fields: list[str] = []
        if kind is None:
            self._ask("expression", ExpressionField(measures, label=_("Condition")))
            self.fields["expression"].initial = self.instance.expression
            return
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Left empty, it is named after the condition.")
        for name in kind.fields:
            self._ask_of_kind(name)

    def _ask(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        self.condition_fields.append(name)

    def _ask_of_kind(self, name: str) -> None:
        if name in {"left", "right"}:
            self._ask_side(name)
        elif name == "measure":
            self._ask(name, self._measure(_("Figure")))
        elif name == "base":
            choices = [
                (WordKind.LAST.value, _("the period before")),
                (WordKind.YEAR_AGO.value, _("the same period of the year before")),
            ]
            self._ask(
                name,
                forms.ChoiceField(
                    label=_("Compared with"), choices=choices, widget=forms.Select(attrs=SELECT)
                ),
            )
        else:
            self._ask(name, _number(name, self.kind.code if self.kind else ""))

    def _ask_side(self, side: str) -> None:
        first = _("Left side") if side == "left" else _("Right side")
        for number in range(1, SIDES + 1):
            label = first if number == 1 else _("plus (may stay empty)")
            self._ask(f"{side}_{number}", self._measure(label, required=number == 1))

    def _measure(self, label: str, required: bool = True) -> forms.ChoiceField:
        groups: dict[str, list[tuple[str, str]]] = {}
        for measure in self.measures.values():
            name = bracketed(measure, measure.display_unit)
            groups.setdefault(str(measure.get_category_display()), []).append((measure.code, name))
        choices: list[Any] = [("", "—"), *groups.items()]
        return forms.ChoiceField(
            label=label, choices=choices, required=required, widget=forms.Select(attrs=SELECT)
        )

    @property
    def of_kind(self) -> list[forms.BoundField]:
        """The fields of the condition."""
        return [self[name] for name in self.condition_fields]

    @property
    def of_words(self) -> list[forms.BoundField]:
        """The fields of its words and weight."""
        return [self[name] for name in self.Meta.fields]

    @property
    def refusal(self) -> Any:
        """Where the written condition is wrong; None when it is not."""
        errors = self.errors.get("expression")
        data = errors.as_data() if errors is not None and hasattr(errors, "as_data") else []
        return next((error.refusal for error in data if isinstance(error, RuleRefused)), None)

    def clean(self) -> dict[str, Any]:
        """Build the expression of a kind and propose the title."""
        given: dict[str, Any] = super().clean() or {}
        if self.kind is None or any(name in self.errors for name in self.condition_fields):
            return given
        answers = self._answers(given)
        try:
            given["expression"] = self.kind.expression(answers)
        except ValidationError as error:
            errors = error.message_dict
            by_field = {f"{name}_1" if name in {"left", "right"} else name: errors[name] for name in errors}
            raise ValidationError(by_field) from error
        if len(given["expression"]) > LONGEST:
            raise ValidationError(_("The condition is too long; make several checks of it."))
        if not given.get("title"):
            given["title"], english = titles(self.kind, answers)
            given["title_en"] = given.get("title_en") or english
        return given

    def _answers(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as a kind reads them: measures as rows, sides as lists."""
        answers: dict[str, Any] = {
            name: given.get(name) for name in ("low", "high", "percent", "bound", "base")
        }
        answers["measure"] = self.measures.get(given.get("measure", ""))
        for side in ("left", "right"):
            codes = [given.get(f"{side}_{number}", "") for number in range(1, SIDES + 1)]
            answers[side] = [self.measures[code] for code in dict.fromkeys(codes) if code]
        return answers


def kind_of(code: str) -> CheckKind | None:
    """Return a kind by code; None for a written condition and for anything unknown."""
    return KINDS.get(code)


LABELS = {
    "low": pgettext_lazy("limit", "At least"),
    "high": pgettext_lazy("limit", "At most"),
    "bound": gettext_lazy("Limit of unusualness"),
}


def _number(name: str, kind: str) -> FigureField:
    """A number of a kind of check."""
    if name == "percent":
        label, least = (
            (_("Tolerance, %"), Decimal(0)) if kind == "equal" else (_("Per cent"), Decimal("0.01"))
        )
        return FigureField(
            label=label,
            unit="%",
            min_value=least,
            max_value=Decimal(100000),
            max_digits=10,
            decimal_places=4,
            initial=Decimal(0) if kind == "equal" else Decimal(30),
        )
    bound = name == "bound"
    return FigureField(
        label=LABELS[name],
        required=bound,
        min_value=Decimal("0.1") if bound else None,
        max_value=Decimal(1000) if bound else None,
        max_digits=20,
        decimal_places=6,
        initial=Decimal(str(BOUND)) if bound else None,
        help_text=_("3.5 is the usual limit (Iglewicz & Hoaglin); a greater one speaks less often.")
        if bound
        else _("In the unit shown with the figure; money in 10k yuan."),
    )
