"""The forms of media coverage and of approved paragraphs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.procedures.offering import StepOffer, with_fields
from keqiao.web.registry.models import Platform
from keqiao.web.reports import library
from keqiao.web.reports.forms import PlainReportForm, QuestionReasonForm, day
from keqiao.web.reports.models import MediaStory
from keqiao.web.reports.models.coverage import LONGEST_STORY
from keqiao.web.reports.models.paragraphs import LONGEST_PARAGRAPH
from keqiao.web.site.forms import styled

MOST_REACHED = 10**12


class StoryForm(forms.Form):
    """A story that was told."""

    title = forms.CharField(label=pgettext_lazy("coverage", "Title"), max_length=200)
    story = forms.CharField(
        label=pgettext_lazy("coverage", "What is told"),
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channel = forms.ChoiceField(
        label=pgettext_lazy("coverage", "Channel"), choices=MediaStory.Channel.choices
    )
    outlet = forms.CharField(label=pgettext_lazy("coverage", "Outlet"), max_length=120)
    on = day(pgettext_lazy("coverage", "Published on"))
    reach = forms.IntegerField(
        label=pgettext_lazy("coverage", "Persons reached, as the outlet tells"),
        min_value=0,
        max_value=MOST_REACHED,
        required=False,
    )
    address = forms.URLField(label=_("Web address"), max_length=500, required=False, assume_scheme="https")
    platform = forms.ModelChoiceField(
        label=_("Platform that it is about"), queryset=Platform.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        platforms: Any = self.fields["platform"]
        platforms.queryset = Platform.objects.current().select_related("organisation").order_by("code")
        styled(self)


class ParagraphForm(forms.Form):
    """A paragraph to be proposed."""

    title = forms.CharField(label=pgettext_lazy("paragraph", "Title"), max_length=120)
    text = forms.CharField(
        label=pgettext_lazy("paragraph", "Text"),
        max_length=LONGEST_PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    source = forms.CharField(label=pgettext_lazy("paragraph", "Where its wording comes from"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


STORY_OFFERS = (
    StepOffer(
        "withdraw",
        ("withdraw",),
        pgettext_lazy("coverage", "Withdraw the entry"),
        _("Withdraw"),
        QuestionReasonForm,
        with_fields(library.withdraw_story, "reason"),
        _("Withdrawn."),
        aside=True,
    ),
)
PARAGRAPH_OFFERS = (
    StepOffer(
        "approve",
        ("approve",),
        pgettext_lazy("paragraph", "Approve the paragraph"),
        pgettext_lazy("paragraph", "Approve"),
        PlainReportForm,
        with_fields(library.approve),
        _("Approved; reports may insert it."),
    ),
    StepOffer(
        "refuse",
        ("refuse",),
        pgettext_lazy("paragraph", "Refuse the paragraph"),
        pgettext_lazy("paragraph", "Refuse"),
        QuestionReasonForm,
        with_fields(library.refuse, "reason"),
        _("Refused; who proposed it has been told."),
        aside=True,
    ),
    StepOffer(
        "retire",
        ("retire",),
        pgettext_lazy("paragraph", "Retire the paragraph"),
        pgettext_lazy("paragraph", "Retire"),
        QuestionReasonForm,
        with_fields(library.retire, "reason"),
        _("Retired; reports that are being written cannot insert it any more."),
        aside=True,
    ),
)
