"""The steps as pages offer them: for each action its form, what it calls, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals import forms
from keqiao.web.deals.models import Deal, DealSide
from keqiao.web.deals.selectors import who_conducts
from keqiao.web.deals.services import answers, contracts, steps

Act = Callable[[Actor, int, Any, "int | None"], Deal]


@dataclass(frozen=True)
class DealStepOffer:
    """How a step is offered: heading, button, form, service (actor, deal, form, edition), and the sentence afterwards.

    ``actions``: the actions of the procedure of which any makes the step possible; ``aside``: a way out or a change,
    which stands folded below the step that comes next.
    """

    name: str
    actions: tuple[str, ...]
    heading: str | Promise
    button: str | Promise
    form: type[forms.StepForm]
    act: Act
    done: str | Promise
    aside: bool = False
    hint: str | Promise = ""


def _answer(actor: Actor, pk: int, form: forms.ConsentForm, since: int | None) -> Deal:
    return answers.answer(actor, pk, form.answers(), since=since)


def _given(service: Callable[..., Deal], *names: str) -> Act:
    """A service that takes the fields of the form in their order."""

    def act(actor: Actor, pk: int, form: Any, since: int | None) -> Deal:
        return service(actor, pk, *(form.cleaned_data[name] for name in names), since=since)

    return act


def _sign(actor: Actor, pk: int, form: Any, since: int | None) -> Deal:
    given = form.cleaned_data
    return steps.sign(
        actor,
        pk,
        kind=given["contract_kind"],
        title=given["contract_title"],
        amount=given["contract_amount"],
        tech_amount=given["contract_tech_amount"],
        signed_on=given["signed_on"],
        since=since,
    )


def _rate(side: DealSide) -> Act:
    def act(actor: Actor, pk: int, form: Any, since: int | None) -> Deal:
        given = form.cleaned_data
        return steps.rate(
            actor,
            pk,
            side,
            given["points"],
            broker_points=given["broker_points"],
            words=given["words"],
            since=since,
        )

    return act


def _assign(actor: Actor, pk: int, form: Any, since: int | None) -> Deal:
    broker = who_conducts().filter(pk=form.cleaned_data["broker"]).first()
    return steps.assign(actor, pk, broker, since=since)


OFFERS = (
    DealStepOffer(
        "answer",
        ("answer", "agree"),
        _("Three short questions"),
        _("Give consent"),
        forms.ConsentForm,
        _answer,
        _("Your consent is kept."),
        hint=_("Nothing of it is shown to the other side before both agreed."),
    ),
    DealStepOffer(
        "protect",
        ("protect",),
        _("Agreement of secrecy"),
        _("Record the agreement"),
        forms.SecrecyForm,
        _given(steps.protect, "secrecy_on"),
        _("Recorded; both sides read the confidential texts now."),
        hint=_(
            "From then on both sides read the other's confidential texts. A meeting can be appointed without it too."
        ),
    ),
    DealStepOffer(
        "appoint",
        ("appoint",),
        _("Meeting"),
        _("Appoint the meeting"),
        forms.MeetingForm,
        _given(steps.appoint, "meeting_at", "meeting_place"),
        _("The meeting is appointed."),
    ),
    DealStepOffer(
        "minutes",
        ("keep_minutes",),
        _("Minutes"),
        _("Keep the minutes"),
        forms.MinutesForm,
        _given(steps.keep_minutes, "minutes"),
        _("The minutes are kept."),
    ),
    DealStepOffer(
        "quote",
        ("quote",),
        _("Quote"),
        _("Quote"),
        forms.QuoteForm,
        _given(steps.quote, "quote_amount", "quote_words"),
        _("The quote is with the demand side."),
    ),
    DealStepOffer(
        "sign",
        ("sign",),
        _("Contract"),
        _("Record the contract"),
        forms.ContractForm,
        _sign,
        _("The contract is recorded."),
    ),
    DealStepOffer(
        "register",
        ("register",),
        _("Registration of the contract"),
        _("Enter it in the register"),
        forms.RegistrationForm,
        _given(contracts.register, "registration_no", "registered_on"),
        _("The contract is a row of the register now; another person of the bureau verifies it."),
        hint=_("The contract and its payments become rows of the register, with this deal as their source."),
    ),
    DealStepOffer(
        "receive",
        ("receive", "receive_more"),
        _("Money received"),
        _("Record the payment"),
        forms.ReceiptForm,
        _given(contracts.receive, "received_on", "amount"),
        _("The payment is recorded."),
    ),
    DealStepOffer(
        "rate",
        ("rate",),
        _("Rating by the demand side"),
        _("Rate"),
        forms.RatingForm,
        _rate(DealSide.DEMAND),
        _("The rating is kept."),
    ),
    DealStepOffer(
        "rate_back",
        ("rate_back",),
        _("Rating by the supply side"),
        _("Rate"),
        forms.RatingForm,
        _rate(DealSide.SUPPLY),
        _("The rating is kept."),
        aside=True,
    ),
    DealStepOffer(
        "reopen",
        ("reopen",),
        _("Take up again"),
        _("Take up again"),
        forms.EmptyForm,
        _given(steps.reopen),
        _("The deal goes on where it was."),
        hint=_("The deal goes on where it was, with the full time of that step."),
    ),
    DealStepOffer(
        "prolong",
        ("prolong",),
        _("More time"),
        _("Give more time"),
        forms.ProlongForm,
        _given(steps.prolong, "reason"),
        _("The step has its full time again."),
        aside=True,
    ),
    DealStepOffer(
        "assign",
        ("assign",),
        _("Another broker"),
        _("Hand over"),
        forms.BrokerForm,
        _assign,
        _("The deal has another broker."),
        aside=True,
    ),
    DealStepOffer(
        "close",
        ("close",),
        _("Close the deal"),
        _("Close the deal"),
        forms.ClosingForm,
        _given(steps.close, "closing_reason", "reason"),
        _("The deal is closed."),
        aside=True,
    ),
)
BY_NAME = {offer.name: offer for offer in OFFERS}
