"""The day or period that figures speak of, as tables and charts print it; moments that were kept as text."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})")


def in_words(moment: str) -> str:
    """Return "As of 2024-10-31" for a day, "Period: 2023" for anything else, nothing for nothing."""
    if not moment:
        return ""
    if DAY.fullmatch(moment):
        return _("As of %(date)s") % {"date": moment}
    return _("Period: %(period)s") % {"period": moment}


def local_moment(text: str) -> str:
    """Return a moment that was kept as text (ISO 8601 with its offset) in local time; other text as it is."""
    if not MOMENT.fullmatch(text):
        return text
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
