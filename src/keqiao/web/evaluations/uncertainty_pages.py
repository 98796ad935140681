"""What the page of rank intervals shows: sentences, what was drawn, tables, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.evaluations import intervals, listings
from keqiao.web.evaluations.models import RunRobustness, RunTotal
from keqiao.web.evaluations.pictures import ChartOrigin, short
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.reading import RunReading, words
from keqiao.web.site import numbers
from keqiao.web.site.tables import Cell, Column, Table

MOST_NAMED = 30
"""Borderline platforms that a sentence names; all are marked in the table."""
MOST_DRAWN = 60
"""So many platforms a picture holds; the tables hold all."""
MOST_PAIRED = 40
"""So many platforms the table of pairs holds on the page."""
NO_GRADE = "-none"
"""Key of the column for draws in which a platform holds no grade; no code of a scheme begins with a dash."""

KINDS = {
    "weights": lambda: _("Weights"),
    "treatment": lambda: _("Treatment of outliers"),
    "normalisation": lambda: _("Scoring rules"),
    "aggregation": lambda: _("How indicators are put together"),
    "missing": lambda: _("How gaps are filled"),
    "basis": lambda: _("Reported or verified values"),
    "inclusion": lambda: _("Indicators that may be left out"),
    "error": lambda: _("Errors of the figures"),
}


def factor_words(factor: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return one uncertain factor in words; `names` are those of the nodes by code."""
    kind = factor.get("factor", "")
    name = KINDS[kind]() if kind in KINDS else str(kind)
    options = ""
    if factor.get("share"):
        options = _("each ± %(share)s, drawn evenly") % {"share": numbers.percent(factor["share"], 0)}
    elif factor.get("concentration"):
        options = _("spread around the written ones (Dirichlet, concentration %(value)s)") % {
            "value": numbers.number(factor["concentration"])
        }
    elif factor.get("unknown"):
        options = _("any weights that add up")
    elif factor.get("order"):
        options = _("any weights that keep the order of importance")
    elif factor.get("deviation"):
        options = _("normal, deviation %(share)s of the value") % {
            "share": numbers.percent(factor["deviation"], 1)
        }
    elif factor.get("grades"):
        options = _("normal, deviation by the grade of the evidence")
    elif factor.get("probability"):
        options = _("each kept with a chance of %(share)s") % {
            "share": numbers.percent(factor["probability"], 0)
        }
    elif factor.get("options"):
        count = len(factor["options"])
        options = ngettext("%(count)d option", "%(count)d options", count) % {"count": count}
    where = factor.get("of") or factor.get("below") or ()
    codes = [where] if isinstance(where, str) else list(where)
    place = _(", ").join(names.get(code, code) for code in codes[:6]) + (" …" if len(codes) > 6 else "")
    return _(": ").join(
        part for part in (name, _("; ").join(part for part in (options, place) if part)) if part
    )


def about(stored: RunRobustness, reading: RunReading) -> Sequence[tuple[str, Any]]:
    """Return how the intervals were drawn, as terms and texts."""
    names = {node.code: node.name for node in reading.nodes}
    factors = _("; ").join(factor_words(factor, names) for factor in stored.factors)
    source = (
        _("the scheme declares it")
        if stored.declared
        else _("default of the system: the scheme declares none")
    )
    return [
        (_("Uncertain"), factors),
        (_("Why these"), source),
        (_("Number of draws"), f"{stored.draws:,}"),
        (_("Seed"), str(stored.seed)),
        (_("Computed by"), str(stored.made_by)),
        (_("Computed at"), timezone.localtime(stored.made_at).strftime("%Y-%m-%d %H:%M")),
        (_("Engine"), stored.engine_version),
        (_("Digest of the intervals"), format_html('<span class="hash">{}</span>', stored.digest)),
    ]


