"""What lets a result or a scheme count outside the room: releases of runs, proposals about scheme versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.clock import present
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.rulebooks.enactment import StatusProposal


class RunRelease(FrozenModel):
    """The release of a run to readers outside the bureau by a person who did not start it, with the reason.

    A run is also released by the publicity of its grading, which needs no row here.
    """

    run = models.OneToOneField(
        "evaluations.Run", models.PROTECT, related_name="release", verbose_name=_("run")
    )
    reason = models.CharField(_("reason"), max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("released by")
    )
    at = models.DateTimeField(_("released at"), default=present)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of a run")
        verbose_name_plural = _("releases of runs")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.run_id} {self.at:%Y-%m-%d}"


class SchemeProposal(StatusProposal):
    """A proposal to put a scheme version into force or to retire it."""

    version = models.ForeignKey(
        "evaluations.SchemeVersion",
        models.PROTECT,
        related_name="status_proposals",
        verbose_name=_("scheme version"),
    )

    class Meta(StatusProposal.Meta):
        verbose_name = _("proposal about a scheme version")
        verbose_name_plural = _("proposals about scheme versions")
