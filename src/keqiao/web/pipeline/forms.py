"""Forms of the steps of projects and gates. What a field may hold the services say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.pipeline import selectors
from keqiao.web.pipeline.actions import path_of, rule_of
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import Met
from keqiao.web.procedures.offering import ActionForm
from keqiao.web.site.numbers import number
from keqiao.web.site.punctuation import labelled
from keqiao.web.tolerance.selectors import results

CHOOSE = ("", "—")
MOST_LINES = 5
"""Lines for what is missing."""


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required)


def words_field(label: Any, most: int, rows: int = 3, *, required: bool = True) -> forms.CharField:
    """A field for words on several lines."""
    return forms.CharField(
        label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


class ManagerForm(ActionForm):
    """Who is put in charge of a project."""

    manager = forms.ChoiceField(label=_("Project manager"))
    qualification = forms.ChoiceField(label=pgettext_lazy("manager", "Qualification"))
    mandate = words_field(_("Mandate: what the manager may do and answers for"), 1000, required=False)
    reason = words_field(_("Why the project is handed over"), 1000, rows=2, required=False)

    def arrange(self) -> None:
        """A reason is asked for in a hand-over only."""
        if self.row.manager_id is None:
            del self.fields["reason"]

    def start(self) -> dict[str, Any]:
        """Nothing is proposed."""
        return {}

    def choices(self) -> dict[str, Any]:
        """Who may manage projects, and the qualifications of the rules."""
        people = [(str(person.pk), str(person)) for person in selectors.possible_managers()]
        known = GATE_RULES.in_force().managers.qualifications
        return {
            "manager": [CHOOSE, *people],
            "qualification": [CHOOSE, *((entry.code, str(entry.name)) for entry in known)],
        }


class OwedForm(ActionForm):
    """Something that the project delivers."""

    name = forms.CharField(label=_("What is owed"), max_length=300)
    due_on = day_field(_("Due on"))

    def start(self) -> dict[str, Any]:
        """Nothing is proposed."""
        return {}


class DeliverForm(ActionForm):
    """What is handed in."""

    deliverable = forms.ChoiceField(label=_("What is owed"))
    file = forms.FileField(label=_("File"), required=False)
    note = words_field(_("Note"), 1000, rows=2, required=False)

    def choices(self) -> dict[str, Any]:
        """What is open."""
        open_ones = self.row.deliverables.filter(delivered_at=None)
        return {"deliverable": [CHOOSE, *((str(owed.pk), owed.name) for owed in open_ones)]}


class WhyForm(ActionForm):
    """A reason."""

    reason = words_field(pgettext_lazy("project", "Why"), 1000, rows=2)

    def start(self) -> dict[str, Any]:
        """Nothing is proposed."""
        return {}


class NothingForm(ActionForm):
    """A step that asks nothing."""


class MaterialForm(ActionForm):
    """A file for an item of the list."""

    item = forms.ChoiceField(label=_("Item"))
    file = forms.FileField(label=_("File"))

    def choices(self) -> dict[str, Any]:
        """Items of the gate."""
        items = rule_of(self.row).item
        return {"item": [CHOOSE, *((code, str(item.name)) for code, item in items.items())]}


class TakeOutForm(ActionForm):
    """A file that is taken out."""

    material = forms.ChoiceField(label=_("File"))

    def choices(self) -> dict[str, Any]:
        """Files of the review."""
        rows = self.row.materials.filter(removed_at=None).select_related("file")
        items = rule_of(self.row).item
        named = [(str(row.pk), labelled(items[row.item].name, row.file.original_name)) for row in rows]
        return {"material": [CHOOSE, *named]}


class SubmitForm(ActionForm):
    """What was achieved."""

    summary = words_field(_("What was achieved"), 4000, rows=5)


class GateDecisionForm(ActionForm):
    """The decision, with a line for each criterion, and what is missing."""

    decision = forms.ChoiceField(label=pgettext_lazy("gate", "Decision"))
    readiness = forms.ChoiceField(label=_("Readiness reached (TRL)"), required=False)
    reason = words_field(_("Reasons of the decision"), 1000)

    def arrange(self) -> None:
        """Two fields for each criterion, and lines for what is missing."""
        for code, criterion in rule_of(self.row).criterion.items():
            label = (
                str(criterion.name)
                if criterion.must
                else _("%(name)s (need not be met)") % {"name": criterion.name}
            )
            self.fields[f"met_{code}"] = forms.ChoiceField(label=label, choices=[CHOOSE, *Met.choices])
            self.fields[f"why_{code}"] = forms.CharField(
                label=pgettext_lazy("project", "Why"), max_length=500, required=False
            )
        for line in range(1, MOST_LINES + 1):
            label = _("Missing, %(number)d") % {"number": line}
            self.fields[f"name_{line}"] = forms.CharField(label=label, max_length=300, required=False)
            self.fields[f"by_{line}"] = day_field(pgettext_lazy("deliverable", "by"), required=False)

    def start(self) -> dict[str, Any]:
        """What was said on the criteria before."""
        known = self.row.assessments
        start = {f"met_{code}": said["met"] for code, said in known.items()}
        return start | {f"why_{code}": said["why"] for code, said in known.items()}

    def choices(self) -> dict[str, Any]:
        """Decisions, and the levels of the project's scale."""
        levels = path_of(self.row.passage).levels
        named = [(str(at), f"{at} {words}") for at, words in enumerate(levels, 1)]
        return {"decision": [CHOOSE, *DECISION_WORDS], "readiness": [CHOOSE, *named]}

    def assessments(self) -> dict[str, tuple[str, str]]:
        """Return what is said on each criterion."""
        said = self.cleaned_data
        return {
            code: (said.get(f"met_{code}", ""), said.get(f"why_{code}", ""))
            for code in rule_of(self.row).criterion
        }

    def missing(self) -> list[tuple[str, date | None]]:
        """Return what is missing and by when, the filled lines only."""
        said = self.cleaned_data
        lines = [(said.get(f"name_{at}", ""), said.get(f"by_{at}")) for at in range(1, MOST_LINES + 1)]
        return [line for line in lines if line[0] or line[1]]


DECISION_WORDS = (
    ("let_pass", pgettext_lazy("decision", "Pass")),
    ("ask_more", pgettext_lazy("decision", "Complete")),
    ("hold", pgettext_lazy("decision", "Hold")),
    ("stop", pgettext_lazy("decision", "Stop")),
)


class LineForm(ActionForm):
    """The money behind a tranche."""

    line = forms.ChoiceField(label=_("Amount of the platform in a decided pool"))

    def start(self) -> dict[str, Any]:
        """What is named now."""
        return {"line": self.row.tranche.line_id}

    def choices(self) -> dict[str, Any]:
        """Amounts of the platform."""
        lines = selectors.lines_for(self.row)
        named = [
            (str(line.pk), labelled(line.proposal.chosen_for, number(line.amount / 10_000, 2)))
            for line in lines
        ]
        return {"line": [CHOOSE, *named]}


class CaseForm(ActionForm):
    """The evaluation in which the failure shall not count."""

    of = forms.ChoiceField(label=_("Evaluation"))

    def choices(self) -> dict[str, Any]:
        """What was evaluated, as far as the user may see it."""
        return {"of": [CHOOSE, *((result.key, str(result)) for result in results(self.user))]}
