"""Lights of forms: red is late, yellow asks for a look, green is on its way or done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from keqiao.web.returns.models import Collection, Return
from keqiao.web.site.tables.definition import Light
from keqiao.web.site.tables.due import due_words

SOON = 7
"""Days before the due date from which a form that has not been handed in is yellow."""


@dataclass(frozen=True)
class FormStatus:
    """The light of a form, why, and the days to its due date (negative: past; None: it has been handed in)."""

    light: Light
    why: str
    days: int | None


def status_of(form: Return, today: date) -> FormStatus:
    """Return how a form stands on a day. ``form.collection`` must be loaded."""
    if not form.is_editable:
        words = _("handed in %(days)s days late") % {"days": form.late_days} if form.late_days else ""
        return FormStatus("good", words, None)
    days = (form.due_on - today).days
    if form.collection.state == Collection.State.CANCELLED:
        return FormStatus("good", _("the collection was cancelled"), None)
    if form.collection.state == Collection.State.CLOSED:
        return FormStatus("bad", _("closed without a hand-in"), days)
    if days < 0:
        return FormStatus("bad", due_words(days), days)
    if form.state == Return.State.SENT_BACK:
        return FormStatus("watch", _("sent back, due in %(days)s days") % {"days": days}, days)
    if days <= SOON:
        return FormStatus("watch", due_words(days), days)
    if form.read_at is None:
        return FormStatus("watch", _("not opened yet"), days)
    return FormStatus("good", due_words(days), days)
