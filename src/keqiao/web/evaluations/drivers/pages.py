"""What the page of a run shows about what decides: sentences, a picture, tables, in the words of officials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.charts.definition import Chart, Series
from keqiao.web.evaluations import listings
from keqiao.web.evaluations.context import RunContext
from keqiao.web.evaluations.drivers.analysis import FactorShares, RankDrivers
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.reading import words
from keqiao.web.site import numbers
from keqiao.web.site.tables import Cell, Column, Table

MOST_LEFT_OUT = 200
"""So many rows the table of nodes left out holds."""
LITTLE = 0.05
"""A factor with less of a part than this hardly matters."""


def node_names(page: RunContext) -> dict[str, str]:
    """Return the names of the nodes by code, with the code before them as the tables have it."""
    return {node.code: node.name for node in page.reading.nodes}


def parts(shares: FactorShares, page: RunContext, platform: str = "") -> list[tuple[str, float, float]]:
    """Return (factor in words, part alone, part with its interplay) of the shifts of rank, largest first: of all
    platforms together, or of one. Empty where nothing shifts. Estimates below nought are nought.
    """
    sensitivity = shares.sensitivity
    if sensitivity is None:
        return []
    indices, place = sensitivity.shift, 0
    if platform:
        if platform not in sensitivity.units:
            return []
        indices, place = sensitivity.by_unit, sensitivity.units.index(platform)
    first, total = indices.first[:, place], indices.total[:, place]
    if not np.isfinite(total).all():
        return []
    names, by_name = node_names(page), {question.name: question for question in shares.questions}
    sentences = []
    for label, alone, whole in zip(
        sensitivity.factors, np.clip(first, 0, 1), np.clip(total, 0, 1), strict=True
    ):
        each = [by_name[name].words(names) for name in label.split(" + ") if name in by_name]
        sentences.append((_(", ").join(each) or label, float(alone), float(max(whole, alone))))
    return sorted(sentences, key=lambda row: (-row[2], -row[1]))


def share_sentences(shares: FactorShares, page: RunContext, platform: str = "") -> list[str]:
    """Return which factor matters most, in plain words."""
    rows = parts(shares, page, platform)
    if not rows:
        if shares.sensitivity is None:
            return []
        if platform:
            return [
                _("%(name)s keeps its rank in every draw: nothing decides it.")
                % {"name": page.names[platform]}
            ]
        return [_("No rank shifts in any draw: the order does not depend on what is uncertain.")]
    top, alone, whole = rows[0]
    sentences = [
        _("What moves the ranks most: %(factor)s. It has a part in %(share)s of the variation of the shifts.")
        % {"factor": top, "share": numbers.percent(whole, 0)},
        _(
            "Were it settled, %(share)s of the variation would be gone; the rest comes about with other factors."
        )
        % {"share": numbers.percent(alone, 0)},
    ]
    idle = [text for text, _alone, share in rows if share < LITTLE]
    if idle:
        sentences.append(
            _("These hardly matter for the order: %(factors)s.") % {"factors": _("; ").join(idle)}
        )
    return sentences


def share_table(shares: FactorShares, page: RunContext, platform: str = "") -> Table | None:
    """Return the parts as a table; None where nothing shifts."""
    rows = parts(shares, page, platform)
    if not rows or shares.sensitivity is None:
        return None
    columns = [
        Column("factor", _("What is uncertain")),
        Column("whole", _("Part in the shifts, interplay included"), "percent", decimals=0),
        Column("alone", _("by itself"), "percent", decimals=0),
    ]
    note = _("%(count)s evaluations; parts with interplay may add up to more than 100%%.") % {
        "count": f"{shares.sensitivity.evaluations:,}"
    }
    return Table(
        _("What decides"),
        columns,
        [{"factor": text, "whole": whole, "alone": alone} for text, alone, whole in rows],
        as_of=page.reading.period,
        note=note,
        name="deciders",
    )


def share_picture(shares: FactorShares, page: RunContext, platform: str = "") -> Chart | None:
    """Return the parts as bars: by itself, and what interplay adds."""
    rows = parts(shares, page, platform)[:20]
    if not rows:
        return None
    origin = page.origin
    title = (
        _("What decides the rank of %(name)s") % {"name": page.names[platform]}
        if platform
        else _("What decides the ranks")
    )
    return Chart(
        kind="stacked",
        title=title,
        subtitle=_("Part of the variation of the shifts of rank"),
        unit="%",
        categories=[text for text, _alone, _whole in rows],
        category_label=_("What is uncertain"),
        series=[
            Series(_("by itself"), [round(100 * alone, 1) for _text, alone, _whole in rows]),
            Series(_("with others"), [round(100 * (whole - alone), 1) for _text, alone, whole in rows]),
        ],
        horizontal=True,
        decimals=0,
        size="l" if len(rows) > 8 else "m",
        source=origin.source,
        as_of=origin.as_of,
    )


def change_words(node: str, factor: float, names: Mapping[str, str]) -> str:
    """Return a change of one weight in words: 专利：权重上调 22%."""
    about = {"node": names.get(node, node), "share": numbers.percent(abs(factor - 1), 0)}
    if factor > 1:
        return _("%(node)s: weight up by %(share)s") % about
    return _("%(node)s: weight down by %(share)s") % about


def _least(changes: pl.DataFrame, event: str, unit: str, other: str | None = None) -> dict[str, Any] | None:
    rows = changes.filter((pl.col("event") == event) & (pl.col("unit") == unit))
    if other is not None:
        rows = rows.filter(pl.col("other") == other)
    return rows.row(0, named=True) if rows.height else None


def margin_sentences(given: RankDrivers, page: RunContext) -> list[str]:
    """Return how firm the first place is."""
    names, nodes = page.names, node_names(page)
    sentences = []
    for row in page.reading.totals.filter(rank=1):
        code = row.platform.code
        least = _least(given.changes, "first", code)
        if least is None:
            sentences.append(
                _(
                    "%(name)s keeps the first place whatever is done to any single weight, from next to nothing up to "
                    "double."
                )
                % {"name": names[code]}
            )
            continue
        sentences.append(
            _(
                "The smallest change of one weight by which the first place passes from %(name)s to %(other)s: "
                "%(change)s."
            )
            % {
                "name": names[code],
                "other": names[least["other"]],
                "change": change_words(least["node"], least["factor"], nodes),
            }
        )
    moved = given.winner.filter(pl.col("moved").is_not_null())
    if moved.height:
        nearest = moved.row(0, named=True)
        sentences.append(
            _(
                "If weight may be moved between all indicators at once, %(share)s of the whole weight is enough for "
                "%(other)s to take the first place."
            )
            % {"share": numbers.percent(nearest["moved"], 1), "other": names[nearest["against"]]}
        )
    return sentences


def swap_table(given: RankDrivers, page: RunContext, totals: Iterable[RunTotal]) -> Table:
    """Return for each platform of ``totals`` and the one below it how little would swap them."""
    rows, codes = [], [row.platform.code for row in totals]
    for row in given.swaps.filter(pl.col("unit").is_in(codes)).iter_rows(named=True):
        least = _least(given.changes, "swap", row["unit"], row["against"])
        rows.append(
            {
                "upper": _cell(row["unit"], page),
                "lower": _cell(row["against"], page),
                "margin": row["margin"],
                "change": _change(least, page),
                "moved": row["moved"],
            }
        )
    columns = [
        Column("upper", _("Stands above")),
        Column("lower", _("Stands below")),
        Column("margin", _("Points between them"), "number", decimals=2),
        Column("change", _("Least change of one weight that swaps them")),
    ]
    if any(row["moved"] is not None for row in rows):
        columns.append(Column("moved", _("Weight to be moved in all"), "percent", decimals=1))
    return Table(
        _("How firm the order is"),
        columns,
        rows,
        as_of=page.reading.period,
        note=_("The weights of the siblings share the difference in proportion."),
        name="swaps",
    )


def grade_table(given: RankDrivers, page: RunContext, totals: Iterable[RunTotal]) -> Table | None:
    """Return for each platform of ``totals`` how far the next thresholds are and how little would change its grade;
    None for a scheme without grades.
    """
    grades = {grade.code: words(grade.name) for grade in page.reading.scheme.grades}
    if not grades:
        return None
    rows = []
    for row in totals:
        code = row.platform.code
        margins = given.thresholds.filter(pl.col("unit") == code)["margin"].to_list()
        least = _least(given.changes, "grade", code)
        rows.append(
            {
                "platform": _cell(code, page),
                "grade": row.grade or numbers.NOTHING,
                "above": min((margin for margin in margins if margin >= 0), default=None),
                "below": min((-margin for margin in margins if margin < 0), default=None),
                "change": _change(least, page),
                "then": grades.get(least["other"] or "", _("no grade")) if least else "",
            }
        )
    columns = [
        Column("platform", _("Platform")),
        Column("grade", _("Grade")),
        Column("above", _("Points above the threshold"), "number", decimals=2),
        Column("below", _("Points short of the next"), "number", decimals=2),
        Column("change", _("Least change of one weight that changes the grade")),
        Column("then", _("Grade after it")),
    ]
    return Table(
        _("How firm the grades are"),
        columns,
        rows,
        as_of=page.reading.period,
        note=_("Quotas, conditions and vetoes are reckoned with."),
        name="thresholds",
    )


def without_table(given: RankDrivers, page: RunContext) -> Table:
    """Return what happens to the order when a branch or an indicator is left out, the weightiest first."""
    nodes = page.reading.node
    rows = []
    ordered = given.without.sort("shift", descending=True, maintain_order=True).head(MOST_LEFT_OUT)
    for row in ordered.iter_rows(named=True):
        node = nodes.get(row["node"])
        rows.append(
            {
                "node": Cell(node.name if node else row["node"], url=_node_url(row["node"], page)),
                "code": row["node"],
                "changed": row["changed"],
                "shift": row["shift"],
                "most": row["most"],
                "first": _("another first") if row["first"] else "",
            }
        )
    columns = [
        Column("node", _("Left out")),
        Column("code", _("Code")),
        Column("changed", _("Platforms that change places"), "number", decimals=0),
        Column("shift", _("Places on average"), "number", decimals=2),
        Column("most", _("Places at most"), "number", decimals=0),
        Column("first", _("First place")),
    ]
    return Table(
        _("Without this indicator"),
        columns,
        rows,
        as_of=page.reading.period,
        note=_(
            "Its weight goes to its siblings. One that changes nothing weighs little or says what the others "
            "say already."
        ),
        name="without",
    )


def without_sentence(given: RankDrivers, page: RunContext) -> str:
    """Return how many indicators the order does not need."""
    leaves = {node.code for node in page.reading.leaves}
    rows = given.without.filter(pl.col("node").is_in(leaves))
    idle = rows.filter(pl.col("changed") == 0).height
    if not rows.height:
        return ""
    return ngettext(
        "%(idle)d of %(count)d indicator could be left out without any platform changing its place.",
        "%(idle)d of %(count)d indicators could each be left out without any platform changing its place.",
        rows.height,
    ) % {"idle": idle, "count": rows.height}


def _change(least: Mapping[str, Any] | None, page: RunContext) -> Cell:
    if least is None:
        return Cell(9.0, text=_("no single weight does it"))
    sentences = change_words(least["node"], least["factor"], node_names(page))
    return Cell(abs(least["factor"] - 1), text=sentences, url=_node_url(least["node"], page))


def _cell(code: str, page: RunContext) -> Cell:
    names: PlatformNames = page.names
    reading = page.reading
    url = listings.platform_url(page.run, code, reading.period, reading.basis) if names.is_open(code) else ""
    return Cell(names[code], url=url)


def _node_url(code: str, page: RunContext) -> str:
    node = page.reading.node.get(code)
    if node is None or not node.is_leaf:
        return ""
    return listings.indicator_url(page.run, code, page.reading.period, page.reading.basis)


def choices(page: RunContext, totals: Iterable[RunTotal], chosen: str = "") -> Sequence[tuple[str, str]]:
    """Return platforms (code, name) to ask about, those of ``totals`` and the one chosen, as far as they are open."""
    codes = [row.platform.code for row in totals]
    codes += [chosen] if chosen and chosen not in codes else []
    return [(code, page.names[code]) for code in codes if page.names.is_open(code)]
