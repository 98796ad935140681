"""Sentences about a run: what came out, what it was computed from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import listings, tolerated_cells
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.reading import Reading
from keqiao.web.rulebooks.selectors import used_documents


def summary(run: Run, reading: Reading) -> str:
    """Return the result in one sentence: how many platforms, which grades."""
    count = reading.size
    grades = _(", ").join(
        _("%(grade)s %(count)d") % {"grade": name, "count": number}
        for name, number in listings.grade_counts(reading.grades_held, reading)
        if number
    )
    text = ngettext(
        "%(count)d platform evaluated for %(period)s: %(grades)s.",
        "%(count)d platforms evaluated for %(period)s: %(grades)s.",
        count,
    )
    return text % {"count": count, "period": reading.period, "grades": grades or "—"}


def about(user: Actor, run: Run) -> Sequence[tuple[str, Any]]:
    """Return what the run was computed from and by whom, as terms and texts."""
    link = '<a href="{}">{}</a>'
    cases = [str(case["case"]) for case in run.options.get(tolerated_cells.KEY, ())]
    return [
        (_("Snapshot"), format_html(link, run.snapshot.get_absolute_url(), run.snapshot)),
        (_("Scheme"), format_html(link, run.scheme.get_absolute_url(), run.scheme)),
        (_("Basis"), run.get_basis_display()),
        (_("Periods"), _(", ").join(run.periods)),
        *([(_("Fault tolerance"), _(", ").join(cases))] if cases else []),
        (_("Started by"), str(run.created_by)),
        (
            _("Finished at"),
            timezone.localtime(run.finished_at).strftime("%Y-%m-%d %H:%M") if run.finished_at else "",
        ),
        (_("Engine"), run.engine_version),
        *used_documents(user, run.documents),
        (_("Digest of the result"), format_html('<span class="hash">{}</span>', run.digest)),
        (_("Digest of the input"), format_html('<span class="hash">{}</span>', run.input_digest)),
    ]
