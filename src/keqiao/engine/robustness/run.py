"""Robustness of an evaluation: the replicates of a design, evaluated and counted, in one process or many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from typing import Any

import numpy as np

from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.robustness.designs import Design, DrawnDesign
from keqiao.engine.robustness.parameters import Parameters, joined
from keqiao.engine.robustness.places import warm_up
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.engine.robustness.replicates import Replicator
from keqiao.engine.robustness.result import Robustness
from keqiao.engine.robustness.tallies import Replicates, Tally, empty, tally
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.uncertainty import Uncertainty
from keqiao.language import Message, message
from keqiao.pieces import in_pieces

WORK = 8192
"""Replicates in one piece of work; fixed, so that the numbers do not depend on how the work is split."""
KEEP = 5_000_000
"""Up to so many scores (replicates × units) every replicate's totals and ranks are kept."""
TRIED = (8, 64, 1024)
"""With so many pairs of replicates a factor is tried for doing anything; with more where few show nothing."""
Progress = Callable[[float, Message], None]


def robustness(
    scheme: Scheme,
    panel: Panel,
    factors: Uncertainty | Sequence[Any] | None = None,
    *,
    design: Design | None = None,
    draws: int = 1000,
    seed: int = 0,
    period: str | None = None,
    basis: str = "reported",
    evidence: Mapping[tuple[str, str], str] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Robustness:
    """Evaluate every replicate of a design and count ranks and grades.

    ``factors`` (those of the scheme where None) are drawn ``draws`` times from ``seed``; or ``design`` is given
    (a :class:`~keqiao.engine.robustness.Table`). ``period``: the last one where None. ``executor`` (threads,
    processes, a cluster) works on blocks of replicates; the result is the same with any or none. Raises
    :class:`RobustnessError` for a factor that cannot be used or would do nothing, ``DataError`` where the data do
    not allow a configuration.
    """
    refuse_fork(executor)
    if design is None:
        declared = scheme.uncertainty if factors is None else factors
        if declared is None:
            raise RobustnessError(
                message("Nothing is declared uncertain. Add `uncertainty` to the scheme, or give factors.")
            )
        design = DrawnDesign(
            scheme, panel, declared, draws=draws, seed=seed, period=period, evidence=evidence
        )
    replicator = Replicator(scheme, panel, design.space, period=period, basis=basis)
    refuse_unknown_errors(replicator)
    cells = design.size * len(replicator.units)
    warm_up(cells)
    if isinstance(design, DrawnDesign):
        refuse_idle(replicator, design)
    nominal = replicator.blocks(Parameters.nominal(design.space))[0]
    keep = cells <= KEEP
    starts = range(0, design.size, WORK)
    counted = empty(len(replicator.units), len(replicator.grades))
    parts: list[Replicates] = []

    def gather(done: tuple[Tally, Replicates | None], number: int) -> None:
        counted.add(done[0])
        if done[1] is not None:
            parts.append(done[1])
        if progress is not None:
            progress((number + 1) / len(starts), message("Evaluating the replicates"))

    if executor is None:
        for number, start in enumerate(starts):
            values = design.block(start, min(start + WORK, design.size))
            gather(tally(replicator, values, nominal.totals[0], keep, counted), number)
    else:
        options = {
            "period": period,
            "basis": basis,
            "cells": cells,
            "keep": keep,
            "nominal": nominal.totals[0],
        }
        with closing(in_pieces(executor, _work, starts, scheme, panel, design, options)) as answers:
            for number, done in enumerate(answers):
                gather(done, number)
    replicates = None
    if keep:
        replicates = Replicates(
            np.concatenate([part.totals for part in parts]), np.concatenate([part.ranks for part in parts])
        )
    return Robustness(replicator, design, nominal, counted, replicates)


def _work(
    start: int, scheme: Scheme, panel: Panel, design: Design, options: Mapping[str, Any]
) -> tuple[Tally, Replicates | None]:
    """One piece of work, in a process of its own perhaps."""
    warm_up(options["cells"])
    replicator = Replicator(scheme, panel, design.space, period=options["period"], basis=options["basis"])
    values = design.block(start, min(start + WORK, design.size))
    return tally(replicator, values, options["nominal"], options["keep"])


def refuse_fork(executor: Executor | None) -> None:
    """Forked processes hang: polars' threads do not survive a fork."""
    context = getattr(executor, "_mp_context", None)
    if context is not None and context.get_start_method() == "fork":
        raise RobustnessError(
            message(
                "Forked processes cannot work on the replicates. Start them otherwise: "
                "ProcessPoolExecutor(mp_context=multiprocessing.get_context('spawn'))."
            )
        )


def refuse_unknown_errors(replicator: Replicator) -> None:
    """Errors name measures that are read from the data, and units that are there."""
    measures = {m.code for m in replicator.scheme.measures if m.formula is None and m.previous_of is None}
    units = set(replicator.units)
    for measure, unit in replicator.space.errors:
        if measure not in measures or unit not in units:
            raise RobustnessError(
                message(
                    "The error {measure}@{unit} belongs to no figure of the data.", measure=measure, unit=unit
                )
            )


def refuse_idle(replicator: Replicator, design: DrawnDesign) -> None:
    """Each factor must change some total: among random others, or alone."""
    left = [(label, design.columns(group)) for group, label in enumerate(design.labels)]
    for tries in TRIED:
        both = design.stream(0, 2 * tries, 0)
        # The first few share their other parameters: few configurations are met, and most factors show at once.
        bases = np.zeros(tries, dtype=np.intp) if tries == TRIED[0] else np.arange(tries)
        drawn, other = both.take(bases), both.take(slice(tries, None))
        swapped = [drawn.swapped(other, own) for _, own in left]
        totals = replicator.scores(joined([drawn, *swapped]))[0].reshape(len(left) + 1, tries, -1)
        left = [
            total
            for total, changed in zip(left, totals[1:], strict=True)
            if np.allclose(changed, totals[0], rtol=1e-12, atol=1e-12, equal_nan=True)
        ]
        if not left:
            return
    raise RobustnessError(
        message(
            "The factor {name} changes no total of any unit: it would do nothing. "
            "Remove it, or give it options that matter.",
            name=left[0][0],
        )
    )
