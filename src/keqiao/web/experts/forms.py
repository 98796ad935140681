"""The form of a panel: what is scored of which subjects, by whom, until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.experts import criteria
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.selectors import possible_experts
from keqiao.web.experts.subject_kinds import kind
from keqiao.web.procedures.responses import refused, status_of
from keqiao.web.site.punctuation import bracketed

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}


class PanelForm(forms.Form):
    """A panel as an officer writes it. ``panel`` carries what is there already, also the panel that is put right."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, widget=forms.TextInput(attrs=TEXT))
    field = forms.CharField(
        label=gettext_lazy("Field of expertise"), max_length=100, widget=forms.TextInput(attrs=TEXT)
    )
    rated = forms.ChoiceField(label=gettext_lazy("What is rated"), widget=forms.Select(attrs=SELECT))
    period = forms.CharField(label=gettext_lazy("Period"), max_length=10, widget=forms.TextInput(attrs=TEXT))
    subjects = forms.MultipleChoiceField(
        label=gettext_lazy("What is scored"), widget=forms.CheckboxSelectMultiple
    )
    experts = forms.MultipleChoiceField(label=gettext_lazy("Experts"), widget=forms.CheckboxSelectMultiple)
    chair = forms.ChoiceField(label=gettext_lazy("Chair"), required=False, widget=forms.Select(attrs=SELECT))
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        required=False,
        widget=forms.DateInput(attrs=TEXT | {"type": "date"}, format="%Y-%m-%d"),
    )
    guidance = forms.CharField(
        label=gettext_lazy("Guidance for the experts"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs=TEXT | {"rows": 5}),
    )

    def __init__(self, user: Actor, panel: ExpertPanel, data: Any = None) -> None:
        super().__init__(data, initial=_initial(panel))
        self.panel = panel
        self.choices = {criterion.key: criterion for criterion in criteria.offered(user)}
        self.choosable = {
            key_of(code, subject.key): (code, subject)
            for code in sorted({criterion.subject_kind for criterion in self.choices.values()})
            for subject in kind(code).offered(user)
        }
        self.people = {str(person.pk): person for person in possible_experts()}
        fields: dict[str, Any] = self.fields
        fields["rated"].choices = [
            (key, f"{criterion.measure} — {criterion.basis_name}") for key, criterion in self.choices.items()
        ]
        fields["subjects"].choices = [(key, str(subject)) for key, (_kind, subject) in self.choosable.items()]
        fields["experts"].choices = [
            (key, bracketed(person, person.unit)) for key, person in self.people.items()
        ]
        fields["chair"].choices = [("", "—"), *((key, str(person)) for key, person in self.people.items())]
        for name in ("subjects", "experts"):
            fields[name].widget.attrs["class"] = "form-check-input"
        if panel.corrects is not None:
            fields["rated"].disabled = fields["period"].disabled = True
        if not self.choices:
            fields["rated"].help_text = _("No scheme in force has a measure that experts rate.")

    def refuse(self, error: ValidationError, now: ExpertPanel | None) -> int:
        """Put what a service says under the fields it names; return the status with which the form comes back.

        ``now``: the panel as it stands, told beside what was typed where somebody else was faster.
        """
        if not hasattr(error, "error_dict"):
            return refused(self, error, written(now) if now is not None else None)
        for name, problems in error.message_dict.items():
            self.add_error(name if name in self.fields else None, [*problems])
        return status_of(error)

    def filled(self) -> ExpertPanel:
        """Return the panel with what was written; call it when the form is valid."""
        given, panel = self.cleaned_data, self.panel
        criterion = self.choices[given["rated"]]
        panel.source, panel.basis, panel.measure = criterion.source, criterion.basis, criterion.measure
        panel.subject_kind = criterion.subject_kind
        for name in ("title", "field", "period", "due_on", "guidance"):
            setattr(panel, name, given[name])
        panel.chair = self.people[given["chair"]] if given["chair"] else None
        return panel

    def clean(self) -> dict[str, Any]:
        """Refuse subjects of another kind than what is rated is asked of."""
        given = self.cleaned_data
        criterion = self.choices.get(given.get("rated", ""))
        kinds = {self.choosable[key][0] for key in given.get("subjects", ())}
        if criterion is not None and kinds - {criterion.subject_kind}:
            self.add_error("subjects", _("This is not asked of all of them."))
        return given

    @property
    def chosen_subjects(self) -> list[int]:
        """The keys of the subjects ticked."""
        return [self.choosable[key][1].key for key in self.cleaned_data["subjects"]]

    @property
    def chosen_experts(self) -> list[User]:
        """The experts ticked."""
        return [self.people[key] for key in self.cleaned_data["experts"]]


def key_of(code: str, key: int) -> str:
    """Return how the form names a subject of a kind."""
    return f"{code}:{key}"


def written(panel: ExpertPanel) -> dict[str, Any]:
    """Return what stands in a stored panel, by field of the form."""
    return _initial(panel)


def _initial(panel: ExpertPanel) -> dict[str, Any]:
    """Return what stands in the form at first: the panel's own, or that of the panel it puts right."""
    source = panel if panel.pk is not None else panel.corrects
    if source is None:
        return {}
    return {
        "title": source.title,
        "field": source.field,
        "rated": criteria.key(source.source, source.basis, source.measure),
        "period": source.period,
        "subjects": [key_of(source.subject_kind, row.key) for row in source.subjects.all()],
        "experts": [str(seat.expert_id) for seat in source.seats.all()],
        "chair": str(source.chair_id or ""),
        "due_on": panel.due_on,
        "guidance": source.guidance,
    }
