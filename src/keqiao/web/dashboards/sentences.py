"""A figure in one sentence that can be copied into a message or a report: value, unit, period or day,
change over a year.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.facts.figures import BY_HAND, Figure
from keqiao.web.site import numbers
from keqiao.web.site.demonstration import is_demonstration


def answer(figure: Figure) -> str:
    """Return the sentence; a figure without a value says why."""
    if figure.value is None:
        return _("%(scope)s, %(measure)s, %(when)s: no figure. %(reason)s") % {
            "scope": figure.scope.name,
            "measure": figure.measure,
            "when": figure.when,
            "reason": figure.reason,
        }
    text = _("%(scope)s, %(measure)s, %(when)s: %(value)s %(unit)s") % {
        "scope": figure.scope.name,
        "measure": figure.measure,
        "when": figure.when,
        "value": figure.text,
        "unit": figure.unit,
    }
    if figure.is_by_hand:
        text += _(" (%(mark)s)") % {"mark": BY_HAND}
    if figure.yoy is not None:
        text += _("; a year before %(before)s %(unit)s, change %(change)s") % {
            "before": before(figure),
            "unit": figure.unit,
            "change": figure.yoy.text,
        }
    mark = _(" (demonstration data)") if is_demonstration() else ""
    return text + _(".") + mark


def before(figure: Figure) -> str:
    """Return the value a year before, printed as the figure itself."""
    return numbers.number(figure.yoy.before, figure.measure.decimals) if figure.yoy else numbers.NOTHING
