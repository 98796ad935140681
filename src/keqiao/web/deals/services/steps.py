"""The steps from consent to the contract, and the ways out: secrecy, meeting, minutes, quote, contract, closing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import decide
from keqiao.web.audit.clock import present, today
from keqiao.web.deals.documents import RULES
from keqiao.web.deals.models import Deal, DealRating, DealSide, DealState
from keqiao.web.deals.models.deals import LONGEST_WORDS
from keqiao.web.deals.models.parts import MOST_POINTS
from keqiao.web.deals.procedure import DEALS
from keqiao.web.deals.rights import CONDUCT
from keqiao.web.deals.services.disclosure import disclose, withhold
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.models import TechContract


def protect(actor: Actor, pk: int, secrecy_on: date | None, *, since: int | None = None) -> Deal:
    """Record the agreement of secrecy: from now on both sides read the confidential texts of the other."""
    with DEALS.acting(actor, pk, "protect", since=since) as work:
        work.change(secrecy_on=_past("secrecy_on", secrecy_on))
        disclose(actor, work.row)
    return work.row


def appoint(
    actor: Actor, pk: int, meeting_at: datetime | None, place: str, *, since: int | None = None
) -> Deal:
    """Appoint a meeting, or another one."""
    if meeting_at is None:
        raise ValidationError({"meeting_at": _("Say when the meeting is.")})
    if not timedelta(days=-3650) < meeting_at - present() < timedelta(days=3650):
        raise ValidationError({"meeting_at": _("A day within ten years is wanted.")})
    words = words_given(place, _("Say where the meeting is."), 200, field="meeting_place")
    with DEALS.acting(actor, pk, "appoint", since=since) as work:
        work.change(meeting_at=meeting_at, meeting_place=words)
    return work.row


def keep_minutes(actor: Actor, pk: int, minutes: str, *, since: int | None = None) -> Deal:
    """Keep the minutes of the meeting."""
    words = words_given(minutes, _("Write down what was agreed."), LONGEST_WORDS, field="minutes")
    with DEALS.acting(actor, pk, "keep_minutes", since=since) as work:
        work.change(minutes=words)
    return work.row


def quote(actor: Actor, pk: int, amount: Decimal | None, words: str, *, since: int | None = None) -> Deal:
    """Quote a price (元) with what it covers, or another one."""
    covers = words_given(words, _("Say what the quote covers."), LONGEST_WORDS, field="quote_words")
    with DEALS.acting(actor, pk, "quote", since=since) as work:
        work.change(quote_amount=_amount("quote_amount", amount), quote_words=covers)
    return work.row


def sign(
    actor: Actor,
    pk: int,
    *,
    kind: str,
    title: str,
    amount: Decimal | None,
    tech_amount: Decimal | None,
    signed_on: date | None,
    since: int | None = None,
) -> Deal:
    """Record the signed contract (元): the technology amount is the part of it that is for technology."""
    if kind not in TechContract.Kind.values:
        raise ValidationError({"contract_kind": _("Choose the type of the contract.")})
    whole = _amount("contract_amount", amount)
    tech = None if tech_amount is None else _amount("contract_tech_amount", tech_amount)
    if tech is not None and tech > whole:
        raise ValidationError(
            {"contract_tech_amount": _("The technology amount is a part of the contract amount, not more.")}
        )
    with DEALS.acting(actor, pk, "sign", since=since) as work:
        work.change(
            contract_kind=kind,
            contract_title=words_given(title, _("Name the contract."), 300, field="contract_title"),
            contract_amount=whole,
            contract_tech_amount=tech,
            signed_on=_past("signed_on", signed_on),
        )
    return work.row


def rate(
    actor: Actor,
    pk: int,
    side: DealSide,
    points: Decimal | None,
    *,
    broker_points: Decimal | None = None,
    words: str = "",
    since: int | None = None,
) -> Deal:
    """Rate the other side, and the broker, 0 to 100; once for each side. The demand side's completes the deal."""
    name = "rate" if side is DealSide.DEMAND else "rate_back"
    said = words_given(words, field="words")
    with DEALS.acting(actor, pk, name, since=since) as work:
        rating = DealRating(
            deal=work.row,
            side=side,
            points=_points("points", points),
            broker_points=None if broker_points is None else _points("broker_points", broker_points),
            words=said,
            by=actor,
            at=present(),
        )
        rating.save()
        work.note("rating", None, str(rating.points))
    return work.row


def close(actor: Actor, pk: int, code: str, reason: str = "", *, since: int | None = None) -> Deal:
    """Close a deal that came to nothing, or to its end, with a reason of the list and words."""
    if code not in RULES.in_force().reason:
        raise ValidationError({"closing_reason": _("Choose why the deal is closed.")})
    with DEALS.acting(actor, pk, "close", since=since, reason=reason) as work:
        work.change(closing_reason=code)
        withhold(actor, work.row)
    return work.row


def reopen(actor: Actor, pk: int, *, since: int | None = None) -> Deal:
    """Take a lapsed deal up again where it was, with the full term of that step."""
    with DEALS.acting(actor, pk, "reopen", since=since) as work:
        work.to = work.row.lapsed_from or DealState.PROPOSED
        work.row.lapsed_from = ""
        disclose(actor, work.row)
    return work.row


def prolong(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> Deal:
    """Give the step its term anew from today on, with a reason."""
    with DEALS.acting(actor, pk, "prolong", since=since, reason=reason) as work:
        before = work.row.due_on
        work.prolong()
        work.note("due_on", str(before or ""), str(work.row.due_on or ""))
    return work.row


def assign(actor: Actor, pk: int, broker: User | None, *, since: int | None = None) -> Deal:
    """Give a deal to another broker."""
    if broker is None or not broker.is_active or not decide(broker, CONDUCT):
        raise ValidationError({"broker": _("Choose somebody who conducts deals.")})
    with DEALS.acting(actor, pk, "assign", since=since) as work:
        work.change(broker=broker)
        work.pass_on()
    return work.row


def _past(field: str, day: date | None) -> date:
    if day is None:
        raise ValidationError({field: _("Give the day.")})
    if day > today():
        raise ValidationError({field: _("This day has not come yet.")})
    return day


def _amount(field: str, amount: Decimal | None) -> Decimal:
    if amount is None or amount <= 0:
        raise ValidationError({field: _("Give an amount above zero.")})
    return amount


def _points(field: str, points: Decimal | None) -> Decimal:
    if points is None or not 0 <= points <= MOST_POINTS:
        raise ValidationError({field: _("Give a rating from 0 to 100.")})
    if points != points.quantize(Decimal("0.1")):
        raise ValidationError({field: _("At most one digit after the point.")})
    return points
