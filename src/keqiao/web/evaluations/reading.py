"""The result of a run for one period and basis, ready to be shown: nodes of the scheme, marks of every
platform, totals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keqiao.engine.schemes import Scheme, resolved
from keqiao.engine.schemes.tree import Branch, Indicator
from keqiao.engine.schemes.unit_names import unit_name
from keqiao.language import Bilingual
from keqiao.web.evaluations.intervals import Certainty
from keqiao.web.evaluations.models import RunTotal

FLAG_WORDS = {
    "missing": _("no figure"),
    "imputed": _("imputed"),
    "not_applicable": _("does not apply"),
    "redistributed": _("weight redistributed"),
    "winsorised": _("outlier pulled in"),
    "logged": _("logarithm"),
    "capped": _("capped"),
    "division_by_zero": _("denominator zero"),
    "variant": pgettext_lazy("flag", "start-up yardstick"),
    "unscored": _("no yardstick"),
    "tolerated": _("fault tolerance: neutral"),
    "tolerated_no_effect": _("fault tolerance without effect"),
}
"""What the engine noted about an indicator of a platform, in words."""


def unit_words(unit: str) -> str:
    """Return a unit of a scheme in the reader's language; one that has no English stays as it is."""
    return unit_name(unit).in_language(get_language() or "zh") if unit else ""


def words(text: Bilingual | None) -> str:
    """Return a bilingual text in the reader's language."""
    return text.in_language(get_language() or "zh") if text is not None else ""


@dataclass(frozen=True)
class NodeResult:
    """One indicator or branch of one platform. Scores 0–100, weights and contributions in points of the
    total.
    """

    raw: float | None = None
    treated: float | None = None
    score: float | None = None
    weight: float | None = None
    contribution: float | None = None
    flags: tuple[str, ...] = ()

    @property
    def flag_words(self) -> list[str]:
        """The flags in the reader's language; those that the page does not know stay as they are."""
        return [str(FLAG_WORDS.get(flag, flag)) for flag in self.flags]

    @property
    def applies(self) -> bool:
        """Whether the indicator counts for the platform."""
        return "not_applicable" not in self.flags and bool(self.weight)

    @property
    def lost(self) -> float:
        """Points short of full marks."""
        if self.weight is None or self.score is None:
            return 0.0
        return max(self.weight * (100.0 - self.score) / 100.0, 0.0)


@dataclass(frozen=True)
class SchemeNode:
    """A branch or indicator of the scheme, in the order written."""

    code: str
    part: Branch | Indicator
    depth: int
    parent: str

    @property
    def is_leaf(self) -> bool:
        """Whether it is an indicator."""
        return isinstance(self.part, Indicator)

    @property
    def unit(self) -> str:
        """The unit of its value."""
        return unit_words(self.part.unit) if isinstance(self.part, Indicator) else ""

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return words(self.part.name)

    @property
    def number(self) -> str:
        """Its code where people number by it (A1, 2.3); none for a code made for formulas (B3_amount)."""
        return self.code if NUMBERED.fullmatch(self.code) else ""

    @property
    def title(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}".strip()


NUMBERED = re.compile(r"[A-Za-z]{0,2}\d*(?:[._]\d+)*")
NOTHING = NodeResult()
NOT_DRAWN = Certainty()


@dataclass(frozen=True)
class RunReading:
    """The marks and totals of a run for one period and basis."""

    scheme: Scheme
    period: str
    basis: str
    marks: Mapping[tuple[str, str], NodeResult]
    totals: Sequence[RunTotal]
    certainty: Certainty = NOT_DRAWN
    held: Sequence[tuple[str, str]] | None = None
    """The grades of all platforms (Chinese, English) where the totals are those of some only."""

    def only(self, codes: Collection[str]) -> RunReading:
        """Return the marks and totals of some platforms; of the others it is kept how many hold which grade."""
        return replace(
            self,
            marks={key: mark for key, mark in self.marks.items() if key[0] in codes},
            totals=[row for row in self.totals if row.platform.code in codes],
            certainty=self.certainty.only(codes),
            held=sorted(self.grades_held),
        )

    @property
    def grades_held(self) -> Sequence[tuple[str, str]]:
        """The grade of every platform of the run (Chinese, English), in no order that means anything."""
        return [(row.grade_zh, row.grade_en) for row in self.totals] if self.held is None else self.held

    @property
    def size(self) -> int:
        """How many platforms were evaluated."""
        return len(self.grades_held)

    @cached_property
    def nodes(self) -> tuple[SchemeNode, ...]:
        """Every node, parents before children."""
        return tuple(_laid_out(self.scheme.indicators, 0, ""))

    @cached_property
    def node(self) -> dict[str, SchemeNode]:
        """Code → node."""
        return {node.code: node for node in self.nodes}

    @property
    def pillars(self) -> list[SchemeNode]:
        """The first level."""
        return [node for node in self.nodes if node.depth == 0]

    @property
    def leaves(self) -> list[SchemeNode]:
        """The indicators."""
        return [node for node in self.nodes if node.is_leaf]

    def below(self, code: str) -> list[SchemeNode]:
        """Return the children of a branch."""
        return [node for node in self.nodes if node.parent == code]

    @property
    def codes(self) -> list[str]:
        """Codes of the platforms, best first."""
        return [row.platform.code for row in self.totals]

    @cached_property
    def total(self) -> dict[str, RunTotal]:
        """Platform code → total."""
        return {row.platform.code: row for row in self.totals}

    def mark(self, platform: str, node: str) -> NodeResult:
        """Return the mark of a platform on a node; an empty one where there is none."""
        return self.marks.get((platform, node), NOTHING)

    def scores(self, node: str) -> list[float | None]:
        """Return the scores of all platforms on a node, best platform first."""
        return [self.mark(code, node).score for code in self.codes]

    def indicator(self, platform: str, node: str) -> Indicator:
        """Return the indicator as it holds for a platform: as written, or as its variant replaces it."""
        variant = self.total[platform].variant if platform in self.total else ""
        other = self._variants.get(variant, {}).get(node)
        return other or cast(Indicator, self.node[node].part)

    @cached_property
    def _variants(self) -> dict[str, dict[str, Indicator]]:
        return resolved(self.scheme)


def _laid_out(parts: Sequence[Branch | Indicator], depth: int, parent: str) -> list[SchemeNode]:
    nodes = []
    for part in parts:
        nodes.append(SchemeNode(part.code, part, depth, parent))
        if isinstance(part, Branch):
            nodes += _laid_out(part.children, depth + 1, part.code)
    return nodes
