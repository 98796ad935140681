"""What the layout tells of people: nodes with local firms and no platform, where talents are to be recruited."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.web.accounts.actors import Actor
from keqiao.web.planning import selectors
from keqiao.web.planning.layout_tables import NodeNames
from keqiao.web.planning.models import LayoutGap
from keqiao.web.planning.rights import LAYOUT
from keqiao.web.registry.models import Cluster
from keqiao.web.talents.gaps import SkillGap


def skill_gaps(user: Actor) -> Iterator[SkillGap]:
    """Yield the gaps of the newest analysis that the user may see."""
    analysis = selectors.newest_analysis(user) if user.has_right(LAYOUT) else None
    if analysis is None:
        return
    names = NodeNames(selectors.chains_of(analysis))
    clusters = dict(Cluster.objects.filter(withdrawn_at=None).values_list("code", "pk"))
    for row in selectors.node_rows(analysis).filter(gap=LayoutGap.NO_PLATFORM, has_parts=False):
        yield SkillGap(names[row.node], clusters.get(row.cluster), row.firms, row.needs)
