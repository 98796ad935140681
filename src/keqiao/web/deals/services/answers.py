"""The consent of a side: three short answers, and a contact only where the person agreed to be named."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.deals.models import Deal, DealAnswer, DealSide
from keqiao.web.deals.procedure import DEALS, acting_sides
from keqiao.web.deals.services.disclosure import disclose
from keqiao.web.exchange.models import CooperationWay
from keqiao.web.procedures.words import words_given

LONGEST_ANSWER, LONGEST_CONTACT = 300, 120


@dataclass(frozen=True)
class ConsentAnswers:
    """What a side answers. ``contact_agreed``: the person agrees that the other side reads the contact."""

    way: str
    missing: str
    about: str
    contact: str = ""
    contact_agreed: bool = False


def answer(actor: Actor, pk: int, answers: ConsentAnswers, *, since: int | None = None) -> Deal:
    """Give the consent of the actor's side; the second one brings both together. Raises as every action of a
    procedure, ValidationError by field for an answer that is missing.
    """
    deal = Deal.objects.visible_to(actor).filter(pk=pk).first()
    name = "agree" if deal is not None and deal.answers.exists() else "answer"
    with DEALS.acting(actor, pk, name, since=since) as work:
        answered = set(work.row.answers.values_list("side", flat=True))
        side = next(side for side in acting_sides(actor, work.row) if side not in answered)
        keep_answer(actor, work.row, side, answers)
        work.detail["side"] = side.value
        if name == "agree":
            work.row.agreed_at = work.at
        work.pass_on()
        disclose(actor, work.row)
    return work.row


def keep_answer(actor: Actor, deal: Deal, side: DealSide, answers: ConsentAnswers) -> DealAnswer:
    """Check and store the answers of a side. Raises ValidationError by field."""
    if answers.way not in CooperationWay.values:
        raise ValidationError({"way": _("Choose how you would like to work together.")})
    contact = words_given(answers.contact, most=LONGEST_CONTACT, field="contact")
    if contact and not answers.contact_agreed:
        raise ValidationError(
            {"contact_agreed": _("A contact is kept only if the person agrees that the other side reads it.")}
        )
    return DealAnswer.objects.create(
        deal=deal,
        side=side,
        way=answers.way,
        missing=words_given(answers.missing, _("Say what is missing."), LONGEST_ANSWER, field="missing"),
        about=words_given(answers.about, _("Say who you are."), LONGEST_ANSWER, field="about"),
        contact=contact,
        by=actor,
        at=present(),
    )
