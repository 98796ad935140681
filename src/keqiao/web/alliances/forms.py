"""The forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.alliances.models import Alliance, AllianceGathering, AllianceMember
from keqiao.web.alliances.services import FIELDS
from keqiao.web.exchange.owners import named_organisation
from keqiao.web.registry.models import Organisation
from keqiao.web.site.forms import styled

MOST_RESOLUTIONS = 5


class NamedOrganisationField(forms.CharField):
    """An organisation of the register by its full name or code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)

    def prepare_value(self, value: Any) -> Any:
        """The name of an organisation that is there already."""
        if isinstance(value, int):
            row = Organisation.objects.filter(pk=value).first()
            return row.name if row is not None else ""
        return value

    def clean(self, value: Any) -> Any:
        """Return the organisation; None for an empty field. Raises ValidationError."""
        text = super().clean(value)
        return named_organisation(text) if text else None


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class AllianceForm(forms.ModelForm):
    """An alliance."""

    edition = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    secretary = NamedOrganisationField(
        label=gettext_lazy("Secretary: full name or unified social credit code")
    )
    founded_on = _day(gettext_lazy("Founded on"))

    class Meta:
        model = Alliance
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = self.instance.edition
        styled(self)

    def fields_given(self) -> dict[str, Any]:
        """The fields of the alliance as they were given."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}

    def _post_clean(self) -> None:
        """Services check."""


class MemberForm(forms.Form):
    """A member."""

    organisation = NamedOrganisationField(
        label=gettext_lazy("Organisation: full name or unified social credit code")
    )
    part = forms.ChoiceField(label=gettext_lazy("Part"), choices=AllianceMember.Part, initial="member")
    joined_on = _day(gettext_lazy("Joined on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class GatheringForm(forms.Form):
    """A gathering to be held."""

    title = forms.CharField(label=gettext_lazy("What"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AllianceGathering.Kind)
    on = _day(gettext_lazy("Day"))
    place = forms.CharField(label=pgettext_lazy("gathering", "Place"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class GatheringMinutesForm(forms.Form):
    """The minutes of a gathering."""

    edition = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class ResolutionForm(forms.Form):
    """A decision; empty where there is none."""

    words = forms.CharField(label=gettext_lazy("What was decided"), max_length=300, required=False)
    owner = NamedOrganisationField(label=gettext_lazy("Who does it"), required=False)
    due_on = _day(gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)

    def clean(self) -> dict[str, Any]:
        """All of it or nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = [bool(cleaned.get(name)) for name in ("words", "owner", "due_on")]
        if any(given) and not all(given) and not self.errors:
            raise ValidationError(_("A decision says what, who and until when."))
        return cleaned


ResolutionForms = forms.formset_factory(ResolutionForm, extra=MOST_RESOLUTIONS, max_num=MOST_RESOLUTIONS)
