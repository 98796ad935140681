"""The steps of an application as its page offers them: form, service, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.calls import forms, services
from keqiao.web.calls.models import CallApplication


@dataclass(frozen=True)
class ApplicationStep:
    """A step: action, heading, form, the service and the fields that it takes in their order."""

    name: str
    heading: str | Promise
    form: type[forms.CallActionForm]
    service: Callable[..., CallApplication]
    fields: tuple[str, ...] = ()


STEPS = (
    ApplicationStep("declare", _("Apply"), forms.ContactForm, services.declare, ("contact",)),
    ApplicationStep(
        "hand_in",
        _("Hand in"),
        forms.CallMaterialForm,
        services.hand_in,
        ("project", "documents", "requested"),
    ),
    ApplicationStep("recommend", _("Recommend"), forms.CallActionForm, services.recommend),
    ApplicationStep("send_back", _("Give back"), forms.StepReasonForm, services.send_back, ("reason",)),
    ApplicationStep("submit", _("Note that it was submitted upward"), forms.CallActionForm, services.submit),
    ApplicationStep(
        "approve", _("Enter the approval"), forms.ApprovalForm, services.approve, ("approved_on", "approved")
    ),
    ApplicationStep("reject", _("Enter the refusal"), forms.StepReasonForm, services.reject, ("reason",)),
    ApplicationStep(
        "receive",
        _("Enter money received"),
        forms.MoneyReceivedForm,
        services.receive,
        ("received_on", "received"),
    ),
    ApplicationStep(
        "rate", _("Rate the service"), forms.ServiceRatingForm, services.rate, ("points", "remark")
    ),
    ApplicationStep("decline", _("Do not apply"), forms.StepReasonForm, services.decline, ("reason",)),
)
BY_NAME = {step.name: step for step in STEPS}


def take(step: ApplicationStep, actor: Actor, pk: int, form: Any, since: int | None) -> CallApplication:
    """Take a step with what its form holds."""
    return step.service(actor, pk, *(form.cleaned_data[name] for name in step.fields), since=since)
