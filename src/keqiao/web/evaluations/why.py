"""Why a platform stands where it stands: the sentence, the table from raw value to contribution, what
lifts and what pulls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.engine.evaluation import ScoreChange, UnitExplanation
from keqiao.engine.evaluation.explain import ComparedIndicator, Tolerated
from keqiao.engine.schemes.explaining import indicator_in_words, scoring_in_words
from keqiao.engine.schemes.tree import Indicator
from keqiao.language import Bilingual
from keqiao.web.evaluations.lineage import Lineage, SourceFigure
from keqiao.web.evaluations.marks import NodeResult
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.evaluations.reading import RunReading, SchemeNode, unit_words, words
from keqiao.web.registry.language import in_language
from keqiao.web.site import numbers


@dataclass(frozen=True)
class WhyRow:
    """One line of the table: a node, its mark, and for an indicator the figures behind it and how it
    compares.
    """

    node: SchemeNode
    name: str
    unit: str
    mark: NodeResult
    figures: Sequence[SourceFigure]
    factor: ComparedIndicator | None
    url: str
    rule: Sequence[str] = ()
    """What the indicator measures and how it is scored, for the yardstick that holds for the platform."""
    scoring: str = ""
    """Of these the sentence that says how the value becomes the score."""

    @property
    def treated(self) -> float | None:
        """The treated value where the treatment changed it."""
        return self.mark.treated if self.mark.treated != self.mark.raw else None


def rows(
    reading: RunReading,
    platform: str,
    lineage: Lineage,
    explanation: UnitExplanation,
    urls: Mapping[str, str],
) -> list[WhyRow]:
    """Return the table of a platform, branches and indicators in the order of the scheme."""
    factors = {factor.code: factor for factor in explanation.factors}
    parts = []
    for node in reading.nodes:
        part = reading.indicator(platform, node.code) if node.is_leaf else node.part
        figures = lineage.figures(reading.indicator(platform, node.code)) if node.is_leaf else ()
        unit = unit_words(getattr(part, "unit", ""))
        mark = reading.mark(platform, node.code)
        parts.append(
            WhyRow(
                node,
                words(part.name),
                unit,
                mark,
                figures,
                factors.get(node.code),
                urls.get(node.code, ""),
                rule(reading, platform, node),
                _scoring(reading, platform, node),
            )
        )
    return parts


def rule(reading: RunReading, platform: str | None, node: SchemeNode) -> list[str]:
    """Return the rule of an indicator in words: for a platform by the yardstick that holds for it, else as written."""
    if not isinstance(node.part, Indicator):
        return []
    leaf = reading.indicator(platform, node.code) if platform is not None else node.part
    return indicator_in_words(reading.scheme, leaf, get_language() or "zh")


def _scoring(reading: RunReading, platform: str, node: SchemeNode) -> str:
    if not node.is_leaf:
        return ""
    return scoring_in_words(reading.scheme, reading.indicator(platform, node.code), get_language() or "zh")


def differences(explanation: UnitExplanation) -> list[tuple[str, float]]:
    """Return by how many points each indicator lifts or pulls beside the median of all platforms."""
    return [(words(factor.name), factor.pull) for factor in explanation.factors if factor.score is not None]


COARSE = 10
"""Points of a score to which a median is rounded for a platform's own people: the median of an odd number of platforms
is the score of one of them.
"""


def coarse(explanation: UnitExplanation) -> UnitExplanation:
    """Return an explanation whose medians are rounded to COARSE, and what is reckoned against them with them."""

    def rounded(factor: ComparedIndicator) -> ComparedIndicator:
        if factor.field_score is None:
            return factor
        middle = float(COARSE * round(factor.field_score / COARSE))
        pull = 0.0 if factor.score is None else factor.weight * (factor.score - middle) / 100
        return replace(factor, field_score=middle, pull=pull)

    return replace(explanation, factors=tuple(rounded(factor) for factor in explanation.factors))


def signed(points: float | None) -> str:
    """Return points with their sign and two decimals, − for minus."""
    if points is None:
        return numbers.NOTHING
    text = numbers.number(abs(points), 2)
    return text if text == "0.00" else ("+" if points > 0 else "−") + text


@dataclass(frozen=True)
class AdjustmentLine:
    """A bonus, a deduction, a cap or what a veto takes away."""

    name: str
    kind: str
    points: float


KINDS = {
    "bonus": lambda: _("Bonus"),
    "deduction": lambda: _("Deduction"),
    "bonus_limit": lambda: _("Cap of the bonuses"),
    "deduction_limit": lambda: _("Cap of the deductions"),
    "bounds": lambda: _("Bounds of the total"),
    "veto": lambda: _("Veto"),
}


def adjustments(reading: RunReading, frame: pl.DataFrame, platform: str) -> list[AdjustmentLine]:
    """Return the bonuses and deductions of a platform from the run's table of adjustments."""
    names: dict[str, Bilingual] = {part.code: part.name for part in reading.scheme.adjustments}
    names |= {part.code: part.name for part in reading.scheme.vetoes}
    here = frame.filter(
        (pl.col("period") == reading.period)
        & (pl.col("basis") == reading.basis)
        & (pl.col("unit") == platform)
    )
    lines = []
    for line in here.iter_rows(named=True):
        name, kind = names.get(line["code"]), KINDS.get(line["kind"], lambda: "")()
        lines.append(AdjustmentLine(words(name) if name else kind, kind, line["points"]))
    return lines


