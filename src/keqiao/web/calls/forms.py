"""Forms: a notice to read, a call to correct with its deadlines, the steps of an application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.calls.models import CallDeadline, CallKind, CallLevel, UpwardCall
from keqiao.web.programmes.selectors import in_force
from keqiao.web.site.figures import FigureField, MoneyField
from keqiao.web.site.forms import styled

CHOOSE = ("", "—")
DAY = {"type": "date"}


class NoticeForm(forms.Form):
    """A notice as a file or as its text."""

    file = forms.FileField(label=_("Word document, PDF or text file"), required=False)
    text = forms.CharField(
        label=_("or the text itself"), required=False, widget=forms.Textarea(attrs={"rows": 16})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)

    def clean(self) -> dict[str, Any]:
        """One of both is given."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("file") and not (given.get("text") or "").strip():
            raise forms.ValidationError(_("Choose a file, or paste the text of the notice."))
        return given


class CallForm(forms.ModelForm):
    """The fields of a call."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    year = FigureField(label=pgettext_lazy("call", "year"), whole=True, min_value=2000, max_value=2100)
    quota = FigureField(label=_("places"), whole=True, required=False, min_value=1, max_value=100_000)

    class Meta:
        model = UpwardCall
        fields = (
            "title",
            "kind",
            "level",
            "issuer",
            "document_number",
            "issued_on",
            "year",
            "valid_to",
            "lead",
            "support",
            "quota",
            "programme",
            "materials",
            "summary",
            "unasked",
        )
        widgets = {
            "issued_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "materials": forms.Textarea(attrs={"rows": 4}),
            "summary": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = CallKind.choices
        levels: Any = self.fields["level"]
        levels.choices = [CHOOSE, *CallLevel.choices]
        programmes: Any = self.fields["programme"]
        programmes.queryset = programmes.queryset.filter(pk__in=[version.pk for version in in_force()])
        self.fields["edition"].initial = self.instance.edition
        styled(self)

    def _post_clean(self) -> None:
        """The service checks the row, under the lock: here nothing is set on it."""


class DeadlineForm(forms.Form):
    """One deadline; an empty row is none."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    who = forms.CharField(label=_("who"), max_length=100, required=False)
    what = forms.CharField(label=pgettext_lazy("deadline", "what"), max_length=200, required=False)
    on = forms.DateField(
        label=pgettext_lazy("deadline", "by"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    time = forms.CharField(label=_("time of day"), max_length=20, required=False)
    for_applicant = forms.BooleanField(label=_("last one for applicants"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)

    def clean(self) -> dict[str, Any]:
        """A deadline has somebody, something and a day."""
        given: dict[str, Any] = super().clean() or {}
        parts = [given.get("who"), given.get("what"), given.get("on")]
        if any(parts) and not all(parts) and not self.errors:
            raise forms.ValidationError(_("Say who has to do what by when, or empty the row."))
        return given


DeadlineForms = forms.formset_factory(DeadlineForm, extra=2, max_num=40, absolute_max=60)


def deadlines_of(call: UpwardCall, sent: Any) -> list[CallDeadline]:
    """Return the deadlines as they are sent: stored ones changed, others new; emptied rows are left out."""
    stored = {deadline.pk: deadline for deadline in call.deadlines.all()}
    deadlines = []
    for form in sent.forms:
        given = form.cleaned_data
        if not given.get("on"):
            continue
        deadline = stored.get(given.get("key")) or CallDeadline()
        for name in ("who", "what", "on", "time", "for_applicant"):
            setattr(deadline, name, given[name])
        deadlines.append(deadline)
    return deadlines


class CallActionForm(forms.Form):
    """Base of the steps of an application: the edition that the reader had open goes along."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class StepReasonForm(CallActionForm):
    """A reason in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ContactForm(CallActionForm):
    """Who wants to apply."""

    contact = forms.CharField(label=_("Contact person and telephone"), max_length=100)


class CallMaterialForm(CallActionForm):
    """What is handed in."""

    project = forms.CharField(label=_("What is applied for"), max_length=300)
    documents = forms.CharField(
        label=_("Documents, one in each line"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    requested = MoneyField(label=_("Amount applied for (10k yuan)"), required=False)


class ApprovalForm(CallActionForm):
    """The result."""

    approved_on = forms.DateField(label=_("Approved on"), widget=forms.DateInput(attrs=DAY))
    approved = MoneyField(label=_("Amount approved (10k yuan)"), required=False)


class MoneyReceivedForm(CallActionForm):
    """Money that came, in all."""

    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs=DAY))
    received = MoneyField(label=_("Amount received in all (10k yuan)"))


class ServiceRatingForm(CallActionForm):
    """好差评."""

    points = forms.TypedChoiceField(
        label=_("How was the service?"),
        coerce=int,
        choices=[
            ("5", pgettext_lazy("rating", "very good")),
            ("4", pgettext_lazy("rating", "good")),
            ("3", pgettext_lazy("rating", "fair")),
            ("2", pgettext_lazy("rating", "bad")),
            ("1", pgettext_lazy("rating", "very bad")),
        ],
    )
    remark = forms.CharField(label=_("What could be better"), max_length=500, required=False)
