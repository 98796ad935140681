"""Forms of the room: pools, the decision, reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keqiao.money import YUAN_PER_WAN
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.selectors import visible_runs
from keqiao.web.funding.documents import PARAMETERS
from keqiao.web.funding.models import Pool
from keqiao.web.funding.services.pools import PoolTerms
from keqiao.web.grading.models import Grading
from keqiao.web.grading.selectors import in_effect
from keqiao.web.site import numbers
from keqiao.web.site.figures import WAN, FigureField
from keqiao.web.site.forms import styled
from keqiao.web.site.punctuation import bracketed, clauses


def _marked(run: Run) -> str:
    return gettext("%(run)s (draft, for trial)") % {"run": run} if run.is_trial else str(run)


class PoolForm(forms.Form):
    """Title, period, amount in 万元, source, and the grades that the money follows.

    An amount outside the usual bounds is asked about once more: 元 typed for 万元 makes it 10 000 times too large.
    """

    title = forms.CharField(label=_("Title"), max_length=200)
    grades = forms.ChoiceField(
        label=pgettext_lazy("pool", "Grades"),
        help_text=_("A final grading is needed to decide; a run gives a trial computation only."),
    )
    amount = FigureField(
        label=pgettext_lazy("pool", "Amount (10k yuan)"),
        unit=WAN,
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=6,
        help_text=_("10k yuan, not yuan: 2000 means 20 million yuan"),
    )
    source = forms.CharField(
        label=_("Source document"),
        max_length=500,
        required=False,
        help_text=_("Budget or notice that provides the money"),
    )
    confirmed = forms.BooleanField(label=_("The amount is right as written"), required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def __init__(self, user: Actor, *args: Any, pool: Pool | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gradings = list(
            Grading.objects.visible_to(user).exclude(state=Grading.State.WITHDRAWN).select_related("run")
        )
        finals = set(in_effect(Grading.objects.all()).values_list("pk", flat=True))
        done = visible_runs(user).filter(state=Run.State.DONE)
        self.runs = sorted(
            done, key=lambda run: run.is_trial
        )  # the bureau may try drafts; they come last, marked
        gradings = [
            (f"d{grading.pk}", bracketed(grading, clauses(grading.period, grading.get_state_display())))
            for grading in sorted(self.gradings, key=lambda grading: (grading.pk not in finals, -grading.pk))
        ]
        trials = [
            (f"r{run.pk}-{period}", bracketed(_marked(run), period))
            for run in self.runs
            for period in sorted(run.periods)
        ]
        cast(forms.ChoiceField, self.fields["grades"]).choices = [
            ("", "—"),
            (_("Gradings"), gradings),
            (_("Runs (trial computation)"), trials),
        ]
        self.ask = False
        styled(self)
        if pool is not None and not self.is_bound:
            self.initial = self.of(pool)

    @staticmethod
    def of(pool: Pool) -> dict[str, Any]:
        """Return what a pool is, as the fields of the form."""
        return {
            "title": pool.title,
            "source": pool.source,
            "edition": pool.edition,
            "amount": f"{(pool.amount / YUAN_PER_WAN).normalize():f}",
            "grades": chosen_word(pool),
        }

    def clean(self) -> dict[str, Any]:
        """Ask once more about an unusual amount."""
        cleaned: dict[str, Any] = super().clean() or {}
        amount = cleaned.get("amount")
        if amount is not None:
            yuan, bounds = amount * YUAN_PER_WAN, PARAMETERS.in_force()
            self.ask = not bounds.below <= yuan <= bounds.above
            if self.ask and not cleaned.get("confirmed"):
                self.add_error(
                    "amount",
                    _(
                        "You wrote %(wan)s 10k yuan, that is %(yuan)s yuan. If yuan were meant, write %(other)s. "
                        "Otherwise confirm the amount below."
                    )
                    % {
                        "wan": numbers.number(amount, 2),
                        "yuan": numbers.number(yuan, 2),
                        "other": numbers.number(amount / YUAN_PER_WAN),
                    },
                )
        return cleaned

    def terms(self) -> PoolTerms:
        """Return what was asked for; call it on a valid form."""
        data = self.cleaned_data
        word = data["grades"]
        grading = next((candidate for candidate in self.gradings if word == f"d{candidate.pk}"), None)
        pk, _dash, period = word.removeprefix("r").partition("-")
        run = (
            None
            if grading is not None
            else next((candidate for candidate in self.runs if str(candidate.pk) == pk), None)
        )
        return PoolTerms(
            data["title"],
            grading.period if grading is not None else period,
            data["amount"] * YUAN_PER_WAN,
            data["source"],
            grading,
            run,
        )


def chosen_word(pool: Pool) -> str:
    """Return the choice of the form that a pool has."""
    if pool.grading_id is not None:
        return f"d{pool.grading_id}"
    return f"r{pool.run_id}-{pool.period}" if pool.run_id is not None else ""


class DecisionForm(forms.Form):
    """Which proposal, by what meeting, on which edition of the pool."""

    proposal = forms.TypedChoiceField(label=_("Proposal"), coerce=int)
    minutes = forms.CharField(
        label=_("Minutes"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Who met when and decided what"),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    def __init__(self, choices: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nothing is chosen beforehand: which proposal is the decision itself.
        cast(forms.ChoiceField, self.fields["proposal"]).choices = [("", "—"), *choices]
        styled(self)
