"""Figures as people write them into a form: in the shown unit (money in 万元), exact both ways."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.facts.models import Measure
from keqiao.web.facts.models.measures import WAN

PLAIN = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,10})?|\.\d{1,10})", re.ASCII)
"""A number without exponent: nobody writes one, and 1e99999999 would be an attack."""
SHOWN = 40
"""Characters of a wrong text that a message repeats."""


def written(measure: Measure, value: Decimal | None) -> str:
    """Return a stored value as it stands in an input: exact, without thousands separators; nothing for None."""
    shown = measure.shown(value)
    if shown is None:
        return ""
    text = f"{shown:f}"
    whole, _point, rest = text.partition(".")
    rest = rest.rstrip("0")
    if measure.is_money:
        rest = rest.ljust(2, "0")
    return f"{whole}.{rest}" if rest else whole


def read(measure: Measure, text: str) -> Decimal | None:
    """Return what was written in the stored unit (money: 万元 → 元); None for nothing. Raises ValidationError.

    Full-width digits, blanks and thousands separators are understood. Nothing is rounded.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").replace("−", "-")
    if not plain:
        return None
    if not PLAIN.fullmatch(plain):
        raise ValidationError(
            _("“%(text)s” is no number. Write digits only, in %(unit)s, such as 1234.56.")
            % {"text": text[:SHOWN], "unit": measure.shown_unit or _("the unit of the figure")}
        )
    number = Decimal(plain)
    return number * WAN if measure.is_money else number
