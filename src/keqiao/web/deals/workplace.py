"""The steps as pages offer them: for each action its form, what it calls, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals import forms
from keqiao.web.deals.models import Deal, DealSide
from keqiao.web.deals.selectors import who_conducts
from keqiao.web.deals.services import answers, contracts, steps
from keqiao.web.procedures.offering import StepOffer, with_fields


def _answer(actor: Actor, pk: int, form: forms.ConsentForm, since: int | None) -> Deal:
    return answers.answer(actor, pk, form.answers(), since=since)


def _sign(actor: Actor, pk: int, form: Any, since: int | None) -> Deal:
    terms = form.cleaned_data
    return steps.sign(
        actor,
        pk,
        kind=terms["contract_kind"],
        title=terms["contract_title"],
        amount=terms["contract_amount"],
        tech_amount=terms["contract_tech_amount"],
        signed_on=terms["signed_on"],
        since=since,
    )


def _rate(side: DealSide) -> Callable[[Actor, int, Any, int | None], Deal]:
    def act(actor: Actor, pk: int, form: Any, since: int | None) -> Deal:
        rating = form.cleaned_data
        return steps.rate(
            actor,
            pk,
            side,
            rating["points"],
            broker_points=rating["broker_points"],
            words=rating["words"],
            since=since,
        )

    return act


def _assign(actor: Actor, pk: int, form: Any, since: int | None) -> Deal:
    broker = who_conducts().filter(pk=form.cleaned_data["broker"]).first()
    return steps.assign(actor, pk, broker, since=since)


OFFERS = (
    StepOffer(
        "answer",
        ("answer", "agree"),
        _("Three short questions"),
        _("Give consent"),
        forms.ConsentForm,
        _answer,
        _("Your consent is kept."),
        hint=_("Nothing of it is shown to the other side before both agreed."),
    ),
    StepOffer(
        "protect",
        ("protect",),
        _("Agreement of secrecy"),
        _("Record the agreement"),
        forms.SecrecyForm,
        with_fields(steps.protect, "secrecy_on"),
        _("Recorded; both sides read the confidential texts now."),
        hint=_(
            "From then on both sides read the other's confidential texts. A meeting can be appointed without it too."
        ),
    ),
    StepOffer(
        "appoint",
        ("appoint",),
        _("Meeting"),
        _("Appoint the meeting"),
        forms.MeetingForm,
        with_fields(steps.appoint, "meeting_at", "meeting_place"),
        _("The meeting is appointed."),
    ),
    StepOffer(
        "minutes",
        ("keep_minutes",),
        _("Minutes"),
        _("Keep the minutes"),
        forms.MinutesForm,
        with_fields(steps.keep_minutes, "minutes"),
        _("The minutes are kept."),
    ),
    StepOffer(
        "quote",
        ("quote",),
        _("Quote"),
        _("Quote"),
        forms.QuoteForm,
        with_fields(steps.quote, "quote_amount", "quote_words"),
        _("The quote is with the demand side."),
    ),
    StepOffer(
        "sign",
        ("sign",),
        _("Contract"),
        _("Record the contract"),
        forms.ContractForm,
        _sign,
        _("The contract is recorded."),
    ),
    StepOffer(
        "register",
        ("register",),
        _("Registration of the contract"),
        _("Enter it in the register"),
        forms.RegistrationForm,
        with_fields(contracts.register, "registration_no", "registered_on"),
        _("The contract is a row of the register now; another person of the bureau verifies it."),
        hint=_("The contract and its payments become rows of the register, with this deal as their source."),
    ),
    StepOffer(
        "receive",
        ("receive", "receive_more"),
        _("Money received"),
        _("Record the payment"),
        forms.ReceiptForm,
        with_fields(contracts.receive, "received_on", "amount"),
        _("The payment is recorded."),
    ),
    StepOffer(
        "rate",
        ("rate",),
        _("Rating by the demand side"),
        _("Rate"),
        forms.RatingForm,
        _rate(DealSide.DEMAND),
        _("The rating is kept."),
    ),
    StepOffer(
        "rate_back",
        ("rate_back",),
        _("Rating by the supply side"),
        _("Rate"),
        forms.RatingForm,
        _rate(DealSide.SUPPLY),
        _("The rating is kept."),
        aside=True,
    ),
    StepOffer(
        "reopen",
        ("reopen",),
        _("Take up again"),
        _("Take up again"),
        forms.EmptyForm,
        with_fields(steps.reopen),
        _("The deal goes on where it was."),
        hint=_("The deal goes on where it was, with the full time of that step."),
    ),
    StepOffer(
        "prolong",
        ("prolong",),
        _("More time"),
        _("Give more time"),
        forms.ProlongForm,
        with_fields(steps.prolong, "reason"),
        _("The step has its full time again."),
        aside=True,
    ),
    StepOffer(
        "assign",
        ("assign",),
        _("Another broker"),
        _("Hand over"),
        forms.BrokerForm,
        _assign,
        _("The deal has another broker."),
        aside=True,
    ),
    StepOffer(
        "close",
        ("close",),
        _("Close the deal"),
        _("Close the deal"),
        forms.ClosingForm,
        with_fields(steps.close, "closing_reason", "reason"),
        _("The deal is closed."),
        aside=True,
    ),
)
