"""Numbers of rows that are made at the same moment: the next free one is taken, and tried again where it was taken."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

ATTEMPTS = 5
Made = TypeVar("Made")


def next_code(model: type[Model], start: str, width: int = 2, field: str = "code") -> str:
    """Return the code after the last one that begins with ``start``, as in 2024-F01."""
    manager: Any = model._default_manager
    codes = manager.filter(**{f"{field}__startswith": start}).values_list(field, flat=True)
    numbers = [code.removeprefix(start) for code in codes]
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{start}{last + 1:0{width}d}"


def numbered(make: Callable[[], Made]) -> Made:
    """Return what ``make`` makes under a number of its own. Raises ValidationError where others are always faster."""
    for _attempt in range(ATTEMPTS):
        with suppress(IntegrityError), transaction.atomic():
            return make()
    raise ValidationError(_("Too many are being made at this moment. Try again."))
