"""Forms of gradings. What they hold is only read here; whether it may be is asked by the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.audit.clock import today
from keqiao.web.evaluations.models import Run
from keqiao.web.grading.models import GradeLine
from keqiao.web.grading.services.publicity import shortest_end
from keqiao.web.grading.words import MOST_TEXT
from keqiao.web.registry.models import Platform

MOST_RUNS = 200
"""Results that are offered to choose from, the newest first."""


class Styled(forms.Form):
    """A form with the classes of the page's styles, that takes the refusals of a service."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget
            if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
                widget.attrs["class"] = "form-check-input"
            else:
                widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"
            if field.help_text:
                widget.attrs["aria-describedby"] = f"id_{name}_hint"

    def refuse(self, error: ValidationError) -> None:
        """Show the refusal of a service: beside its field where the form has it."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, problems in error.error_dict.items():
            self.add_error(name if name in self.fields else None, cast(Any, problems))


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": MOST_TEXT})


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )


def _gaps_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why it is graded although many figures are missing"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Only where the page of the run says in red that many figures are missing."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PrepareForm(Styled):
    """Which result of which run is graded, and under which title."""

    result = forms.ChoiceField(label=gettext_lazy("Result to be graded"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    basis_reason = forms.CharField(
        label=gettext_lazy("Why the grades do not stand on verified values"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Only where reported values are graded; it stands on the grading and its documents."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why grades that are final are put right"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Only where the period has final grades already; the new grading names the old one."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    gaps_reason = _gaps_field()

    def __init__(self, runs: Iterable[Run], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._results: dict[str, tuple[Run, str, str]] = {}
        labels = dict(Run.Basis.choices)
        for run in runs:
            for period in sorted(run.periods, reverse=True):
                for basis in run.bases:
                    self._results[f"{run.code}/{period}/{basis}"] = (run, period, basis)
        field = cast(forms.ChoiceField, self.fields["result"])
        field.choices = [
            (
                key,
                _("%(run)s: %(period)s, %(basis)s") % {"run": run, "period": period, "basis": labels[basis]},
            )
            for key, (run, period, basis) in self._results.items()
        ]
        field.error_messages["invalid_choice"] = _("There is no such result.")
        wanted = str(self.initial.get("result", ""))
        first = wanted if wanted in self._results else next(iter(self._results), "")
        if first:
            field.initial = first
            self.initial["result"] = first
            self.fields["title"].initial = _("Grades of the performance evaluation %(period)s") % {
                "period": self._results[first][1]
            }

    @property
    def has_results(self) -> bool:
        """Whether there is any result to choose."""
        return bool(self._results)

    def chosen(self) -> tuple[Run, str, str]:
        """Return run, period and basis of a valid form."""
        return self._results[self.cleaned_data["result"]]


class PublicityForm(Styled):
    """First and last day of a publicity."""

    first = _day_field(gettext_lazy("First day"))
    last = _day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = today()
        self.fields["first"].initial, self.fields["last"].initial = day, shortest_end(day)


class RebaseForm(PublicityForm):
    """The run that becomes the ground, and the publicity that follows where it changes anything."""

    run = forms.ChoiceField(label=gettext_lazy("New run"))
    gaps_reason = _gaps_field()
    field_order = ("run", "first", "last", "gaps_reason")

    def __init__(self, runs: Iterable[Run], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._runs = {run.code: run for run in runs}
        field = cast(forms.ChoiceField, self.fields["run"])
        field.choices = [(code, str(run)) for code, run in self._runs.items()]
        field.error_messages["invalid_choice"] = _("There is no such result.")
        self.fields["first"].required = self.fields["last"].required = False

    def chosen(self) -> Run:
        """Return the run of a valid form."""
        return self._runs[self.cleaned_data["run"]]


class GradingReasonForm(Styled):
    """A reason in words."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A field whose value is the list of the files that were sent."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files, each checked as a single one; an empty list where none was sent."""
        return [super(SeveralFilesField, self).clean(file, initial) for file in data or []]


class ObjectionForm(Styled):
    """An objection: of which platform, to which indicators, why; files are read from the request."""

    platform = forms.ModelChoiceField(
        label=gettext_lazy("Platform"), queryset=Platform.objects.none(), empty_label=None
    )
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("Indicators objected to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None where the objection is to the grade as a whole."),
    )
    text = forms.CharField(
        label=gettext_lazy("What you object to, and why"), max_length=MOST_TEXT, widget=_area(6)
    )
    proof = SeveralFilesField(
        label=gettext_lazy("Files that prove it"),
        required=False,
        widget=SeveralFiles(attrs={"accept": ".pdf,.ofd,.png,.jpg,.jpeg,.xlsx,.docx"}),
        help_text=gettext_lazy("PDF, OFD, pictures, Excel or Word; at most 10."),
    )

    def __init__(self, platforms: Any, indicators: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["platform"]).queryset = platforms
        choices = cast(forms.MultipleChoiceField, self.fields["indicators"])
        choices.choices = [(code, f"{code} {name}") for code, name in indicators.items()]


class FindingsForm(Styled):
    """What a re-check found."""

    findings = forms.CharField(
        label=gettext_lazy("Findings of the re-check"), max_length=MOST_TEXT, widget=_area(5)
    )


class AnswerForm(Styled):
    """Whether an objection is upheld, and the answer to the platform."""

    upheld = forms.ChoiceField(
        label=gettext_lazy("Decision on the objection"),
        choices=[("1", gettext_lazy("Uphold it")), ("0", gettext_lazy("Dismiss it"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer to the platform"), max_length=MOST_TEXT, widget=_area(4)
    )


def changes_in(data: QueryDict, lines: Iterable[GradeLine]) -> dict[str, tuple[str, str]]:
    """Return the grades and reasons that the page of the consultation sends, by platform; only those sent."""
    return {
        code: (data.get(f"grade-{code}", ""), data.get(f"reason-{code}", ""))
        for line in lines
        if f"grade-{(code := line.platform.code)}" in data
    }


def day_or_none(value: Any) -> date | None:
    """Return a cleaned day."""
    return value if isinstance(value, date) else None
