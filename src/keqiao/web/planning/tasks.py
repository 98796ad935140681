"""The background work of the room."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_noop

from keqiao.web.jobs.progress import Progress, Refused
from keqiao.web.planning.services import layout


def analyse(progress: Progress, *, as_of: str) -> str:
    """Analyse the layout of very many platforms; the job leads to its page."""
    progress.update(0.1, gettext_noop("Analysing the layout"))
    try:
        return layout.make(progress.job.owner, date.fromisoformat(as_of)).get_absolute_url()
    except (PermissionDenied, ValidationError) as error:
        raise Refused(gettext_noop("No analysis was made. Look at the day and your rights.")) from error
