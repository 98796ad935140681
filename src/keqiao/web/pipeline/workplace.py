"""The steps of projects and gates as their pages offer them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.pipeline import forms
from keqiao.web.pipeline.models import GateReview, ProjectPassage
from keqiao.web.pipeline.selectors import lines_for
from keqiao.web.pipeline.services import decisions, gates, passages
from keqiao.web.procedures.offering import StepOffer, with_fields


def _appoint(actor: Actor, pk: int, form: Any, since: int | None) -> ProjectPassage:
    said = form.cleaned_data
    manager = User.objects.filter(pk=said["manager"], is_active=True).prefetch_related("roles").first()
    return passages.appoint(
        actor,
        pk,
        manager,
        said["qualification"],
        mandate=said["mandate"],
        reason=said.get("reason", ""),
        since=since,
    )


def _owe(actor: Actor, pk: int, form: Any, since: int | None) -> None:
    passages.owe(actor, pk, form.cleaned_data["name"], form.cleaned_data["due_on"], since=since)


def _deliver(actor: Actor, pk: int, form: Any, since: int | None) -> None:
    said = form.cleaned_data
    passages.deliver(actor, pk, int(said["deliverable"]), said["file"], note=said["note"], since=since)


def _request(actor: Actor, pk: int, form: Any, since: int | None) -> GateReview:
    return gates.request_gate(actor, form.row)


def _hand_in(actor: Actor, pk: int, form: Any, since: int | None) -> None:
    gates.hand_in(actor, pk, form.cleaned_data["item"], form.cleaned_data["file"], since=since)


def _take_out(actor: Actor, pk: int, form: Any, since: int | None) -> None:
    gates.take_out(actor, pk, int(form.cleaned_data["material"]), since=since)


def _decide(actor: Actor, pk: int, form: Any, since: int | None) -> GateReview:
    said = form.cleaned_data
    return decisions.decide(
        actor,
        pk,
        said["decision"],
        form.assessments(),
        said["reason"],
        readiness=int(said["readiness"]) if said["readiness"] else None,
        missing=form.missing(),
        since=since,
    )


def _release(actor: Actor, pk: int, form: Any, since: int | None) -> None:
    line = lines_for(form.row).filter(pk=form.cleaned_data["line"]).first()
    gates.release(actor, pk, line, since=since)


def _open_case(actor: Actor, pk: int, form: Any, since: int | None) -> Any:
    scheme, _colon, period = form.cleaned_data["of"].rpartition(":")
    return gates.open_case(actor, pk, scheme, period, since=since)


PROJECT_STEPS = (
    StepOffer(
        "appoint",
        ("appoint",),
        _("Project manager"),
        _("Put in charge"),
        forms.ManagerForm,
        _appoint,
        _("The project has a manager."),
        aside=True,
        hint=_("A project has one manager; what is still owed passes to the new one."),
    ),
    StepOffer(
        "owe",
        ("owe",),
        _("Agree on a deliverable"),
        _("Agree"),
        forms.OwedForm,
        _owe,
        _("It is kept; while it is open no gate is passed."),
        aside=True,
    ),
    StepOffer(
        "deliver",
        ("deliver",),
        _("Hand in a deliverable"),
        pgettext_lazy("deliverable", "Hand in"),
        forms.DeliverForm,
        _deliver,
        _("It is handed in."),
        aside=True,
    ),
    StepOffer(
        "reenter",
        ("reenter",),
        pgettext_lazy("project", "Take up again"),
        pgettext_lazy("project", "Take up again"),
        forms.WhyForm,
        with_fields(passages.reenter, "reason"),
        _("The project goes on in the stage where it was."),
        hint=_("The project goes on in the stage where it was, with the full time of that stage."),
    ),
    StepOffer(
        "transfer",
        ("transfer",),
        _("Give to others"),
        _("Give to others"),
        forms.WhyForm,
        with_fields(passages.transfer, "reason"),
        _("The project left the way."),
        aside=True,
    ),
)
REQUEST = StepOffer(
    "request",
    (),
    _("Next gate"),
    _("Request the gate"),
    forms.NothingForm,
    _request,
    _("The gate is requested; hand in the material."),
)
"""Offered on the page of the project; it makes a review."""
GATE_STEPS = (
    StepOffer(
        "hand_in",
        ("hand_in",),
        _("Material"),
        pgettext_lazy("material", "Hand in"),
        forms.MaterialForm,
        _hand_in,
        _("The file is part of the material."),
    ),
    StepOffer(
        "submit",
        ("submit",),
        _("Submit for review"),
        _("Submit"),
        forms.SubmitForm,
        with_fields(gates.submit, "summary"),
        _("Submitted; the bureau was told."),
    ),
    StepOffer(
        "decide",
        ("let_pass", "ask_more", "hold", "stop"),
        _("Decision at the gate"),
        _("Decide"),
        forms.GateDecisionForm,
        _decide,
        _("The decision is kept."),
        hint=_(
            "Say on each criterion whether it is met, and why where it is not; a decision is not taken back."
        ),
    ),
    StepOffer(
        "open_case",
        ("open_case",),
        _("Fault tolerance"),
        _("Open a case"),
        forms.CaseForm,
        _open_case,
        _("A draft of the case is there; choose the indicators and complete it."),
        hint=_("Where all duties were met, a failure need not count against the platform in the evaluation."),
    ),
    StepOffer(
        "release",
        ("release",),
        _("Money behind the tranche"),
        _("Name it"),
        forms.LineForm,
        _release,
        _("It is kept."),
    ),
    StepOffer(
        "take_out",
        ("take_out",),
        _("Take material out"),
        _("Take out"),
        forms.TakeOutForm,
        _take_out,
        _("The file is no longer part of the material; it stays stored."),
        aside=True,
    ),
    StepOffer(
        "withdraw",
        ("withdraw",),
        _("Withdraw the request"),
        _("Withdraw"),
        forms.WhyForm,
        with_fields(gates.withdraw, "reason"),
        _("The request is withdrawn."),
        aside=True,
    ),
)
