"""Charts of the room: pure functions from lines to a Chart, no database. Amounts in 万元."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from keqiao.web.charts.definition import Chart, Series
from keqiao.web.funding import narrative
from keqiao.web.funding.comparison import ComparisonRow
from keqiao.web.funding.models import Pool, Proposal, ProposalLine
from keqiao.web.site import numbers


def by_part(pool: Pool, proposal: Proposal, lines: Sequence[ProposalLine]) -> Chart:
    """Return the amounts by platform, stacked by part: base, earmarks, performance. Parts that nobody gets are left
    out.
    """
    words = narrative.kind_words()
    split = [narrative.parts(line) for line in lines]
    series = [
        Series(words[kind], [numbers.wan(part[kind]) for part in split])
        for kind in narrative.KINDS
        if any(part[kind] for part in split)
    ]
    return Chart(
        kind="stacked",
        title=_("Amounts by platform"),
        subtitle=str(proposal),
        unit=_("10k yuan"),
        categories=[str(line.platform) for line in lines],
        category_label=_("Platform"),
        series=series,
        horizontal=True,
        decimals=2,
        size="l" if len(lines) > 8 else "m",
        source=f"{pool.code} {proposal.rules}",
        as_of=pool.period,
    )


def side_by_side(pool: Pool, proposals: Sequence[Proposal], rows: Sequence[ComparisonRow]) -> Chart:
    """Return the amounts of each platform in each proposal."""
    return Chart(
        kind="bar",
        title=_("Proposals side by side"),
        unit=_("10k yuan"),
        categories=[str(row.platform) for row in rows],
        category_label=_("Platform"),
        series=[
            Series(proposal.label, [numbers.wan(row.amount(at)) for row in rows])
            for at, proposal in enumerate(proposals)
        ],
        horizontal=True,
        decimals=2,
        size="l",
        source=pool.code,
        as_of=pool.period,
    )
