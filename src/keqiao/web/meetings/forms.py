"""The forms of the room: an event, a participation, a code at the door, a deal from a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.models import Need, Offer, PostingState
from keqiao.web.meetings.models import EventMeeting, EventParticipation, EventSideChoice, MatchmakingEvent
from keqiao.web.site.forms import styled

FIELDS = ("title", "words", "place", "on", "until", "begins", "minutes", "slots", "tables", "most")


class EventForm(forms.ModelForm):
    """An event."""

    edition = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    class Meta:
        model = MatchmakingEvent
        fields = FIELDS
        widgets = {
            "on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "begins": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "words": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = self.instance.edition
        styled(self)

    def fields_given(self) -> dict[str, Any]:
        """The fields of the event as they were given."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}

    def _post_clean(self) -> None:
        """Services check."""


class ParticipationForm(forms.Form):
    """Side, times, and once signed up a wish about each of the other side."""

    edition = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    side = forms.ChoiceField(label=_("My side"), choices=EventSideChoice)
    away = forms.MultipleChoiceField(
        label=_("I cannot come at"), required=False, widget=forms.CheckboxSelectMultiple()
    )

    def __init__(
        self, event: MatchmakingEvent, row: EventParticipation | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        times: list[tuple[str, str]] = [(str(slot), time) for slot, time in enumerate(event.slot_times())]
        away: Any = self.fields["away"]
        away.choices = times
        self.others: list[EventParticipation] = []
        if row is None:
            self.fields["agreed"] = forms.BooleanField(
                label=_("Other participants may read the name of my organisation")
            )
        else:
            self.fields["edition"].initial = row.edition
            self.fields["side"].initial, away.initial = row.side, [str(slot) for slot in row.away]
            wishes = dict(row.wishes.values_list("other", "wanted"))
            others = event.participations.coming().exclude(side=row.side).exclude(pk=row.pk)
            self.others = list(others.select_related("organisation"))
            for other in self.others:
                self.fields[f"wish_{other.pk}"] = forms.ChoiceField(
                    label=str(other.organisation),
                    required=False,
                    choices=[("", "—"), ("yes", _("I wish to meet")), ("no", _("rather not"))],
                    initial="" if other.pk not in wishes else "yes" if wishes[other.pk] else "no",
                )
        styled(self)

    def slots(self) -> list[int]:
        """The numbers of the slots at which the participant is away."""
        return [int(slot) for slot in self.cleaned_data["away"]]

    def wishes(self) -> dict[int, bool]:
        """The wishes by key of the other."""
        given = {other.pk: self.cleaned_data.get(f"wish_{other.pk}") for other in self.others}
        return {key: choice == "yes" for key, choice in given.items() if choice}


class PairRuleForm(forms.Form):
    """A pair that has to meet or must not."""

    edition = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    demand = forms.ModelChoiceField(
        label=_("Demand side"), queryset=EventParticipation.objects.none(), empty_label="—"
    )
    supply = forms.ModelChoiceField(
        label=_("Supply side"), queryset=EventParticipation.objects.none(), empty_label="—"
    )
    rule = forms.ChoiceField(
        label=_("Rule of the pair"),
        choices=[
            ("must", pgettext_lazy("pair", "has to meet")),
            ("never", pgettext_lazy("pair", "must not meet")),
        ],
    )

    def __init__(self, event: MatchmakingEvent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = event.edition
        for side in EventSideChoice.values:
            choice: Any = self.fields[side]
            choice.queryset = event.participations.coming().filter(side=side).select_related("organisation")
        styled(self)


class DoorCodeForm(forms.Form):
    """The code that a phone shows at the door."""

    code = forms.CharField(label=_("Code at the door"), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters"}
        styled(self)


class MeetingDealForm(forms.Form):
    """The need and the offer that a deal is about."""

    need = forms.ModelChoiceField(label=_("Need"), queryset=Need.objects.none(), empty_label=None)
    offer = forms.ModelChoiceField(label=_("Offer"), queryset=Offer.objects.none(), empty_label=None)

    def __init__(self, user: Actor, meeting: EventMeeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = (("need", Need, meeting.demand), ("offer", Offer, meeting.supply))
        for name, model, side in sides:
            rows = model.objects.visible_to(user).filter(
                organisation=side.organisation_id, state=PostingState.OPEN
            )
            choice: Any = self.fields[name]
            choice.queryset = rows
        styled(self)
