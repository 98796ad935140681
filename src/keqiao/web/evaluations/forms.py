"""Forms of the room: start a run, upload a scheme version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keqiao.web.evaluations import services
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.evaluations.selectors import visible_schemes
from keqiao.web.facts.models import Snapshot
from keqiao.web.site.forms import YamlForm, styled

LARGEST_SCHEME = 2_000_000
"""Bytes of a scheme file that is read at all."""


def _is_year(period: str) -> bool:
    return len(period) == 4


def _offered(snapshot: Snapshot) -> list[str]:
    """Return the periods of a snapshot that a run may evaluate: its years, or all where it has none."""
    years = sorted(period for period in snapshot.periods if _is_year(period))
    return years or sorted(snapshot.periods)


class SchemeChoice(forms.ModelChoiceField):
    """Scheme versions by name; a draft, which may be tried, is marked as one."""

    def label_from_instance(self, obj: SchemeVersion) -> str:
        """Return the words of an option."""
        if obj.status != SchemeVersion.Status.DRAFT:
            return str(obj)
        return str(_("%(scheme)s (draft, for trial)") % {"scheme": obj})


class NewRunForm(forms.Form):
    """Snapshot, scheme version, periods, basis: what a run is computed from.

    The periods offered are those of the snapshot chosen; choosing another asks the page for its periods.
    """

    title = forms.CharField(label=_("Title"), max_length=200)
    snapshot = forms.ModelChoiceField(label=_("Snapshot"), queryset=Snapshot.objects.none(), empty_label=None)
    scheme = SchemeChoice(label=_("Scheme version"), queryset=SchemeVersion.objects.none(), empty_label=None)
    periods = forms.MultipleChoiceField(
        label=_("Periods"), widget=forms.CheckboxSelectMultiple, required=False
    )
    basis = forms.ChoiceField(
        label=_("Basis"), choices=Run.Basis.choices, widget=forms.RadioSelect, initial=Run.Basis.VERIFIED
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        snapshots = Snapshot.objects.visible_to(user).filter(state=Snapshot.State.FROZEN)
        cast(forms.ModelChoiceField, self.fields["snapshot"]).queryset = snapshots
        cast(forms.ModelChoiceField, self.fields["scheme"]).queryset = visible_schemes(user).exclude(
            status=SchemeVersion.Status.RETIRED
        )
        styled(self)
        self.fields["snapshot"].widget.attrs |= {
            "hx-get": reverse("evaluations:new"),
            "hx-trigger": "change",
            "hx-target": "#periods",
            "hx-select": "#periods",
            "hx-swap": "outerHTML",
        }
        chosen = self._chosen(list(snapshots))
        if chosen is None:
            return
        self.fields["snapshot"].initial = chosen.pk
        offered = _offered(chosen)
        periods = cast(forms.MultipleChoiceField, self.fields["periods"])
        periods.choices = [(period, period) for period in offered]
        periods.error_messages["invalid_choice"] = _("The snapshot has no figures of %(value)s.")
        if offered:
            periods.initial = [offered[-1]]
            self.fields["title"].initial = _("Performance evaluation %(year)s, trial") % {"year": offered[-1]}

    def _chosen(self, snapshots: Sequence[Snapshot]) -> Snapshot | None:
        """Return the snapshot that was asked for or sent, else the newest that holds a whole year, else the newest."""
        given = str((self.data if self.is_bound else self.initial).get("snapshot", ""))
        asked = next((one for one in snapshots if str(one.pk) == given), None)
        whole = next((one for one in snapshots if any(_is_year(period) for period in one.periods)), None)
        return asked or whole or next(iter(snapshots), None)

    def clean(self) -> dict[str, Any]:
        """Ask for a period; those offered are those of the snapshot sent."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("periods") and "periods" not in self.errors:
            self.add_error("periods", _("Choose at least one period."))
        return cleaned

    def save(self, actor: Any) -> Run:
        """Start the run."""
        data = self.cleaned_data
        return services.start_run(
            actor,
            title=data["title"],
            snapshot=data["snapshot"],
            scheme=data["scheme"],
            periods=data["periods"],
            basis=data["basis"],
        )


class SchemeForm(YamlForm):
    """A scheme file or its text, and the notice or decision that sets it."""

    largest = LARGEST_SCHEME
    too_large = _("The file is too large for a scheme.")
    nothing = _("Choose a file or paste the text of a scheme.")

    source = forms.CharField(
        label=_("Source"), required=False, max_length=500, help_text=_("Notice or decision that sets it")
    )
