"""The evaluation from figures to grades, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import polars as pl

from keqiao.engine.evaluation import adjustments, frames, grades, screening
from keqiao.engine.evaluation.arrays import Truth, Values, half_up
from keqiao.engine.evaluation.consecutive import outcomes
from keqiao.engine.evaluation.derived_weights import Weighted
from keqiao.engine.evaluation.measures import complete
from keqiao.engine.evaluation.nodes import TOP
from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.evaluation.plan import Plan, plan_of
from keqiao.engine.evaluation.problems import DataFinding, named, refused
from keqiao.engine.evaluation.ranking import ranks
from keqiao.engine.evaluation.result import Evaluation
from keqiao.engine.evaluation.rows import PeerSet
from keqiao.engine.evaluation.scores import scores
from keqiao.engine.evaluation.stages import Stages
from keqiao.engine.evaluation.tolerance import Tolerated, neutralise, tolerated
from keqiao.engine.evaluation.weights import JoinedScores, join
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import Message, message

Basis = Literal["reported", "verified", "both"]
Progress = Callable[[float, Message], None]
"""Called with the share done (0–1) and what is being done; it may raise to stop the evaluation."""


def evaluate(
    scheme: Scheme,
    panel: Panel,
    *,
    periods: Sequence[str] | None = None,
    basis: Basis = "reported",
    progress: Progress | None = None,
) -> Evaluation:
    """Evaluate the units of a panel by a scheme: every stage of every indicator, totals, ranks, grades.

    ``periods`` chooses among those of the panel (all where None); earlier ones are still read for
    measures of earlier periods. Units are compared, ranked and graded within each period. Raises
    :class:`DataError` where the data do not allow it. The same input gives the same result to the bit,
    whatever the order of rows and columns.
    """
    plan = plan_of(scheme)
    chosen = panel.periods if periods is None else sorted(set(periods))
    unknown = [period for period in chosen if period not in panel.periods]
    if unknown or not chosen:
        sentence = message(
            "The data have no period {asked}; they have {known}.",
            asked=", ".join(unknown),
            known=", ".join(panel.periods),
        )
        raise refused(sentence)
    cells = {key: nodes for key, nodes in tolerated(plan, panel).items() if key[0] in chosen}
    bases = ["reported", "verified"] if basis == "both" else [basis]
    blocks = []
    for number, one_basis in enumerate(bases):
        share = _share(progress, number / len(bases), 1 / len(bases))
        blocks.append(_evaluate(plan, panel, one_basis, chosen, share, cells=cells))
    joined = {name: _stacked([block[0][name] for block in blocks]) for name in blocks[0][0]}
    warnings = [*panel.problems, *(problem for block in blocks for problem in block[1])]
    return Evaluation(
        scheme=scheme,
        outcomes=outcomes(joined["totals"], scheme.consecutive, panel.periods),
        warnings=_once(named(warnings, scheme)),
        **joined,
    )


def _once(problems: list[DataFinding]) -> tuple[DataFinding, ...]:
    """Each warning once, where both bases give it."""
    seen: dict[str, DataFinding] = {}
    for problem in problems:
        seen.setdefault(str(problem), problem)
    return tuple(seen.values())


def _stacked(parts: list[pl.DataFrame]) -> pl.DataFrame:
    return parts[0] if len(parts) == 1 else pl.concat(parts, rechunk=False)


def _share(progress: Progress | None, start: float, width: float) -> Progress:
    def report(share: float, sentence: Message) -> None:
        if progress is not None:
            progress(start + share * width, sentence)

    return report


def _evaluate(
    plan: Plan, panel: Panel, basis: str, periods: list[str], progress: Progress, *, cells: Tolerated
) -> tuple[dict[str, pl.DataFrame], list[DataFinding]]:
    progress(0.0, message("Reading the figures"))
    frame = complete(plan, panel.basis(basis), panel.periods)
    if len(periods) < len(panel.periods):
        frame = frame.filter(pl.col("period").is_in(periods))
    field = PeerSet(frame)
    stages = Stages.prepared(plan, field)
    shares = stages.has_data
    if plan.scheme.screening is not None:
        out = screening.screened(plan.scheme.screening, *shares)
        field.screened = out
        if plan.scheme.screening.action == "exclude" and out.any():
            field.left_out = out
    progress(0.2, message("Treating outliers"))
    stages.treat()
    progress(0.3, message("Scoring"))
    score = scores(stages)
    progress(0.5, message("Weighing"))
    joined = join(stages, score, keep=bool(cells))
    neutral = neutralise(stages, joined, score, cells, basis) if cells else None
    if field.left_out is not None:
        for block in (joined.scores, joined.weights, joined.contributions, score):
            block[field.left_out] = np.nan
    progress(0.6, message("Grading"))
    totals, lines = _totals(stages, joined, shares[0], basis)
    progress(0.7, message("Writing the results"))
    result = {
        "indicators": frames.indicators(stages, joined, score, basis),
        "nodes": frames.nodes(stages, joined, basis),
        "totals": totals,
        "adjustments": lines,
        "weightings": weightings(joined.derived_weights, basis),
    }
    if neutral is not None:
        result |= {"tolerance": neutral.table, "own": neutral.own}
    progress(1.0, message("Done"))
    return result, stages.problems


def _totals(
    stages: Stages, joined: JoinedScores, complete_share: Values, basis: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    plan, field = stages.plan, stages.field
    scheme = plan.scheme
    base = joined.scores[:, TOP] * (scheme.total / 100.0)
    adjusted = adjustments.adjust(plan, stages.read, base, stages.problems)
    struck = adjustments.vetoed(plan, stages.read)
    adjustments.cap_by_vetoes(plan, struck, adjusted)
    adjustment: Values = np.zeros(base.size)
    for _, _, points in adjusted.lines:
        adjustment = adjustment + points
    decimals = scheme.ranking.decimals
    total = adjusted.total if decimals is None else half_up(adjusted.total, decimals)
    rank = np.full(base.size, np.nan)
    for rows in field.slices:
        rank[rows] = ranks(total[rows])
    columns = [
        *frames.keys(field, basis).get_columns(),
        field.frame["name"],
        _word(field, None if scheme.profiles is None else scheme.profiles.by, "profile"),
        _variant(stages),
        frames.series("base", base),
        frames.series("adjustment", np.where(np.isnan(base), np.nan, adjustment)),
        frames.series("rounding", total - adjusted.total),
        frames.series("total", total),
        _whole("rank", rank),
        _whole("rank_in_group", _within(field, total, scheme.ranking.within)),
        *_grades(stages, joined, total, struck),
        _codes("veto", [veto.code for veto in scheme.vetoes], struck, field.height),
        pl.Series(
            "screened", field.screened if field.screened is not None else np.zeros(field.height, np.bool_)
        ),
        frames.series("complete", complete_share),
    ]
    return pl.DataFrame(columns), _lines(field, basis, adjusted)


def _word(field: PeerSet, attribute: str | None, name: str) -> pl.Series:
    return (
        frames.constant(name, None, field.height) if attribute is None else field.frame[attribute].alias(name)
    )


def _variant(stages: Stages) -> pl.Series:
    if stages.variant is None:
        return frames.constant("variant", None, stages.field.height)
    codes = pl.Series(
        "variant", [*(variant.code for variant in stages.plan.scheme.variants), None], dtype=pl.String
    )
    places = np.where(stages.variant < 0, len(codes) - 1, stages.variant)
    return codes[pl.Series(places)]


def _whole(name: str, values: Values) -> pl.Series:
    return frames.series(name, values).cast(pl.Int64)


def _within(field: PeerSet, total: Values, attribute: str | None) -> Values:
    result: Values = np.full(total.size, np.nan)
    if attribute is not None:
        for rows in field.compared("period", attribute):
            result[rows] = ranks(total[rows])
    return result


def _grades(stages: Stages, joined: JoinedScores, total: Values, struck: list[Truth]) -> list[pl.Series]:
    """Code and names of each row's grade; where a variant shows a word instead, that word without a code."""
    scheme = stages.plan.scheme
    if not scheme.grades and not any(variant.grade for variant in scheme.variants):
        return [frames.constant(name, None, total.size) for name in ("grade", "grade_name", "grade_name_en")]
    places = grades.grade(stages, joined, total, struck)
    listed = grades.ordered(scheme.grades)
    codes: list[str | None] = [None, *(grade.code for grade in listed)]
    names: list[tuple[str | None, str | None]] = [
        (None, None),
        *((grade.name.zh, grade.name.in_language("en")) for grade in listed),
    ]
    decimals = places + 1
    if stages.variant is not None:
        for number, variant in enumerate(scheme.variants):
            if variant.grade is None:
                continue
            names.append((variant.grade.zh, variant.grade.in_language("en")))
            codes.append(None)
            instead = (stages.variant == number) & (places == grades.UNGRADED) & ~np.isnan(total)
            decimals = np.where(instead, len(names) - 1, decimals)
    index = pl.Series(decimals)
    return [
        pl.Series("grade", codes, dtype=pl.String)[index],
        pl.Series("grade_name", [zh for zh, _ in names], dtype=pl.String)[index],
        pl.Series("grade_name_en", [en for _, en in names], dtype=pl.String)[index],
    ]