def sentences(stored: RunRobustness, reading: RunReading, names: PlatformNames) -> list[str]:
    """Return what the page means, in plain words, and what stands out."""
    sure = reading.certainty
    sentences = [
        _(
            "The result was computed %(draws)s times, each time with slightly other, equally defensible choices. "
            "If a platform keeps its place in nearly all of them, the place means something."
        )
        % {"draws": f"{stored.draws:,}"},
        _(
            "The interval holds the middle %(share)s of the ranks: "
            "%(tail)s of the draws lie above it and as many below."
        )
        % {
            "share": numbers.percent(stored.interval, 0),
            "tail": numbers.percent((1 - stored.interval) / 2, 1),
        },
        _("Two platforms whose intervals overlap should not be told apart by rank alone."),
    ]
    least = numbers.percent(stored.border, 0)
    held = frozenset(sure.border)
    if held:
        count = len(held)
        border = [names[code] for code in reading.codes if code in held]
        named = border if count <= MOST_NAMED else [*border[:MOST_NAMED], "…"]
        text = ngettext(
            "%(count)d platform is borderline: fewer than %(share)s of the draws keep its grade. %(names)s.",
            "%(count)d platforms are borderline: fewer than %(share)s of the draws keep their grade. %(names)s.",
            count,
        )
        sentences.append(text % {"count": count, "share": least, "names": _(", ").join(named)})
    elif not names.hides and any(interval.grade_stability is not None for interval in sure.of.values()):
        sentences.append(_("Every grade is kept by at least %(share)s of the draws.") % {"share": least})
    return sentences


def _ranked(reading: RunReading, most: int) -> QuerySet[RunTotal]:
    """The platforms that hold a rank, best first, at most so many."""
    return reading.totals.filter(rank__isnull=False)[:most]


def interval_table(reading: RunReading, names: PlatformNames, run: Any, totals: Iterable[RunTotal]) -> Table:
    """Return rank, median, interval, first place and grade kept of the platforms of ``totals``."""
    sure, rows = reading.certainty, []
    for row in totals:
        code, interval = row.platform.code, reading.certainty.of.get(row.platform.code)
        url = listings.platform_url(run, code, reading.period, reading.basis) if names.is_open(code) else ""
        rows.append(
            {
                "platform": Cell(names[code], url=url),
                "rank": row.rank,
                "median": interval.median if interval else None,
                "span": Cell(interval.low if interval else None, text=sure.span(code) or numbers.NOTHING),
                "first": interval.first if interval else None,
                "grade": row.grade or numbers.NOTHING,
                "kept": interval.grade_stability if interval and row.grade_code else None,
                "border": _("borderline") if sure.is_border(code) else "",
            }
        )
    columns = [
        Column("platform", _("Platform")),
        Column("rank", _("Rank"), "number", decimals=0),
        Column("median", _("Median rank"), "number", decimals=1),
        Column("span", _("Interval (5–95%)"), "number", decimals=0),
        Column("first", _("First in"), "percent"),
        Column("grade", _("Grade")),
        Column("kept", _("Grade kept in (share)"), "percent"),
        Column("border", _("Marks")),
    ]
    return Table(
        _("Rank intervals"),
        columns,
        rows,
        as_of=reading.period,
        note=_("Shares are shares of the draws."),
        name="intervals",
    )


def interval_picture(reading: RunReading, names: PlatformNames, origin: ChartOrigin) -> Chart:
    """Return the intervals of all platforms, best first, with their ranks."""
    ranks = dict(_ranked(reading, MOST_DRAWN).values_list("platform__code", "rank"))
    codes = list(ranks)
    intervals = [reading.certainty.of.get(code) for code in codes]
    return Chart(
        kind="interval",
        title=_("Rank intervals"),
        subtitle=_("%(share)s of the draws; the mark is the rank in the result")
        % {"share": numbers.percent(reading.certainty.share, 0)},
        categories=[names[code] for code in codes],
        category_label=_("Platform"),
        series=[
            Series(_("from"), [interval.low if interval else None for interval in intervals]),
            Series(_("to"), [interval.high if interval else None for interval in intervals]),
            Series(_("Rank"), list(ranks.values())),
        ],
        decimals=0,
        size="l" if len(codes) > 8 else "m",
        source=origin.source,
        as_of=origin.as_of,
    )


