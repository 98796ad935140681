"""The forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import Unit, User
from keqiao.web.facts.models import Snapshot
from keqiao.web.oversight.selectors import snapshots_to_diagnose
from keqiao.web.procedures.offering import ActionForm, StepOffer, with_fields
from keqiao.web.reports import library, services
from keqiao.web.reports.models import ApprovedParagraph, Study
from keqiao.web.reports.models.reports import LONGEST_SECTION
from keqiao.web.reports.rights import ANSWER, VIEW
from keqiao.web.site.forms import styled


def day(label: Any) -> forms.DateField:
    """A day, chosen by the browser's calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def long_text(label: Any, rows: int = 4) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}))


class StudyForm(forms.Form):
    """A study."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=pgettext_lazy("study", "Title"), max_length=200)
    purpose = long_text(pgettext_lazy("study", "What is studied"))
    snapshot = forms.ModelChoiceField(
        label=_("Snapshot that its figures come from"), queryset=Snapshot.objects.none(), required=False
    )
    flows_snapshot = forms.ModelChoiceField(
        label=_("Snapshot of the flows of a year, where it is another"),
        queryset=Snapshot.objects.none(),
        required=False,
    )
    members = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("study", "Members"), queryset=User.objects.none(), required=False
    )

    def __init__(self, user: Actor, study: Study | None = None, data: Any = None) -> None:
        initial = {}
        if study is not None:
            initial = {
                "edition": study.edition,
                "title": study.title,
                "purpose": study.purpose,
                "snapshot": study.snapshot_id,
                "flows_snapshot": study.flows_snapshot_id,
                "members": [member.pk for member in study.members.all()],
            }
        super().__init__(data, initial=initial)
        offered = [snapshot.pk for snapshot in snapshots_to_diagnose(user)]
        if study is not None:
            offered += [key for key in (study.snapshot_id, study.flows_snapshot_id) if key is not None]
        fields: Any = self.fields
        for name in ("snapshot", "flows_snapshot"):
            fields[name].queryset = Snapshot.objects.filter(pk__in=offered)
        fields["members"].queryset = holders(VIEW, everywhere=True).order_by("display_name", "username")
        styled(self)

    @property
    def sent(self) -> dict[str, Any]:
        """What services take."""
        names = ("title", "purpose", "snapshot", "flows_snapshot", "members")
        return {name: self.cleaned_data[name] for name in names}


class VisitForm(forms.Form):
    """A visit."""

    place = forms.CharField(label=pgettext_lazy("visit", "Place"), max_length=200)
    on = day(pgettext_lazy("visit", "Day"))
    hosts = forms.CharField(label=pgettext_lazy("visit", "With whom"), max_length=300, required=False)
    notes = long_text(pgettext_lazy("visit", "What was learnt"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class QuestionForm(forms.Form):
    """A question to a department."""

    unit = forms.ModelChoiceField(
        label=pgettext_lazy("question", "Who is asked"), queryset=Unit.objects.none()
    )
    words = long_text(pgettext_lazy("question", "Question"))
    due_on = day(_("Due on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["unit"]
        answering = holders(ANSWER).values("unit")
        units.queryset = Unit.objects.filter(pk__in=answering).order_by("name")
        styled(self)


class DrawUpForm(forms.Form):
    """A report to be drawn up."""

    title = forms.CharField(label=pgettext_lazy("survey report", "Title"), max_length=200)
    issuer = forms.CharField(label=pgettext_lazy("survey report", "Issued by"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class SectionForm(forms.Form):
    """The text of a section. Headings within it begin with ###, figures stand in {{…}}; an approved paragraph may be
    inserted at its end.
    """

    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=pgettext_lazy("section", "Text"),
        max_length=LONGEST_SECTION,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    paragraph = forms.ModelChoiceField(
        label=_("Approved paragraph to insert at the end"),
        queryset=ApprovedParagraph.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["paragraph"]
        offered.queryset = library.approved_for(user)
        styled(self)


class QuestionAnswerForm(ActionForm):
    """The answer to a question."""

    answer = long_text(pgettext_lazy("question", "Answer"), rows=6)


class QuestionReasonForm(ActionForm):
    """Why."""

    reason = long_text(_("Why"), rows=2)


class PlainReportForm(ActionForm):
    """Nothing to be told besides."""


QUESTION_OFFERS = (
    StepOffer(
        "answer",
        ("answer",),
        _("Answer the question"),
        _("Answer"),
        QuestionAnswerForm,
        with_fields(services.answer, "answer"),
        _("Answered; the study group has been told."),
    ),
    StepOffer(
        "return",
        ("return",),
        _("Return the answer"),
        _("Return"),
        QuestionReasonForm,
        with_fields(services.give_back, "reason"),
        _("Returned to the department."),
        aside=True,
    ),
    StepOffer(
        "withdraw",
        ("withdraw",),
        _("Withdraw the question"),
        _("Withdraw"),
        QuestionReasonForm,
        with_fields(services.withdraw, "reason"),
        _("Withdrawn."),
        aside=True,
    ),
)
REPORT_OFFERS = (
    StepOffer(
        "issue",
        ("issue",),
        _("Issue the report"),
        _("Issue"),
        PlainReportForm,
        with_fields(services.issue),
        _("Issued; readers have been told."),
        aside=True,
        hint=_("Every figure has a fact and nothing contradicts; afterwards no word changes any more."),
    ),
)
