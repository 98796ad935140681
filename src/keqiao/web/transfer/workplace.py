"""The steps of a distribution as its page offers them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.offering import StepOffer, with_fields
from keqiao.web.transfer import services
from keqiao.web.transfer.income_forms import DistributionReasonForm, DistributionStepForm, PaidForm


def _pay(actor: Actor, pk: int, form: Any, since: int | None) -> Any:
    return services.pay(actor, pk, int(form.cleaned_data["place"]), form.cleaned_data["on"], since=since)


STEPS = (
    StepOffer(
        "publish",
        ("publish",),
        _("Make it public in the unit"),
        _("Make public"),
        DistributionStepForm,
        with_fields(services.publish),
        _("It is public from today on."),
    ),
    StepOffer(
        "settle",
        ("settle",),
        _("Settle the objection"),
        _("Record how it was settled"),
        DistributionReasonForm,
        with_fields(services.settle, "reason"),
        _("Kept."),
    ),
    StepOffer(
        "decide",
        ("decide",),
        _("Decide as it was public"),
        _("Decide"),
        DistributionStepForm,
        with_fields(services.decide),
        _("It is decided."),
    ),
    StepOffer(
        "pay",
        ("pay",),
        _("Record a payment"),
        _("Record the payment"),
        PaidForm,
        _pay,
        _("The payment is recorded."),
    ),
    StepOffer(
        "object",
        ("object",),
        _("Record an objection"),
        _("Record the objection"),
        DistributionReasonForm,
        with_fields(services.object_to, "reason"),
        _("Kept."),
        aside=True,
    ),
    StepOffer(
        "revise",
        ("revise",),
        _("Take it back into the draft"),
        _("Take back"),
        DistributionReasonForm,
        with_fields(services.revise, "reason"),
        _("It is a draft again."),
        aside=True,
    ),
    StepOffer(
        "drop",
        ("drop",),
        _("Drop the distribution"),
        _("Drop"),
        DistributionReasonForm,
        with_fields(services.drop, "reason"),
        _("It is dropped."),
        aside=True,
    ),
)
