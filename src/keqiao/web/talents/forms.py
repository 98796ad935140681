"""Forms: posts, introductions, an application with the figures that no register knows, its steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.procedures.offering import ActionForm
from keqiao.web.programmes.forms import field_of
from keqiao.web.programmes.library import programme_of
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.registry.models import Engagement, Person, Platform
from keqiao.web.site.figures import FigureField, MoneyField
from keqiao.web.site.forms import styled
from keqiao.web.talents import selectors
from keqiao.web.talents.models import TalentClass, TalentIntroduction, TalentPost
from keqiao.web.talents.persons import book_of

DAY = {"type": "date"}


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs=DAY, format="%Y-%m-%d")


class TalentPostForm(forms.ModelForm):
    """A post."""

    places = FigureField(label=_("places"), whole=True, min_value=1, max_value=1000)

    class Meta:
        model = TalentPost
        fields = (
            "platform",
            "title",
            "person_class",
            "degree",
            "places",
            "cluster",
            "opened_on",
            "closes_on",
            "target",
        )
        widgets = {"opened_on": _day_input(), "closes_on": _day_input()}

    def __init__(self, user: Actor, data: Any = None, start: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"opened_on": today(), "places": 1} | (start or {}))
        platforms: Any = self.fields["platform"]
        platforms.queryset = selectors.own_platforms(user)
        clusters: Any = self.fields["cluster"]
        clusters.queryset = clusters.queryset.filter(withdrawn_at=None)
        styled(self)

    def _post_clean(self) -> None:
        """The service checks the row."""


class IntroductionForm(forms.ModelForm):
    """How a talent was brought in."""

    class Meta:
        model = TalentIntroduction
        fields = ("platform", "channel", "introduced_on", "engagement", "post")
        widgets = {"introduced_on": _day_input()}

    def __init__(self, user: Actor, data: Any = None) -> None:
        super().__init__(data)
        own = selectors.own_platforms(user)
        platforms: Any = self.fields["platform"]
        platforms.queryset = own
        engagements: Any = self.fields["engagement"]
        free = Engagement.objects.current().filter(platform__in=own, introduction=None)
        engagements.queryset = free.select_related("person", "platform__organisation").order_by("-started_on")
        engagements.empty_label = _("did not come")
        posts: Any = self.fields["post"]
        posts.queryset = TalentPost.objects.filter(platform__in=own)
        styled(self)

    def _post_clean(self) -> None:
        """The service checks the row."""


class NewTalentApplicationForm(forms.Form):
    """For whom a platform applies, and for which programme."""

    platform = forms.ModelChoiceField(Platform.objects.none(), label=_("platform"))
    person = forms.ModelChoiceField(Person.objects.none(), label=_("person"))
    programme = forms.ModelChoiceField(ProgrammeVersion.objects.none(), label=_("programme"))
    talent_class = forms.ChoiceField(
        label=_("class"),
        choices=[("", _("as the register says")), *TalentClass.choices],
        required=False,
        help_text=_("The person is reviewed in this class only"),
    )

    def __init__(self, user: Actor, data: Any = None) -> None:
        super().__init__(data)
        own = selectors.own_platforms(user)
        choices: dict[str, Any] = {
            "platform": own,
            "person": selectors.persons_at(own),
            "programme": selectors.talent_programmes(),
        }
        for name, rows in choices.items():
            field: Any = self.fields[name]
            field.queryset = rows
        styled(self)


class AchievementsForm(ActionForm):
    """What was achieved, and the figures that no register knows; what is known is not asked."""

    achievements = forms.CharField(
        label=_("Achievements"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "What the person did and what came of it; papers and titles alone count for nothing in transfer"
        ),
    )

    def arrange(self) -> None:
        """A field for each figure that is still to be typed."""
        programme = programme_of(self.row.programme)
        book = book_of(self.row)
        words = {part.code: part for part in (*programme.measures, *programme.attributes, *programme.dates)}
        values = {part.code: part.values for part in programme.attributes}
        language = get_language() or "zh"
        self.wanted = [wanted for wanted in book.read_by(programme) if book.by_register(wanted) is None]
        for wanted in self.wanted:
            label = words[wanted.measure].name.in_language(language)
            typed = self.row.answers.get(wanted.figure)
            named = values.get(wanted.measure)
            if named:
                choices = [("", "—"), *((word, name.in_language(language)) for word, name in named.items())]
                self.fields[wanted.figure] = forms.ChoiceField(
                    label=label, choices=choices, required=False, initial=typed
                )
            else:
                self.fields[wanted.figure] = field_of(wanted, label, initial=typed)

    def answers(self) -> dict[str, Any]:
        """Return what was typed, by the codes of the figures; what was left empty is left out."""
        given = {wanted.figure: self.cleaned_data.get(wanted.figure) for wanted in self.wanted}
        return {code: str(value) for code, value in given.items() if value not in (None, "")}


class TalentReasonForm(ActionForm):
    """A reason in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class TalentGrantForm(ActionForm):
    """How much is granted."""

    amount = MoneyField(label=_("Amount granted (10k yuan)"))


class InstalmentPaidForm(ActionForm):
    """When the next instalment was paid."""

    paid_on = forms.DateField(label=_("Paid on"), widget=_day_input())
