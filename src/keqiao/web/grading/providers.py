"""What runs and their pages learn from gradings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import BUREAU
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.providers import GradingOfRun, Link, OfficialResult
from keqiao.web.grading import official_results, selectors
from keqiao.web.grading.models import Grading
from keqiao.web.grading.procedure import status
from keqiao.web.registry.models import Platform


class GradingsForRuns:
    """Gradings as runs see them."""

    def published_runs(self) -> Iterable[QuerySet[Any]]:
        """Return queries for the keys of the runs that a published or final grading stands on, or stood on."""
        open_to_all = Grading.objects.open_to_all()
        stood = open_to_all.filter(steps__action__in=("publish", "rebase"))
        return open_to_all.values("run"), stood.values("steps__run")

    def of_run(self, user: Actor, run: Run, period: str, basis: str) -> Sequence[GradingOfRun]:
        """Return the gradings of a run that ``user`` may see, newest first."""
        return [
            GradingOfRun(grading, status(grading)) for grading in selectors.of_run(user, run, period, basis)
        ]

    def decided_grade(self, platform: Platform, run: Run, period: str) -> Link | None:
        """Return the final grade of a platform in a period by the indicator system of a run, with the number of the
        grading and its day: 优秀 (2024-G01, 2025-04-02).
        """
        final = selectors.final_grade(platform, period, scheme_code=run.scheme.code)
        if final is None:
            return None
        day = timezone.localdate(final.at, BUREAU).isoformat() if final.at else "—"
        facts = {"grade": final.grade or "—", "grading": final.grading.code, "day": day}
        return Link(_("%(grade)s (%(grading)s, %(day)s)") % facts, final.grading.get_absolute_url())

    def official_before(self, user: Actor, period: str, scheme_code: str) -> OfficialResult | None:
        """Return what stands for the last period before one, of the same length, by the same indicator system."""
        stands = official_results.before(user, period, scheme_code=scheme_code)
        if stands is None:
            return None
        grading = stands.grading
        return OfficialResult(grading.run, grading.period, grading.basis, stands.words)


GRADINGS = GradingsForRuns()
