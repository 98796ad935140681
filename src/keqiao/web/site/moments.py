"""The day or period that figures speak of, as tables and charts print it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def in_words(moment: str) -> str:
    """Return "As of 2024-10-31" for a day, "Period: 2023" for anything else, nothing for nothing."""
    if not moment:
        return ""
    if DAY.fullmatch(moment):
        return _("As of %(date)s") % {"date": moment}
    return _("Period: %(period)s") % {"period": moment}
