"""What an expert reads before judging a platform: the facts of the indicators beside the one that is rated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from keqiao.web.experts.criteria import neighbours
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.facts.models import Fact
from keqiao.web.registry.models import Platform
from keqiao.web.site import numbers


@dataclass(frozen=True)
class Material:
    """A figure of a platform with the titles of the files behind it; the files themselves are not opened."""

    name: str
    text: str
    period: str
    titles: Sequence[str]


def materials(panel: ExpertPanel, platforms: Iterable[Platform]) -> dict[int, list[Material]]:
    """Return, by platform, the standing facts of the period behind the indicators of the same group; two queries.

    A result of experts is left out: nobody judges by what others judged before.
    """
    codes = neighbours(panel.source, panel.basis, panel.measure, panel.period)
    facts = (
        Fact.objects.standing()
        .filter(platform__in=list(platforms), basis="reported")
        .filter(Q(measure__code__in=codes) & ~Q(source_kind="expert"))
        .filter(Q(period=panel.period) | Q(period__startswith=f"{panel.period}Q"))
        .select_related("measure")
        .prefetch_related("evidence")
        .order_by("measure__order", "period")
    )
    found: dict[int, list[Material]] = defaultdict(list)
    for fact in facts:
        if fact.platform_id is None:
            continue
        shown = fact.measure.shown(fact.value)
        text = f"{numbers.number(shown, fact.measure.decimals)} {fact.measure.shown_unit}"
        titles = sorted({evidence.title for evidence in fact.evidence.all()})
        found[fact.platform_id].append(Material(str(fact.measure), text, fact.period, titles))
    return found
