"""Dates with their precision: what is known by month is never printed with a day."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from keqiao.web.registry.models import Precision


def precise(day: date | None, precision: str = Precision.DAY) -> str:
    """Return the date as far as it is known, e.g. ``2012-07`` for a month."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return _("%(year)s (year)") % {"year": day.year}
    return day.strftime("%Y-%m") if precision == Precision.MONTH else day.isoformat()
