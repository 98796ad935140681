"""What leaves the bureau: runs that are released to readers outside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.services import record
from keqiao.web.evaluations.models import Run, RunRelease, SchemeVersion
from keqiao.web.procedures.words import words_given

DECIDE = "evaluations.decide"


def release(actor: Actor, run: Run, reason: str) -> RunRelease:
    """Open a finished run to everyone who may see results, with the reason.

    Raises Http404 for a run that the actor may not see; PermissionDenied without the right, and for the one who
    started the run; ValidationError without a reason, and for a run that is not finished, released already, or by a
    scheme that is not in force.
    """
    require(actor, DECIDE)
    why = words_given(reason, _("Say why."), field="reason")
    with transaction.atomic():
        seen = Run.objects.visible_to(actor).select_related("scheme")
        locked = seen.select_for_update(of=("self",)).filter(pk=run.pk).first()
        if locked is None:
            raise Http404
        if locked.created_by_id == actor.pk:
            raise PermissionDenied(_("You started this run; another person releases it."))
        against = _obstacle(locked)
        if not against and RunRelease.objects.filter(run=locked).exists():
            against = _("The run is released already.")
        if against:
            raise ValidationError(against)
        made = RunRelease.objects.create(run=locked, reason=why, by=actor)
        record(actor, "evaluations.release_run", locked, {"reason": why})
    return made


def _obstacle(run: Run) -> str:
    """Return why a run cannot be released, whoever asks and released or not; empty where it can."""
    if not run.is_done:
        return _("Only a finished run can be released.")
    if run.scheme.status != SchemeVersion.Status.VALID:
        return _("Only a run by a scheme in force can be released; %(scheme)s is not in force.") % {
            "scheme": run.scheme
        }
    return ""


@dataclass(frozen=True)
class ReleaseStatus:
    """Whether a run is open outside the bureau, and what the reader may do about it; for its page."""

    is_open: bool
    release: RunRelease | None
    may: bool
    why_not: str

    @property
    def has_content(self) -> bool:
        """Whether there is anything to tell the reader."""
        return self.is_open or self.may or bool(self.why_not)


def status_of(user: Actor, run: Run) -> ReleaseStatus:
    """Return how a run stands outside the bureau, as its page shows it to a user."""
    if Run.objects.filter(pk=run.pk).released().exists():
        return ReleaseStatus(True, RunRelease.objects.filter(run=run).select_related("by").first(), False, "")
    if not user.has_right(DECIDE):
        return ReleaseStatus(False, None, False, "")
    against = _obstacle(run)
    if not against and run.created_by_id == user.pk:
        against = _("You started this run; another person releases it.")
    return ReleaseStatus(False, None, not against, against)