def heat(table: pl.DataFrame, reading: RunReading, names: PlatformNames, origin: ChartOrigin) -> Chart | None:
    """Return how often each platform holds each rank, per cent of the draws (SMAA acceptability)."""
    codes = list(_ranked(reading, MOST_DRAWN + 1).values_list("platform__code", flat=True))
    if not codes or len(codes) > MOST_DRAWN:
        return None
    here = intervals.here(table, reading.period, reading.basis)
    shares = {(row["unit"], row["rank"]): row["share"] for row in here.iter_rows(named=True)}
    ranks = range(1, len(codes) + 1)
    return Chart(
        kind="heatmap",
        title=_("How often each platform holds each rank"),
        unit=_("% of draws"),
        categories=[str(rank) for rank in ranks],
        category_label=_("Platform"),
        series=[
            Series(short(names[code]), [_tile(shares.get((code, rank))) for rank in ranks]) for code in codes
        ],
        decimals=0,
        size="l" if len(codes) > 8 else "m",
        source=origin.source,
        as_of=origin.as_of,
    )


def _tile(share: float | None) -> Point:
    """A rank that never occurs is a gap, one that is rare is said to be."""
    if not share:
        return Point(None)
    return Point(100 * share, text="<1" if share < 0.005 else "")


def grade_table(
    table: pl.DataFrame, reading: RunReading, names: PlatformNames, totals: Iterable[RunTotal]
) -> Table | None:
    """Return in which share of the draws the platforms of ``totals`` hold each grade; None for a scheme without
    grades.
    """
    scheme, codes = reading.scheme, [row.platform.code for row in totals]
    here = intervals.here(table, reading.period, reading.basis)
    if here.height == 0 or not scheme.grades:
        return None
    here = here.filter(pl.col("unit").is_in(codes))
    shares = {(row["unit"], row["grade"]): row["share"] for row in here.iter_rows(named=True)}
    rows = [
        {
            "platform": names[code],
            NO_GRADE: shares.get((code, None)),
            **{g.code: shares.get((code, g.code)) for g in scheme.grades},
        }
        for code in codes
    ]
    columns = [
        Column("platform", _("Platform")),
        *(Column(grade.code, words(grade.name), "percent") for grade in scheme.grades),
        Column(NO_GRADE, _("no grade"), "percent"),
    ]
    return Table(
        _("Grades over the draws"),
        columns,
        rows,
        as_of=reading.period,
        note=_("Share of the draws in which a platform holds the grade."),
        name="grades",
    )


def pair_table(table: pl.DataFrame, reading: RunReading, names: PlatformNames) -> Table | None:
    """Return for each pair of platforms in which share of the draws the one of the row stands above; None for many."""
    here = intervals.here(table, reading.period, reading.basis)
    codes = list(_ranked(reading, MOST_PAIRED + 1).values_list("platform__code", flat=True))
    if here.height == 0 or len(codes) > MOST_PAIRED:
        return None
    shares = {(row["unit"], row["other"]): row["share"] for row in here.iter_rows(named=True)}
    # Whole names find no room over so many columns: both ways are numbered.
    rows = [
        {
            "platform": f"{place} {names[code]}",
            **{f"place-{n}": shares.get((code, other)) for n, other in enumerate(codes, start=1)},
        }
        for place, code in enumerate(codes, start=1)
    ]
    columns = [
        Column("platform", _("Platform")),
        *(Column(f"place-{place}", str(place), "percent") for place in range(1, len(codes) + 1)),
    ]
    return Table(
        _("Who stands above whom"),
        columns,
        rows,
        as_of=reading.period,
        note=_(
            "Share of the draws in which the platform of the row has more points than the platform of that number."
        ),
        name="pairs",
    )
