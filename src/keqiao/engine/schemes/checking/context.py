"""What every check shares: the scheme, the places in its file, its names, and every expression parsed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pydantic import ValidationError

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path, Position, Positions
from keqiao.engine.expressions import Expression, ExpressionError, parse
from keqiao.engine.findings import Severity
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.scoring import BaseFull, Cases, Distance, Formula, Linear, Scoring, Target
from keqiao.engine.schemes.tree import Branch, Indicator, Node
from keqiao.engine.schemes.variants import replaced
from keqiao.language import Message

Role = Literal["value", "denominator", "condition", "yardstick", "points", "measure"]
FIELD_NAMES = ("x", "x_rank", "x_count", "x_min", "x_max", "x_mean", "x_median", "x_sd")


@dataclass(frozen=True)
class Site:
    """An expression at its place: whose it is, what it is for, and how it parsed."""

    path: Path
    text: str
    role: Role
    owner: str
    expression: Expression | None
    error: ExpressionError | None


@dataclass(frozen=True)
class Leaf:
    """An indicator as written, or as a variant replaces it; ``path`` is where its own keys stand."""

    path: Path
    indicator: Indicator
    variant: str = ""
    written: Path = ()

    def at(self, key: str, *more: str | int) -> Path:
        """The path of one of its keys."""
        return (*self.path, key, *more)


@dataclass
class Context:
    """A scheme under check."""

    scheme: Scheme
    positions: Positions = field(default_factory=Positions)
    like: Context | None = None
    """The context of a scheme that differs in numbers only: its parsed expressions are taken over."""
    known: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Least and greatest value of names that only one rule knows (``x``, ``x_max`` …)."""

    def finding(  # noqa: PLR0917
        self,
        severity: Severity,
        check: str,
        path: Path,
        problem: Message,
        remedy: Message | None = None,
        position: Position | None = None,
    ) -> DocumentFinding:
        """A finding at the place of ``path``."""
        place = position or self.positions.of(path)
        words = self.positions.words(path) if self.positions.data is not None else _words(self.scheme, path)
        return DocumentFinding(
            severity, problem, words, self.positions.file, place.line, place.column, check, remedy=remedy
        )

    # -- parts ---------------------------------------------------------------------------------------------

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Measures by code."""
        return {measure.code: measure for measure in self.scheme.measures}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Every name that formulas may read, with its kind."""
        kinds = {attribute.code: "text" for attribute in self.scheme.attributes}
        kinds |= {parameter.code: "number" for parameter in self.scheme.parameters}
        return kinds | {measure.code: "number" for measure in self.scheme.measures}

    @cached_property
    def nodes(self) -> tuple[tuple[Path, Node], ...]:
        """Every node with its path, parents first."""
        return tuple(_nodes(self.scheme.indicators, ("indicators",)))

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Indicators as written."""
        return tuple(Leaf(path, node, "", path) for path, node in self.nodes if isinstance(node, Indicator))

    @cached_property
    def variant_leaves(self) -> tuple[Leaf, ...]:
        """Indicators as variants replace them (those that are valid)."""
        leaves = []
        by_code = {leaf.indicator.code: leaf for leaf in self.leaves}
        for place, variant in enumerate(self.scheme.variants):
            for code in variant.replace:
                if code not in by_code:
                    continue
                try:
                    indicator = replaced(by_code[code].indicator, variant)
                except ValidationError:
                    continue
                path = ("variants", place, "replace", code)
                leaves.append(Leaf(path, indicator, variant.code, by_code[code].path))
        return tuple(leaves)

    @property
    def all_leaves(self) -> tuple[Leaf, ...]:
        """Indicators as written, then as replaced."""
        return self.leaves + self.variant_leaves

    def replaced_keys(self, leaf: Leaf) -> Mapping[str, object] | None:
        """The keys that a variant gives an indicator; None for an indicator as written."""
        if not leaf.variant:
            return None
        return self.scheme.variants[int(leaf.path[1])].replace[str(leaf.path[3])]

    # -- expressions ---------------------------------------------------------------------------------------

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every expression of the scheme."""
        return self.like.sites if self.like is not None else tuple(self._sites())

    def site(self, path: Path) -> Site | None:
        """The expression at a path."""
        return self._by_path.get(path)

    @cached_property
    def _by_path(self) -> dict[Path, Site]:
        return {site.path: site for site in self.sites}

    def _parsed(self, path: Path, text: str, role: Role, owner: str, more: tuple[str, ...] = ()) -> Site:
        try:
            names = {**dict.fromkeys(more, "number"), **self.kinds}
            return Site(path, text, role, owner, parse(text, names), None)
        except ExpressionError as error:
            return Site(path, text, role, owner, None, error)

    def _sites(self) -> Iterator[Site]:
        scheme = self.scheme
        for place, measure in enumerate(scheme.measures):
            if measure.formula is not None:
                yield self._parsed(("measures", place, "formula"), measure.formula, "measure", measure.code)
        for leaf in self.all_leaves:
            yield from self._leaf_sites(leaf)
        if scheme.defaults.score is not None:
            yield from self.score_sites(("defaults", "score"), scheme.defaults.score, "")
        for place, variant in enumerate(scheme.variants):
            yield self._parsed(("variants", place, "when"), variant.when, "condition", variant.code)
        for place, adjustment in enumerate(scheme.adjustments):
            yield self._parsed(("adjustments", place, "points"), adjustment.points, "points", adjustment.code)
        for place, veto in enumerate(scheme.vetoes):
            yield self._parsed(("vetoes", place, "when"), veto.when, "condition", veto.code)
        for place, grade in enumerate(scheme.grades):
            if grade.when is not None:
                more = ("total", *(node.code for _, node in self.nodes))
                yield self._parsed(("grades", place, "when"), grade.when, "condition", grade.code, more)

    def _leaf_sites(self, leaf: Leaf) -> Iterator[Site]:
        indicator, code = leaf.indicator, leaf.indicator.code
        written = self.replaced_keys(leaf)
        for key, text, role in (
            ("formula", indicator.formula, "value"),
            ("denominator", indicator.denominator, "denominator"),
            ("applies", indicator.applies, "condition"),
        ):
            if text is not None and (written is None or key in written):
                yield self._parsed(leaf.at(key), text, role, code)  # type: ignore[arg-type]
        if indicator.score is not None and (written is None or "score" in written):
            yield from self.score_sites(leaf.at("score"), indicator.score, code)

    def score_sites(self, path: Path, score: Scoring, owner: str) -> Iterator[Site]:
        """The expressions of a scoring rule."""
        yardsticks: dict[str, float | str | None] = {}
        if isinstance(score, BaseFull | Linear):
            yardsticks = {"base": score.base, "full": score.full}
        elif isinstance(score, Target):
            yardsticks = {"target": score.target}
        elif isinstance(score, Distance):
            yardsticks = {"value": score.value}
        elif isinstance(score, Formula):
            yield self._parsed((*path, "points"), score.points, "points", owner, FIELD_NAMES)
        elif isinstance(score, Cases):
            for place, case in enumerate(score.cases):
                inner = (*path, "cases", place)
                yield self._parsed((*inner, "when"), case.when, "condition", owner)
                yield from self.score_sites((*inner, "score"), case.score, owner)
            if score.otherwise is not None:
                yield from self.score_sites((*path, "otherwise"), score.otherwise, owner)
        for key, quantity in yardsticks.items():
            if isinstance(quantity, str):
                yield self._parsed((*path, key), quantity, "yardstick", owner)


def scores_of(path: Path, score: Scoring | None) -> Iterator[tuple[Path, Scoring]]:
    """A scoring rule and, for cases, the rules inside it."""
    if score is None:
        return
    yield path, score
    if isinstance(score, Cases):
        for place, case in enumerate(score.cases):
            yield from scores_of((*path, "cases", place, "score"), case.score)
        yield from scores_of((*path, "otherwise"), score.otherwise)


def _nodes(nodes: tuple[Node, ...], path: Path) -> Iterator[tuple[Path, Node]]:
    for place, node in enumerate(nodes):
        here = (*path, place)
        yield here, node
        if isinstance(node, Branch):
            yield from _nodes(node.children, (*here, "children"))


def _words(scheme: Scheme, path: Path) -> str:
    """The path in words from the model, where no file was read."""
    words, here = "", scheme
    for step in path:
        here = here[step] if isinstance(here, tuple | dict) else getattr(here, str(step), None)  # type: ignore[assignment]
        code = getattr(here, "code", None)
        if isinstance(step, int):
            words += f".{code}" if code else f"[{step + 1}]"
        else:
            words += f".{step}" if words else step
    return words
