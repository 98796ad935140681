"""The form by which a run is started."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import services
from keqiao.web.evaluations.completeness import Forecast, forecast
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.evaluations.selectors import usable_schemes
from keqiao.web.facts.models import Snapshot
from keqiao.web.site.forms import styled


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
        if not obj.is_draft:
            return str(obj)
        return str(_("%(scheme)s (draft, for trial)") % {"scheme": obj})


class NewRunForm(forms.Form):
    """Snapshot, scheme version, periods, basis: what a run is computed from.

    The periods offered are those of the snapshot chosen; choosing another asks the page for its periods, and whatever
    is chosen for what would be missing.
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

    confirmed = forms.BooleanField(
        label=_("I have read what is missing; the run is started all the same"), required=False
    )

    def __init__(self, user: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        snapshots = Snapshot.objects.visible_to(user).filter(state=Snapshot.State.FROZEN)
        cast(forms.ModelChoiceField, self.fields["snapshot"]).queryset = snapshots
        schemes = usable_schemes(user)
        scheme = cast(forms.ModelChoiceField, self.fields["scheme"])
        scheme.queryset = schemes
        key = str((self.data if self.is_bound else self.initial).get("scheme", ""))
        self.version = next((candidate for candidate in schemes if str(candidate.pk) == key), None)
        if self.version is None and not self.is_bound:
            # A draft is never chosen for anybody: without a version in force the choice stays open.
            self.version = next((candidate for candidate in schemes if not candidate.is_draft), None)
            self.initial.pop("scheme", None)
        scheme.initial = self.version.pk if self.version is not None else None
        if self.version is None:
            scheme.empty_label = "—"
        styled(self)
        asking = {
            "hx-get": reverse("evaluations:new"),
            "hx-trigger": "change",
            "hx-include": "closest form",
            "hx-params": "snapshot,scheme,periods,basis",
            "hx-swap": "outerHTML",
        }
        self.fields["snapshot"].widget.attrs |= asking | {
            "hx-target": "#periods",
            "hx-select": "#periods",
            "hx-select-oob": "#forecast",
        }
        for name in ("scheme", "periods", "basis"):
            self.fields[name].widget.attrs |= asking | {"hx-target": "#forecast", "hx-select": "#forecast"}
        self.forecast: Forecast | None = None
        chosen = self._chosen(list(snapshots))
        if chosen is None:
            return
        self.fields["snapshot"].initial = chosen.pk
        offered = _offered(chosen)
        periods = cast(forms.MultipleChoiceField, self.fields["periods"])
        periods.choices = [(period, period) for period in offered]
        periods.error_messages["invalid_choice"] = _("The snapshot has no figures of %(value)s.")
        if offered:
            wanted = [period for period in self.initial.get("periods", ()) if period in offered]
            periods.initial = self.initial["periods"] = wanted or [offered[-1]]
            words = _("Performance evaluation %(year)s, trial")
            if not _is_year(offered[-1]):
                words = _("Trial computation as of %(year)s, no evaluation of a year")
            self.fields["title"].initial = words % {"year": offered[-1]}

        if not self.is_bound and self.version is not None and periods.initial:
            basis = self.initial.get("basis", Run.Basis.REPORTED)
            self.forecast = forecast(chosen, self.version, periods.initial, basis)

    def _chosen(self, snapshots: Sequence[Snapshot]) -> Snapshot | None:
        """Return the snapshot that was asked for or sent, else the newest that holds a whole year, else the newest."""
        given = str((self.data if self.is_bound else self.initial).get("snapshot", ""))
        snapshot = next((candidate for candidate in snapshots if str(candidate.pk) == given), None)
        whole = next(
            (candidate for candidate in snapshots if any(_is_year(period) for period in candidate.periods)),
            None,
        )
        return snapshot or whole or next(iter(snapshots), None)

    def clean(self) -> dict[str, Any]:
        """Ask for a period; those offered are those of the snapshot sent."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("periods") and "periods" not in self.errors:
            self.add_error("periods", _("Choose at least one period."))
        if not self.errors:
            given = (cleaned["snapshot"], cleaned["scheme"], cleaned["periods"], cleaned["basis"])
            self.forecast = forecast(*given)
            if self.forecast.is_alarming and not cleaned.get("confirmed"):
                self.add_error("confirmed", _("Read what is missing and confirm, or choose otherwise."))
        return cleaned

    def save(self, actor: Actor) -> Run:
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
