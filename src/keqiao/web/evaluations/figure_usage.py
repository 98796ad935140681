"""Tells the page of a figure which runs used it, and that of a snapshot that a run can start from it."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import selectors
from keqiao.web.evaluations.models import Run
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Snapshot, SnapshotFigure
from keqiao.web.facts.usage import FigureUse, NextStep

MOST = 5


def runs(user: Actor, figure: Figure) -> Iterable[FigureUse]:
    """Yield the newest finished runs whose snapshot holds a platform's figure and whose periods it belongs to."""
    if figure.scope.platform is None:
        return
    holding = SnapshotFigure.objects.filter(
        measure=figure.measure, platform=figure.scope.platform, period=figure.period.code
    )
    runs = selectors.visible_runs(user).filter(state=Run.State.DONE, snapshot__in=holding.values("snapshot"))
    for run in runs.filter(totals__platform=figure.scope.platform).distinct()[:MOST]:
        yield FigureUse("run", str(run), f"{run.get_absolute_url()}{figure.scope.code}/")


def new_run(user: Actor, snapshot: Snapshot) -> Iterable[NextStep]:
    """Yield the form of a new run with the snapshot chosen."""
    if user.has_right("evaluations.run") and snapshot.state == Snapshot.State.FROZEN:
        yield NextStep(_("New run"), f"{reverse('evaluations:new')}?snapshot={snapshot.pk}")
