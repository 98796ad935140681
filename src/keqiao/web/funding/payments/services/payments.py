"""Payments: entered by the finance office, one or many at once; a wrong one is taken back by an entry of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Evidence
from keqiao.web.facts.services import Examined, examine, store_evidence, use_evidence
from keqiao.web.funding import notifications
from keqiao.web.funding.models import Instalment, Payment, Pool
from keqiao.web.funding.payments.rules import in_both
from keqiao.web.funding.payments.services.pool_locks import (
    LARGEST_KEY,
    MOST_WORDS,
    check_amount,
    check_day,
    locked_pool,
    paid_sum,
    used_sum,
)
from keqiao.web.procedures.words import words_given

MOST_VOUCHER = 60
MOST_DOCUMENT = 200


@dataclass(frozen=True)
class Paid:
    """What was paid for an instalment (its key): ``amount`` in 元."""

    instalment: int
    amount: Decimal
    paid_on: date
    voucher: str
    document: str = ""
    note: str = ""


def pay(
    actor: Actor,
    pool_pk: int,
    entries: Sequence[Paid],
    *,
    upload: UploadedFile | None = None,
) -> list[Payment]:
    """Enter payments of a pool, all or none; ``upload`` is a file that belongs to all of them.

    Raises Http404, PermissionDenied, ValidationError by key of the instalment (a dictionary), or for the whole.
    """
    require(actor, "funding.pay")
    examined = examine(upload) if upload is not None else None
    with transaction.atomic():
        pool = locked_pool(actor, pool_pk)
        if not entries:
            raise ValidationError(_("Write at least one amount."))
        instalments = Instalment.objects.filter(line__proposal=pool.chosen_id).select_related(
            "line__platform"
        )
        known = {item.pk: item for item in instalments}
        sums = Payment.objects.filter(instalment__in=known).values_list("instalment")
        room = {key: item.amount for key, item in known.items()}
        for key, total in sums.annotate(total=Sum("amount")).order_by():
            room[key] -= total
        taken = _vouchers(entries)
        problems: dict[str, list[str]] = {}
        made = []
        for entry in entries:
            try:
                payment = _payment(actor, pool, known.get(entry.instalment), entry, room, taken)
            except ValidationError as error:
                problems.setdefault(str(entry.instalment), []).extend(error.messages)
            else:
                room[entry.instalment] -= payment.amount
                made.append(payment)
        if problems:
            raise ValidationError(problems)
        file = _file(actor, examined, made)
        for payment in made:
            payment.file = file
            payment.save()
            notifications.of_payment(pool, payment)
            record(actor, "funding.pay", pool, _detail(payment))
    return made


def reverse_payment(actor: Actor, pool_pk: int, payment_pk: int, reason: str) -> Payment:
    """Take a payment back by an entry of the opposite amount, with a reason.

    Raises Http404, PermissionDenied, ValidationError where it was taken back already, is itself such an entry, or
    where more has been reported as used than would then be paid.
    """
    require(actor, "funding.pay")
    with transaction.atomic():
        pool = locked_pool(actor, pool_pk)
        payments = Payment.objects.filter(instalment__line__proposal=pool.chosen_id)
        payment = (
            payments.select_related("instalment__line__platform").filter(pk=payment_pk).first()
            if payment_pk <= LARGEST_KEY
            else None
        )
        if payment is None:
            raise Http404
        given = words_given(reason, _("Say why the payment is taken back."), MOST_WORDS)
        if payment.reverses_id is not None:
            raise ValidationError(
                _("This entry itself takes a payment back; enter the payment anew instead.")
            )
        if Payment.objects.filter(reverses=payment).exists():
            raise ValidationError(_("This payment was taken back already."))
        line = payment.instalment.line
        paid, used = paid_sum(line), used_sum(line)
        if paid - payment.amount < used:
            raise ValidationError(
                _(
                    "Without this payment %(left)s would be paid, but %(used)s are reported as used. "
                    "The platform takes uses back first."
                )
                % {"left": in_both(paid - payment.amount), "used": in_both(used)}
            )
        back = Payment(
            instalment=payment.instalment,
            amount=-payment.amount,
            paid_on=timezone.localdate(present()),
            voucher=payment.voucher,
            document=payment.document,
            note=given,
            reverses=payment,
            entered_by=actor,
            entered_at=present(),
        )
        back.save()
        notifications.of_payment(pool, back)
        record(actor, "funding.reverse_payment", pool, _detail(back))
    return back


def _vouchers(entries: Sequence[Paid]) -> dict[tuple[str, int], str]:
    """(voucher, year) of payments that stand, among those that the entries name, with the pool they belong to."""
    wanted = {entry.voucher.replace("\0", "").strip() for entry in entries}
    payments = Payment.objects.filter(voucher__in=wanted, reverses=None, reversal=None)
    rows = payments.values_list("voucher", "paid_on", "instalment__line__proposal__pool__code")
    return {(voucher, day.year): code for voucher, day, code in rows}


def _payment(  # noqa: PLR0917 - one entry against all that it must fit
    actor: Actor,
    pool: Pool,
    instalment: Instalment | None,
    entry: Paid,
    room: dict[int, Decimal],
    taken: dict[tuple[str, int], str],
) -> Payment:
    """The payment of an entry, unsaved. Raises ValidationError with the figures."""
    if instalment is None:
        raise ValidationError(_("This instalment does not belong to the pool."))
    check_amount(entry.amount)
    check_day(pool, entry.paid_on)
    voucher = words_given(entry.voucher, _("Write the number of the voucher."), MOST_VOUCHER)
    if entry.amount > room[instalment.pk]:
        raise ValidationError(
            _("%(amount)s is more than the %(left)s that are left of %(whole)s.")
            % {
                "amount": in_both(entry.amount),
                "left": in_both(room[instalment.pk]),
                "whole": in_both(instalment.amount),
            }
        )
    place = (voucher, entry.paid_on.year)
    if place in taken:
        raise ValidationError(
            _(
                "Voucher %(voucher)s of %(year)s stands already (pool %(pool)s). Where one voucher pays several, "
                "add a part to the number, such as %(voucher)s-2."
            )
            % {"voucher": voucher, "year": entry.paid_on.year, "pool": taken[place]}
        )
    taken[place] = pool.code
    return Payment(
        instalment=instalment,
        amount=entry.amount,
        paid_on=entry.paid_on,
        voucher=voucher,
        document=words_given(entry.document, most=MOST_DOCUMENT),
        note=words_given(entry.note, most=MOST_WORDS),
        entered_by=actor,
        entered_at=present(),
    )


def _file(actor: Actor, examined: Examined | None, made: Sequence[Payment]) -> Evidence | None:
    """Store the file of payments; the platforms paid may open it. Raises ValidationError."""
    if examined is None:
        return None
    file = store_evidence(actor, examined, made[0].voucher, right="funding.pay")
    for platform in {payment.instalment.line.platform for payment in made}:
        use_evidence(file, platform)
    return file


def _detail(payment: Payment) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "platform": payment.instalment.line.platform.code,
        "instalment": payment.instalment.number,
        "amount": payment.amount,
        "paid_on": payment.paid_on,
        "voucher": payment.voucher,
    }
    if payment.reverses_id is not None:
        detail |= {"reverses": payment.reverses_id, "reason": payment.note}
    if payment.file is not None:
        detail["sha256"] = payment.file.sha256
    return detail
