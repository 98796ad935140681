"""The result of a run for one period and basis, ready to be shown: nodes of the scheme, marks of every
platform, totals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from django.db.models import Count, QuerySet
from django.utils.translation import get_language

from keqiao.engine.schemes import Scheme, resolved
from keqiao.engine.schemes.tree import Branch, Indicator
from keqiao.engine.schemes.unit_names import unit_name
from keqiao.language import Bilingual
from keqiao.web.evaluations.intervals import Certainty
from keqiao.web.evaluations.marks import Marks, NodeResult
from keqiao.web.evaluations.models import RunTotal


def unit_words(unit: str) -> str:
    """Return a unit of a scheme in the reader's language; one that has no English stays as it is."""
    return unit_name(unit).in_language(get_language() or "zh") if unit else ""


def words(text: Bilingual | None) -> str:
    """Return a bilingual text in the reader's language."""
    return text.in_language(get_language() or "zh") if text is not None else ""


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
NOT_DRAWN = Certainty()


@dataclass(frozen=True)
class RunReading:
    """The marks and totals of a run for one period and basis.

    ``totals`` are a query, best first: the database counts and pages them, and what a page prints of single platforms
    is read for these.
    """

    scheme: Scheme
    period: str
    basis: str
    marks: Marks
    totals: QuerySet[RunTotal]
    certainty: Certainty = NOT_DRAWN
    held: Mapping[tuple[str, str], int] | None = None
    """How many of all platforms hold each grade (Chinese, English) where the totals are those of some only."""

    def only(self, codes: Collection[str]) -> RunReading:
        """Return the marks and totals of some platforms; of the others it is kept how many hold which grade."""
        return replace(
            self,
            marks=self.marks.only(codes),
            totals=self.totals.filter(platform__code__in=list(codes)),
            certainty=self.certainty.only(codes),
            held=self.grades_held,
        )

    @cached_property
    def grades_held(self) -> Mapping[tuple[str, str], int]:
        """How many platforms of the run hold each grade (Chinese, English), in the order of the words: that of the
        ranks would tell more.
        """
        if self.held is not None:
            return self.held
        rows = self.totals.order_by().values_list("grade_zh", "grade_en")
        return dict(sorted(((zh, en), count) for zh, en, count in rows.annotate(count=Count("pk"))))

    @property
    def size(self) -> int:
        """How many platforms were evaluated."""
        return sum(self.grades_held.values())

    @cached_property
    def nodes(self) -> tuple[SchemeNode, ...]:
        """Every node, parents before children."""
        return scheme_nodes(self.scheme)

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

    @cached_property
    def codes(self) -> list[str]:
        """Codes of the platforms, best first."""
        return list(self.totals.values_list("platform__code", flat=True))

    def total(self, platform: str) -> RunTotal | None:
        """Return the total of a platform; None where the run does not have it. One query for each platform."""
        if platform not in self._totals:
            self._totals[platform] = self.totals.filter(platform__code=platform).first()
        return self._totals[platform]

    def totals_of(self, platforms: Iterable[str]) -> dict[str, RunTotal]:
        """Return the totals of some platforms by code; one query."""
        rows = self.totals.filter(platform__code__in=list(platforms))
        return {row.platform.code: row for row in rows}

    @cached_property
    def _totals(self) -> dict[str, RunTotal | None]:
        return {}

    def mark(self, platform: str, node: str) -> NodeResult:
        """Return the mark of a platform on a node; an empty one where there is none."""
        return self.marks.mark(platform, node)

    def median(self, node: str, value: str = "score") -> float | None:
        """Return the median of a node over all platforms that have one: of the scores, or another column of the
        marks.
        """
        middle = self.marks.column(node, value)["value"].median()
        return None if middle is None else float(cast(float, middle))

    def indicator(self, platform: str, node: str) -> Indicator:
        """Return the indicator as it holds for a platform: as written, or as its variant replaces it."""
        row = self.total(platform)
        other = self._variants.get(row.variant if row else "", {}).get(node)
        return other or cast(Indicator, self.node[node].part)

    @cached_property
    def _variants(self) -> dict[str, dict[str, Indicator]]:
        return resolved(self.scheme)


def scheme_nodes(scheme: Scheme) -> tuple[SchemeNode, ...]:
    """Return every node of a scheme, parents before children."""
    return tuple(_laid_out(scheme.indicators, 0, ""))


def _laid_out(parts: Sequence[Branch | Indicator], depth: int, parent: str) -> list[SchemeNode]:
    nodes = []
    for part in parts:
        nodes.append(SchemeNode(part.code, part, depth, parent))
        if isinstance(part, Branch):
            nodes += _laid_out(part.children, depth + 1, part.code)
    return nodes
