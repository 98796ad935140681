"""What runs and their pages learn from cases of fault tolerance."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.http import urlencode

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.providers import AcceptedCase, Link
from keqiao.web.registry.models import Platform
from keqiao.web.tolerance import selectors
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.rights import APPEAL


class CasesForRuns:
    """Cases as runs see them."""

    def accepted(self, scheme_code: str, periods: Sequence[str]) -> Sequence[AcceptedCase]:
        """Return the accepted cases of an indicator system in some periods, by code."""
        cases = ToleranceCase.objects.filter(
            state=ToleranceCase.State.ACCEPTED, scheme_code=scheme_code, period__in=list(periods)
        )
        return [accepted_case(case) for case in cases.select_related("platform").order_by("code")]

    def taken_in(self, user: Actor, run: Run, platform: str, period: str) -> Sequence[Link]:
        """Return the cases of a platform that a run took in for a period and that ``user`` may open."""
        cases = selectors.taken_in(user, run, platform, period)
        return [Link(str(case), case.get_absolute_url()) for case in cases]

    def application_url(self, user: Actor, run: Run, period: str, platform: Platform) -> str:
        """Return where the platform's own director applies about a result; empty for others."""
        if not decide(user, APPEAL, platform):
            return ""
        query = {"of": f"{run.scheme.code}:{period}", "platform": platform.code}
        return f"{reverse('tolerance:new')}?{urlencode(query)}"


def accepted_case(case: ToleranceCase) -> AcceptedCase:
    """Return a case as a run takes it in."""
    return AcceptedCase(case.code, case.platform.code, case.period, case.indicators)


CASES = CasesForRuns()
