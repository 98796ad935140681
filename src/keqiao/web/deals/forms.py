"""Forms of the steps of a deal. What a field may hold the services say; amounts are written in 万元, 元 come out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.deals.documents import RULES
from keqiao.web.deals.models.deals import LONGEST_WORDS
from keqiao.web.deals.selectors import who_conducts
from keqiao.web.deals.services.answers import LONGEST_ANSWER, LONGEST_CONTACT, ConsentAnswers
from keqiao.web.exchange.models import CooperationWay
from keqiao.web.procedures.offering import ActionForm
from keqiao.web.registry.models import TechContract
from keqiao.web.site.figures import FigureField, MoneyField

CHOOSE = ("", "—")


class ConsentForm(ActionForm):
    """The three short answers."""

    way = forms.ChoiceField(label=_("How would you like to work together?"))
    missing = forms.CharField(
        label=_("What is missing on your side?"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    about = forms.CharField(
        label=_("Who are you?"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Size, line of business, experience; shown to the other side once both agreed"),
    )
    contact = forms.CharField(
        label=_("Contact person and telephone"), max_length=LONGEST_CONTACT, required=False
    )
    contact_agreed = forms.BooleanField(
        label=_("The person agrees that the other side reads this contact once both agreed"), required=False
    )

    def choices(self) -> dict[str, Any]:
        """Ways of co-operation."""
        return {"way": [CHOOSE, *CooperationWay.choices]}

    def answers(self) -> ConsentAnswers:
        """Return what was answered."""
        data = self.cleaned_data
        return ConsentAnswers(
            data["way"], data["missing"], data["about"], data["contact"], data["contact_agreed"]
        )


class SecrecyForm(ActionForm):
    """The agreement of secrecy."""

    secrecy_on = forms.DateField(
        label=_("Signed by both sides on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def start(self) -> dict[str, Any]:
        """Today where nothing stands."""
        return {"secrecy_on": timezone.localdate()}


class MeetingForm(ActionForm):
    """When and where to meet."""

    meeting_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    meeting_place = forms.CharField(label=_("Where"), max_length=200)


class MinutesForm(ActionForm):
    """What was agreed at the meeting."""

    minutes = forms.CharField(
        label=_("What was agreed, who does what until when"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class QuoteForm(ActionForm):
    """A price and what it covers."""

    quote_amount = MoneyField(label=_("Amount quoted (10k yuan)"))
    quote_words = forms.CharField(
        label=_("What the quote covers"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )


class ContractForm(ActionForm):
    """The signed contract."""

    contract_kind = forms.ChoiceField(label=_("Type of contract"))
    contract_title = forms.CharField(label=_("Title of the contract"), max_length=300)
    contract_amount = MoneyField(label=_("Contract amount (10k yuan)"))
    contract_tech_amount = MoneyField(
        label=_("Of it technology amount (10k yuan)"),
        required=False,
        help_text=_("What the registration counts as technology; may be entered later in the register"),
    )
    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def choices(self) -> dict[str, Any]:
        """Types of contracts."""
        return {"contract_kind": [CHOOSE, *TechContract.Kind.choices]}


class RegistrationForm(ActionForm):
    """The registration of the contract."""

    registration_no = forms.CharField(label=_("Registration number"), max_length=40)
    registered_on = forms.DateField(
        label=_("Registered on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ReceiptForm(ActionForm):
    """Money received."""

    received_on = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    amount = MoneyField(label=_("Amount received (10k yuan)"), help_text=_("A reversal is negative"))


class RatingForm(ActionForm):
    """How it went."""

    points = FigureField(label=_("How satisfied are you, 0 to 100?"), decimal_places=1, max_digits=4)
    broker_points = FigureField(
        label=_("And with the broker, 0 to 100?"), decimal_places=1, max_digits=4, required=False
    )
    words = forms.CharField(
        label=_("In words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ClosingForm(ActionForm):
    """Why a deal is closed."""

    closing_reason = forms.ChoiceField(label=_("Why"))
    reason = forms.CharField(
        label=_("In words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def choices(self) -> dict[str, Any]:
        """Reasons of the rules in force."""
        reasons = [(reason.code, str(reason.name)) for reason in RULES.in_force().reasons]
        return {"closing_reason": [CHOOSE, *reasons]}


class ProlongForm(ActionForm):
    """Why a step gets more time."""

    reason = forms.CharField(label=pgettext_lazy("deal", "Why more time"), max_length=1000)


class BrokerForm(ActionForm):
    """Another broker."""

    broker = forms.ChoiceField(label=pgettext_lazy("deal", "Broker"))

    def choices(self) -> dict[str, Any]:
        """Who conducts deals."""
        return {"broker": [CHOOSE, *((str(person.pk), str(person)) for person in who_conducts())]}

    def start(self) -> dict[str, Any]:
        """The present broker."""
        return {"broker": self.row.broker_id}


class EmptyForm(ActionForm):
    """A step that asks nothing."""