def vetoes(reading: RunReading, row: RunTotal) -> list[str]:
    """Return the names of the vetoes that struck a platform."""
    struck = set(row.veto.split(",")) if row.veto else set()
    return [words(veto.name) for veto in reading.scheme.vetoes if veto.code in struck]


def variant(reading: RunReading, row: RunTotal) -> str:
    """Return the name of the yardstick that replaces the written one for a platform."""
    variant = next((item for item in reading.scheme.variants if item.code == row.variant), None)
    return words(variant.name) if variant is not None else ""


def outcomes(reading: RunReading, frame: pl.DataFrame, platform: str) -> list[str]:
    """Return what follows from grades held in periods running."""
    here = frame.filter(
        (pl.col("period") == reading.period)
        & (pl.col("basis") == reading.basis)
        & (pl.col("unit") == platform)
    )
    return [in_language(row["outcome"], row["outcome_en"] or "") for row in here.iter_rows(named=True)]


def cases(reading: RunReading, explanation: UnitExplanation, kept: pl.DataFrame | None) -> list[str]:
    """Return what the accepted cases of fault tolerance do to a platform, a sentence for each indicator.

    `kept` is the run's table of cases, None where it has none.
    """
    if kept is None:
        return []
    here = kept.filter((pl.col("unit") == explanation.unit) & (pl.col("period") == explanation.period))
    named: dict[str, list[str]] = {}
    for case, code in here.select("case", "indicator").iter_rows():
        named.setdefault(code, []).append(case)
    return [_case(reading, case, _over(reading, case.code, named)) for case in explanation.tolerated]


def _over(reading: RunReading, code: str, named: Mapping[str, Sequence[str]]) -> str:
    """Return the codes of the cases that name an indicator or a group above it."""
    codes: dict[str, None] = {}
    at = code
    while at:
        codes |= dict.fromkeys(named.get(at, ()))
        at = reading.node[at].parent
    return _(", ").join(sorted(codes))


def _case(reading: RunReading, case: Tolerated, codes: str) -> str:
    values = {
        "case": codes,
        "name": reading.node[case.code].name,
        "own": numbers.number(case.own, 1),
        "neutral": numbers.number(case.neutral, 1),
        "points": signed(case.points),
    }
    if case.neutralised:
        return (
            _(
                "Case of fault tolerance %(case)s: %(name)s is made neutral, its weight goes to its siblings; "
                "own score %(own)s, neutral value %(neutral)s (%(points)s points)."
            )
            % values
        )
    return (
        _(
            "Case of fault tolerance %(case)s: no effect on %(name)s; "
            "own score %(own)s, not below the neutral value %(neutral)s."
        )
        % values
    )


@dataclass(frozen=True)
class ChangePart:
    """One part of the change of a total."""

    name: str
    kind: str
    amount: float
    before: float | None
    after: float | None


CHANGES = {
    "value": lambda: _("value changed"),
    "yardstick": lambda: _("yardstick changed"),
    "weight": lambda: _("weight changed"),
    "method": lambda: _("method changed"),
    "field": lambda: _("other platforms changed"),
    "tolerance": lambda: _("fault tolerance"),
    "adjustment": lambda: _("bonus or deduction"),
    "veto": lambda: _("veto"),
    "rounding": lambda: _("rounding"),
}


def change_parts(change: ScoreChange, reading: RunReading, platform: str) -> list[ChangePart]:
    """Return the parts of a platform's change, largest first; they add up exactly."""
    names: dict[str, str] = {node.code: node.name for node in reading.nodes}
    names |= {part.code: words(part.name) for part in (*reading.scheme.adjustments, *reading.scheme.vetoes)}
    parts = []
    for line in change.of(platform).iter_rows(named=True):
        kind = CHANGES.get(line["kind"], lambda: "")()
        name = names.get(line["code"], line["code"])
        if line["kind"] == "tolerance":
            name = _("Fault tolerance: %(name)s") % {"name": name}
        parts.append(
            ChangePart(
                name or kind,
                kind,
                line["amount"],
                line["before"],
                line["after"],
            )
        )
    return parts


def change_by_name(parts: Sequence[ChangePart]) -> list[tuple[str, float]]:
    """Return the parts added up by indicator, for the chart."""
    sums: dict[str, float] = {}
    for part in parts:
        sums[part.name] = sums.get(part.name, 0.0) + part.amount
    return list(sums.items())
