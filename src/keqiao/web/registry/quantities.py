"""The numbers of registers: which fields are amounts, in which unit a field is written and shown."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.engine.figures import unit_after
from keqiao.money import YUAN_PER_WAN, usual_amount
from keqiao.web.site import numbers

RECENT = 500
"""So many stored amounts tell what is usual."""


def is_money(field: Any) -> bool:
    """Whether a model's field holds an amount in 元."""
    return isinstance(field, models.DecimalField) and field.max_digits == 18 and field.decimal_places == 2


def unit_of_label(label: str) -> str:
    """The unit that the name of a field ends with: share held, % → %; empty without one."""
    return "%" if label.rstrip().endswith(("%", "％")) else unit_after(label)


def amount_in_words(value: Any) -> str:
    """An amount in 元 as 万元 with all its places, separators and the unit: 1,234.5678万元."""
    try:
        amount = Decimal(str(value)) / YUAN_PER_WAN
    except InvalidOperation:
        return str(value)
    exact = amount if amount != numbers.rounded(amount, 2) else numbers.rounded(amount, 2)
    text = f"{exact:,f}"
    unit = _("10k yuan")
    return f"{text}{unit}" if (get_language() or "zh").startswith("zh") else f"{text} {unit}"


def usual(model: Any, name: str) -> Decimal | None:
    """The usual amount of a field in its register, in 元: what a first amount is held against; None for too few."""
    rows = model._base_manager.filter(withdrawn_at=None).exclude(**{name: None}).exclude(**{name: 0})
    return usual_amount(list(rows.order_by("-pk").values_list(name, flat=True)[:RECENT]))
