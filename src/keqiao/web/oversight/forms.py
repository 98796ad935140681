"""Forms of the room: what is diagnosed, and rules that are tried."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Basis, Snapshot
from keqiao.web.oversight.selectors import snapshots_to_diagnose
from keqiao.web.rulebooks.forms import VersionForm
from keqiao.web.site.forms import styled
from keqiao.web.site.punctuation import bracketed, listed

TRIAL_ORDER = ("text", "file", "snapshot", "period", "basis", "version", "valid_from", "source")


class DiagnosedFields(forms.Form):
    """Which figures: a snapshot, one of its periods, on which basis."""

    snapshot = forms.ChoiceField(label=gettext_lazy("Snapshot"))
    period = forms.CharField(
        label=gettext_lazy("Period"),
        max_length=10,
        help_text=gettext_lazy("A period of the snapshot, such as 2023"),
    )
    basis = forms.ChoiceField(
        label=pgettext_lazy("figure", "Basis"), choices=Basis.choices, initial=Basis.REPORTED
    )

    def offer(self, user: Actor) -> None:
        """Offer the snapshots that the user may see; begin with the newest and its last whole year."""
        self.snapshots = {snapshot.code: snapshot for snapshot in snapshots_to_diagnose(user)}
        field: Any = self.fields["snapshot"]
        field.choices = [
            (code, bracketed(str(snapshot), listed(snapshot.periods)))
            for code, snapshot in self.snapshots.items()
        ]
        first = next((s for s in self.snapshots.values() if any(len(p) == 4 for p in s.periods)), None)
        if first is not None:
            self.fields["snapshot"].initial = first.code
            self.fields["period"].initial = max(period for period in first.periods if len(period) == 4)

    def clean_snapshot(self) -> Snapshot:
        """The snapshot itself."""
        return self.snapshots[self.cleaned_data["snapshot"]]

    def clean_period(self) -> str:
        """One that the snapshot has."""
        period = str(self.cleaned_data["period"]).strip()
        snapshot = self.cleaned_data.get("snapshot")
        if snapshot is not None and period not in snapshot.periods:
            raise ValidationError(
                _("The snapshot %(snapshot)s has the periods %(periods)s.")
                % {"snapshot": snapshot.code, "periods": listed(snapshot.periods)}
            )
        return period


class DiagnoseForm(DiagnosedFields):
    """What is diagnosed."""

    def __init__(self, user: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(user)
        styled(self)


class TrialForm(DiagnosedFields, VersionForm):
    """Rules that are tried on figures; the fields of a version are needed only when they are kept."""

    def __init__(self, user: Actor, *args: Any, keeping: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, field_order=TRIAL_ORDER, **kwargs)
        self.offer(user)
        styled(self)
        for name in ("version", "valid_from"):
            self.fields[name].required = keeping

    @property
    def sent(self) -> dict[str, Any]:
        """The fields of the version."""
        return {name: self.cleaned_data[name] for name in ("text", "version", "valid_from", "source")}
