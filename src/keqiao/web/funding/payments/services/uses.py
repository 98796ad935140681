"""The use of the money as a platform reports it: by category of the rules, never more than was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.engine.allocation import AllocationError, AllocationRules, permitted_use
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide, require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.facts.services import examine, store_evidence, use_evidence
from keqiao.web.funding.models import ProposalLine, Spending
from keqiao.web.funding.payments.rules import in_both, in_words, rules_of, team_category
from keqiao.web.funding.payments.services.pool_locks import (
    LARGEST_KEY,
    check_amount,
    check_day,
    locked_line,
    paid_sum,
    used_sum,
)
from keqiao.web.procedures.words import words_given

MOST_PURPOSE = 300
MOST_VOUCHER = 60


@dataclass(frozen=True)
class Used:
    """What was used: ``amount`` in 元, ``category`` a code of the rules (empty where they have none)."""

    category: str
    amount: Decimal
    spent_on: date
    purpose: str
    voucher: str = ""


def report_use(
    actor: Actor,
    line_pk: int,
    used: Used,
    *,
    upload: UploadedFile | None = None,
) -> Spending:
    """Enter a use of a platform's money.

    Raises Http404, PermissionDenied, ValidationError: a barred category names the rule, too much names the figures.
    """
    file = examine(upload) if upload is not None else None
    with transaction.atomic():
        line = locked_line(actor, line_pk)
        require(actor, "funding.use", line.platform)
        check_amount(used.amount)
        check_day(line.proposal.pool, used.spent_on)
        check_category(rules_of(line), used.category)
        check_left(line, used.amount)
        entry = Spending(
            line=line,
            spent_on=used.spent_on,
            category=used.category,
            amount=used.amount,
            purpose=words_given(used.purpose, _("Write what the money was used for."), MOST_PURPOSE),
            voucher=words_given(used.voucher, most=MOST_VOUCHER),
            entered_by=actor,
            entered_at=present(),
        )
        if file is not None:
            entry.file = store_evidence(actor, file, entry.purpose[:200], right="funding.use")
            use_evidence(entry.file, line.platform)
        entry.save()
        record(actor, "funding.report_use", line.proposal.pool, entry_detail(entry))
    return entry


def reverse_use(actor: Actor, line_pk: int, spending_pk: int, reason: str) -> Spending:
    """Take a use back by an entry of the opposite amount; that of a team share only who may confirm such shares.

    Raises Http404, PermissionDenied, ValidationError.
    """
    with transaction.atomic():
        line = locked_line(actor, line_pk)
        require(actor, "funding.use", line.platform)
        entry = line.spendings.filter(pk=spending_pk).first() if spending_pk <= LARGEST_KEY else None
        if entry is None:
            raise Http404
        if entry.share_id is not None and not decide(actor, "evaluations.appeal", line.platform):
            raise PermissionDenied(_("A confirmed team share is taken back by the head of the platform."))
        given = words_given(reason, _("Say why the use is taken back."), MOST_PURPOSE)
        if entry.reverses_id is not None:
            raise ValidationError(_("This entry itself takes a use back; enter the use anew instead."))
        if Spending.objects.filter(reverses=entry).exists():
            raise ValidationError(_("This use was taken back already."))
        back = Spending(
            line=line,
            spent_on=timezone.localdate(present()),
            category=entry.category,
            amount=-entry.amount,
            purpose=given,
            voucher=entry.voucher,
            reverses=entry,
            entered_by=actor,
            entered_at=present(),
        )
        back.save()
        record(actor, "funding.reverse_use", line.proposal.pool, entry_detail(back))
    return back


def check_category(rules: AllocationRules, code: str) -> None:
    """Refuse a category that the rules bar or do not know, or that is for team shares. Raises ValidationError."""
    if not rules.uses:
        if code:
            raise ValidationError(_("The rules of this pool have no categories of use."))
        return
    try:
        permitted_use(rules, code[:64])
    except AllocationError as error:
        raise ValidationError(in_words(error)) from error
    if code == team_category(rules):
        raise ValidationError(
            _("Money for people of the team is entered as a team share, which the director confirms.")
        )


def check_left(line: ProposalLine, amount: Decimal) -> None:
    """Refuse more than what is paid and not yet used. Raises ValidationError with the figures."""
    paid, used = paid_sum(line), used_sum(line)
    if used + amount > paid:
        raise ValidationError(
            _("%(amount)s is more than what is left: %(paid)s paid − %(used)s used = %(left)s.")
            % {
                "amount": in_both(amount),
                "paid": in_both(paid),
                "used": in_both(used),
                "left": in_both(paid - used),
            }
        )


def entry_detail(entry: Spending) -> dict[str, Any]:
    """Return what the audit log keeps of an entry."""
    detail: dict[str, Any] = {
        "platform": entry.line.platform.code,
        "category": entry.category,
        "amount": entry.amount,
        "spent_on": entry.spent_on,
        "purpose": entry.purpose,
    }
    if entry.voucher:
        detail["voucher"] = entry.voucher
    if entry.reverses_id is not None:
        detail["reverses"] = entry.reverses_id
    if entry.file is not None:
        detail["sha256"] = entry.file.sha256
    return detail