def _codes(name: str, codes: list[str], where: list[Truth], height: int) -> pl.Series:
    """The codes that hold for each row, separated by commas; null where none does."""
    if not any(mask.any() for mask in where):
        return frames.constant(name, None, height)
    words = pl.select(
        pl.concat_str(
            [pl.when(pl.Series(mask)).then(pl.lit(code)) for code, mask in zip(codes, where, strict=True)],
            separator=",",
            ignore_nulls=True,
        ).alias(name)
    )[name]
    return words.set(words == "", None)


def _lines(field: PeerSet, basis: str, adjusted: adjustments.Adjusted) -> pl.DataFrame:
    """One row for each adjustment that changes a total."""
    parts = []
    for kind, code, points in adjusted.lines:
        part = frames.keys(field, basis).with_columns(
            pl.lit(kind).alias("kind"), pl.lit(code).alias("code"), frames.series("points", points)
        )
        parts.append(part.filter(pl.col("points") != 0))
    if not parts:
        text = ["period", "basis", "unit", "kind", "code"]
        return pl.DataFrame(schema={**dict.fromkeys(text, pl.String), "points": pl.Float64})
    return pl.concat(parts)


def weightings(weighted: list[Weighted], basis: str) -> pl.DataFrame:
    """A row for each child of a branch whose weights were found: period, basis, branch, method, child,
    weight, CR."""
    text = ["period", "basis", "branch", "method", "child"]
    schema = {**dict.fromkeys(text, pl.String), "weight": pl.Float64, "consistency_ratio": pl.Float64}
    rows = [
        (
            weighting.period,
            basis,
            weighting.branch,
            weighting.method,
            child,
            weight,
            weighting.consistency_ratio,
        )
        for weighting in weighted
        for child, weight in weighting.weights.items()
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")
