"""``{{ value|signed }}``: points with their sign, as +1.25 and −0.40.

``{{ value|in_unit:unit }}``: a raw value; what is counted (48 firms) has no decimals, amounts and shares have two.
"""

from typing import Any

from django import template

from keqiao.web.evaluations import why
from keqiao.web.evaluations.intervals import ranked
from keqiao.web.site import numbers

register = template.Library()
register.filter("signed", why.signed)
register.filter("ranked", ranked)

MEASURED = ("元", "yuan", "%")
"""Ends of units that are never counts."""


@register.filter
def in_unit(value: Any, unit: str) -> str:
    """Return a value with two decimals, a whole number of counted things without."""
    exact = numbers.exact(value)
    whole = exact is not None and exact == exact.to_integral_value()
    return numbers.number(value, 0 if whole and not str(unit).endswith(MEASURED) else 2)
