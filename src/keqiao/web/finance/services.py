"""Writes: an amount of a year and source."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import today
from keqiao.web.audit.services import record
from keqiao.web.finance.models import InputSource, ScienceInput
from keqiao.web.finance.rights import KEEP
from keqiao.web.procedures.words import words_given


@transaction.atomic
def enter(actor: Actor, year: int, source: InputSource, amount: Decimal, basis: str) -> ScienceInput:
    """Keep an amount (元) and where it stands. Raises PermissionDenied, ValidationError by field."""
    require(actor, KEEP)
    words = words_given(basis, _("Say where the amount stands: report and page."), 300, field="basis")
    if not 2000 <= year <= today().year:
        raise ValidationError({"year": _("Give a year that has come.")})
    if amount < 0:
        raise ValidationError({"amount": _("An amount is not negative.")})
    row: ScienceInput = ScienceInput.objects.create(
        year=year, source=source, amount=amount, basis=words, made_by=actor
    )
    record(actor, "finance.enter", row, {"year": year, "source": str(source)})
    return row
