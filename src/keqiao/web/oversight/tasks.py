"""The background work of the room."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext_noop

from keqiao.web.facts.models import Snapshot
from keqiao.web.jobs.leases import once
from keqiao.web.jobs.progress import Progress, Refused
from keqiao.web.oversight.services import diagnoses
from keqiao.web.rulebooks.services import DocumentRefused


@once
def diagnose(progress: Progress, *, snapshot: int, period: str, basis: str) -> str:
    """Make a diagnosis of very many platforms; the job leads to its page."""
    of = Snapshot.objects.get(pk=snapshot)
    progress.update(0.1, gettext_noop("Applying the rules"))
    try:
        return diagnoses.make(progress.job.owner, of, period, basis).get_absolute_url()
    except (PermissionDenied, ValidationError) as error:
        raise Refused(gettext_noop("No diagnosis was made. Look at period and your rights.")) from error


def try_rules(progress: Progress, *, snapshot: int, period: str, basis: str, text: str) -> str:
    """Try rules on very many platforms; the page of trials then finds the answer."""
    of = Snapshot.objects.get(pk=snapshot)
    progress.update(0.1, gettext_noop("Applying the rules"))
    try:
        diagnoses.try_rules(progress.job.owner, text, of, period, basis)
    except (PermissionDenied, ValidationError, DocumentRefused) as error:
        raise Refused(
            gettext_noop("The rules were not tried. Look at the text, the period and your rights.")
        ) from error
    return reverse("oversight:try")
