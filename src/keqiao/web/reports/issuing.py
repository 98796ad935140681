"""Issuing a large report in the background: drawing its charts and setting its pages outlasts a request."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_noop

from keqiao.web.accounts.actors import Actor
from keqiao.web.jobs import services as jobs
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Progress, Refused
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.reports import services
from keqiao.web.reports.models import SurveyReport


def ask(actor: Actor, report: SurveyReport, since: int) -> Job:
    """Start the job that issues a report; ``since``: the edition that the actor saw."""
    return jobs.start(actor, "reports.issue", report.code, report_id=report.pk, since=since)


def issue(progress: Progress, *, report_id: int, since: int) -> str:
    """The work of the job: issue the report as its owner would, and lead to its page. Raises Refused in words."""
    progress.update(0.05, gettext_noop("Building the report"))
    try:
        report = services.issue(progress.job.owner, report_id, since=since, watcher=progress)
    except ChangedMeanwhile as error:
        raise Refused(gettext_noop("The report was changed meanwhile; look at it again.")) from error
    except (PermissionDenied, ValidationError) as error:
        raise Refused(
            gettext_noop("The report was not issued: its page lists what stands in the way.")
        ) from error
    return report.get_absolute_url()
