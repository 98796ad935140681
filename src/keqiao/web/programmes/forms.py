"""Forms: what a subject answers, and figures as they might be."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from keqiao.engine.eligibility import SupportProgramme, day_of
from keqiao.web.audit.clock import today
from keqiao.web.programmes.frames import AskedFigure
from keqiao.web.programmes.questions import OpenQuestion
from keqiao.web.programmes.services import GivenAnswer
from keqiao.web.site.figures import FigureField
from keqiao.web.site.forms import styled
from keqiao.web.site.punctuation import bracketed

DIGITS: dict[str, Any] = {"max_digits": 24, "decimal_places": 6}


def field_of(wanted: AskedFigure, label: str, **options: Any) -> forms.Field:
    """Return the field in which a figure is written: yes or no, a day, words, or a number in its unit."""
    if wanted.kind == "boolean":
        choices = [("", "—"), ("1", _("yes")), ("0", _("no"))]
        return forms.ChoiceField(label=label, choices=choices, required=False, **options)
    if wanted.kind == "day":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, widget=widget, required=False, **options)
    if wanted.is_text:
        return forms.CharField(label=label, max_length=200, required=False, **options)
    label = bracketed(label, wanted.unit)
    return FigureField(label=label, unit=wanted.unit, required=False, **DIGITS, **options)


class AnswersForm(forms.Form):
    """The open questions of a subject, one day and one line of evidence for all that is answered at once."""

    as_of = forms.DateField(
        label=gettext_lazy("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as the audit report 2025, page 12, or the number of a certificate"),
    )

    def __init__(self, questions: Sequence[OpenQuestion], data: Any = None) -> None:
        super().__init__(data, initial={"as_of": today()}, prefix="answers")
        self.wanted: dict[str, AskedFigure] = {}
        language = get_language() or "zh"
        order = []
        for question in questions:
            name = f"{question.wanted.figure}--{question.wanted.unit}"
            count = len(question.programmes)
            hint = ngettext("%(count)d programme asks this", "%(count)d programmes ask this", count)
            hint %= {"count": count}
            if question.evidence is not None:
                hint = f"{hint} · {question.evidence.in_language(language)}"
            label = question.name.in_language(language)
            self.fields[name] = field_of(question.wanted, label, help_text=hint)
            self.wanted[name] = question.wanted
            order.append(name)
        self.order_fields([*order, "as_of", "evidence"])
        styled(self)

    def answers(self) -> list[GivenAnswer]:
        """Return what was answered; what was left empty is asked again."""
        given = []
        for name, wanted in self.wanted.items():
            value = self.cleaned_data.get(name)
            if value in (None, ""):
                continue
            if wanted.is_text:
                given.append(GivenAnswer(wanted.figure, text=str(value)))
            else:
                given.append(GivenAnswer(wanted.figure, wanted.unit, Decimal(value)))
        return given


class TriedFiguresForm(forms.Form):
    """Figures of a subject as they might be: those of a programme, each beginning with what is known."""

    def __init__(
        self,
        programme: SupportProgramme,
        wanted: Sequence[AskedFigure],
        known: dict[str, Any],
        data: Any = None,
    ) -> None:
        super().__init__(data or None, prefix="if")
        words = {part.code: part for part in (*programme.measures, *programme.attributes, *programme.dates)}
        language = get_language() or "zh"
        self.wanted = {part.measure: part for part in wanted}
        for part in wanted:
            label = words[part.measure].name.in_language(language)
            self.fields[part.measure] = field_of(part, label, initial=self._initial(part, known))
        styled(self)

    @staticmethod
    def _initial(part: AskedFigure, known: dict[str, Any]) -> Any:
        value = known.get(part.measure)
        if value is None or isinstance(value, str):
            return day_of(value) if value and part.kind == "day" else value
        return str(int(value)) if part.kind == "boolean" else Decimal(f"{value:.12g}")

    def changes(self) -> dict[str, float | str | None]:
        """Return the figures that are written otherwise than they are known."""
        changed: dict[str, float | str | None] = {}
        for measure, part in self.wanted.items():
            value = self.cleaned_data.get(measure)
            if self.fields[measure].initial == value:
                continue
            if value in (None, ""):
                if self.fields[measure].initial not in (None, ""):
                    changed[measure] = None
            elif part.is_text:
                changed[measure] = str(value)
            elif self.fields[measure].initial is None or Decimal(value) != Decimal(
                self.fields[measure].initial
            ):
                changed[measure] = float(value)
        return changed
