"""How often an amount would be another: the draws of a robustness analysis, given to the rules of allocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keqiao.commands.schemes import load
from keqiao.commands.terminal import USAGE, CommandError, Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from keqiao.engine.allocation import Allocation, AmountSensitivity
    from keqiao.engine.robustness import Robustness

MOST, SOLVED = 100_000, 200
"""Draws at most; an optimised allocation is solved again for so many of them at most."""


@dataclass(frozen=True)
class AllocationOptions:
    """What was given to ``keqiao allocate``: ``data`` the table of scores, ``figures`` what ``scheme`` evaluates."""

    rules: str
    data: str
    pool: str | None
    compare: tuple[str, ...]
    unit: str | None
    score: str | None
    grade: str | None
    sheet: str | None
    period: str | None
    scheme: str | None
    figures: str | None
    weights: float | None
    draws: int
    seed: int
    output: str
    cluster: str


def told_by_draws(
    arguments: AllocationOptions, allocations: Sequence[Allocation], terminal: Terminal
) -> list[AmountSensitivity]:
    """What the draws of ``--scheme`` over ``--data`` say about each allocation; empty where neither was given."""
    from keqiao.executors import executor_at

    if arguments.scheme is None and arguments.figures is None:
        return []
    if arguments.scheme is None or arguments.figures is None:
        raise CommandError(message("--scheme and --data belong together: the draws need both."), USAGE)
    if not 1 <= arguments.draws <= MOST or not 0 <= arguments.seed < 2**63:
        raise CommandError(message("Draws are 1 to {most}, the seed 0 or more.", most=MOST), USAGE)
    with executor_at(arguments.cluster) as executor:
        robust = _drawn(arguments, arguments.scheme, arguments.figures, terminal, executor)
        return _sensitivities(allocations, robust, executor)


def _sensitivities(
    allocations: Sequence[Allocation], robust: Robustness, executor: Executor | None
) -> list[AmountSensitivity]:
    from keqiao.engine.allocation import sensitivity
    from keqiao.engine.allocation.rules import Optimised

    columns = _places(robust, allocations[0].units.names)
    totals, grades = robust.drawn()
    totals = totals[:, columns]
    grades = None if grades is None else grades[:, columns]
    result = []
    for allocation in allocations:
        few = slice(0, SOLVED if isinstance(allocation.rules.sharing, Optimised) else None)
        graded: dict[str, Any] = {}
        if grades is not None and allocation.rules.reads_grades:
            graded = {"grades": grades[few], "codes": robust.replicator.grades}
        result.append(sensitivity(allocation, totals[few], executor=executor, **graded))
    return result


def _drawn(
    arguments: AllocationOptions,
    scheme_file: str,
    figures: str,
    terminal: Terminal,
    executor: Executor | None,
) -> Robustness:
    from keqiao.engine import robustness as engine
    from keqiao.engine.workbooks import read_data

    scheme = load(scheme_file, terminal)
    factors = None if arguments.weights is None else [{"factor": "weights", "share": arguments.weights}]
    if factors is None and scheme.uncertainty is None:
        raise CommandError(
            message(
                "Nothing is uncertain: the scheme {name} declares no `uncertainty`. "
                "Add it to the scheme, or say --weights 0.2 (every weight ± 20 %).",
                name=scheme.name,
            ),
            USAGE,
        )
    data = read_data(Path(figures), scheme, period=arguments.period)
    with terminal.progress() as progress:
        return engine.robustness(
            scheme,
            data.panel,
            factors,
            draws=arguments.draws,
            seed=arguments.seed,
            executor=executor,
            progress=progress,
        )


def _places(robust: Robustness, names: Sequence[str]) -> list[int]:
    """Where the units of the table stand in the data, by code or name."""
    replicator = robust.replicator
    known = {name: at for at, name in enumerate(replicator.names)} | {
        code: at for at, code in enumerate(replicator.units)
    }
    missing = [name for name in names if name not in known]
    if missing:
        raise CommandError(
            message("The data has no unit {names}.", names="、".join(missing[:20])),
        )
    return [known[name] for name in names]
