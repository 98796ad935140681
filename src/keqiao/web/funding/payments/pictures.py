"""Pictures of this part: how far the money of each platform has come, and what it was used for."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.funding.models import Pool
from keqiao.web.funding.payments.balances import PlatformBalance
from keqiao.web.funding.payments.selectors import Category
from keqiao.web.funding.payments.tables import statement_url
from keqiao.web.site.numbers import wan


def progress(pool: Pool, rows: Sequence[PlatformBalance]) -> Chart:
    """Return bars by platform: used, paid and not used, still to be paid; together what was allocated (万元)."""
    funded = [row for row in rows if row.allocated]
    series = [
        Series(
            _("Used"), [Point(wan(row.used), url=statement_url(row.line)) for row in funded], stage="done"
        ),
        Series(
            _("Paid, not used"),
            [Point(wan(row.unused), url=statement_url(row.line)) for row in funded],
            stage="under_way",
        ),
        Series(
            _("Still to be paid"),
            [Point(wan(row.unpaid), url=statement_url(row.line)) for row in funded],
            stage="open",
        ),
    ]
    names = [str(row.line.platform) for row in funded]
    return _chart("stacked", _("How far the money has come"), series, names, pool)


def uses(pool: Pool, categories: Sequence[Category]) -> Chart:
    """Return bars by category of use (万元)."""
    used = [row for row in categories if row.allowed or row.used]
    series = [Series(_("Used"), [wan(row.used) for row in used])]
    return _chart("bar", _("Use by category"), series, [row.name for row in used], pool)


def _chart(kind: str, title: str, series: list[Series], names: list[str], pool: Pool) -> Chart:
    return Chart(
        kind,  # type: ignore[arg-type]
        title,
        series,
        names,
        unit=_("10k yuan"),
        decimals=2,
        source=pool.title,
        as_of=timezone.localdate().isoformat(),
        horizontal=True,
    )
