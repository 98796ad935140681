"""Forms of targets of attraction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.models import User
from keqiao.web.evaluations.reading import words
from keqiao.web.notices.selectors import people_everywhere
from keqiao.web.planning.documents import CHAINS
from keqiao.web.planning.models import AttractionTarget
from keqiao.web.planning.rights import ATTRACT
from keqiao.web.procedures.offering import ActionForm
from keqiao.web.site.forms import styled
from keqiao.web.site.punctuation import bracketed

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def owners() -> Any:
    """Return the people who may be in charge of a target."""
    return User.objects.filter(pk__in=[person.pk for person in people_everywhere(ATTRACT)]).order_by("pk")


class NewAttractionForm(forms.Form):
    """Whom to attract, for which node, by whom, until when the first step is taken."""

    node = forms.ChoiceField(label=_("Node of the chain"))
    name = forms.CharField(label=pgettext_lazy("attraction", "Institution or team"), max_length=120)
    kind = forms.ChoiceField(
        label=pgettext_lazy("attraction", "Kind"), choices=AttractionTarget.Kind, initial="team"
    )
    field = forms.CharField(label=pgettext_lazy("attraction", "What it would bring"), max_length=300)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=pgettext_lazy("attraction", "Person in charge"), empty_label=None
    )
    due_on = forms.DateField(label=_("Next step until"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes: Any = self.fields["node"]
        nodes.choices = [
            (placed.node.code, bracketed(words(placed.node.name), words(placed.chain.name)))
            for placed in CHAINS.in_force().nodes()
        ]
        people: Any = self.fields["owner"]
        people.queryset = owners()
        styled(self)


class StageForm(ActionForm):
    """What was said or agreed, and when the next step is due."""

    reason = forms.CharField(
        label=pgettext_lazy("attraction", "What was said or agreed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    due_on = forms.DateField(label=_("Next step until"), widget=DAY, required=False)


class NoteForm(StageForm):
    """The same, with a hand-over."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=pgettext_lazy("attraction", "Person in charge from now on"),
        required=False,
        empty_label="—",
    )

    def arrange(self) -> None:
        """Offer the people who may be in charge."""
        people: Any = self.fields["owner"]
        people.queryset = owners()
