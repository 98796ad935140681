"""What a run would say with other weights: the official computation with a changed scheme; nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from keqiao.engine.evaluation import DataError, Evaluation, Panel, evaluate
from keqiao.engine.evaluation.plan import plan_of
from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.checking.context import Context
from keqiao.engine.schemes.checking.grades import check_grades
from keqiao.engine.schemes.checking.weights import check_weights
from keqiao.language import Message, message
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.what_if.changes import ScenarioChanges, changed
from keqiao.web.evaluations.what_if.yardsticks import NotMovable

MOST_KEPT = 8
"""So many runs are kept ready between requests."""


@dataclass(frozen=True, eq=False)
class Ready:
    """What a finished run was computed from, read once; one object for a run, so that it can be a key."""

    scheme: Scheme
    panel: Panel
    periods: tuple[str, ...]

    @cached_property
    def context(self) -> Context:
        """The scheme with its expressions parsed, for the checks of changed ones."""
        return Context(self.scheme)

    @cached_property
    def types(self) -> Mapping[str | None, int]:
        """How many platforms are evaluated by each profile in the latest period; None: by the written weights."""
        profiles = self.scheme.profiles
        frame = self.panel.reported.filter(pl.col("period") == max(self.periods))
        if profiles is None or profiles.by not in frame.columns:
            return {None: frame.height}
        words = frame[profiles.by].to_list()
        return Counter(word if word in profiles.weights else None for word in words)


def ready(run: Run) -> Ready:
    """Return a finished run ready to be tried. Raises NoResult where its scheme can no longer be read."""
    return _ready(run.pk, run.digest, run.input_digest)


@lru_cache(maxsize=MOST_KEPT)
def _ready(pk: int, _digest: str, _input_digest: str) -> Ready:
    run = Run.objects.select_related("scheme").get(pk=pk)
    panel = computation.panel_of(selectors.stored_frames(run))
    return Ready(computation.scheme_of(run.scheme), panel, tuple(run.periods))


@dataclass(frozen=True)
class Attempt:
    """The changed scheme and its result; no result where `problems` say why there is none."""

    scheme: Scheme
    evaluation: Evaluation | None
    problems: tuple[Message, ...] = ()


def attempt(start: Ready, changes: ScenarioChanges, basis: str) -> Attempt:
    """Return the result of the changed scheme for every period of the run, exactly as a run of it would give.

    Nothing comes of changes that contradict the scheme (thresholds out of order, a yardstick that forbids it) or
    that the data do not allow.
    """
    try:
        scheme = changed(start.scheme, changes)
    except NotMovable as error:
        return Attempt(start.scheme, None, (error.message,))
    problems = contradictions(scheme, start.context) if scheme is not start.scheme else []
    if problems:
        return Attempt(scheme, None, tuple(problems))
    plan_of(scheme, like=start.scheme)
    try:
        result = evaluate(scheme, start.panel, periods=start.periods, basis=basis)  # type: ignore[arg-type]
    except DataError as error:
        return Attempt(scheme, None, tuple(computation.reasons(error)))
    return Attempt(scheme, result)


def contradictions(scheme: Scheme, like: Context | None = None) -> list[Message]:
    """Return what the engine's checks of weights and grades forbid; the other checks read nothing that moves.

    `like` is the context of the scheme before the changes.
    """
    context = Context(scheme, like=like)
    names = {node.code: node.name for node in scheme.walk()}
    sentences = []
    for finding in (*check_weights(context), *check_grades(context)):
        if finding.severity == "error":
            node = names.get(finding.key.rpartition(".")[2])
            said = finding.message
            sentences.append(message("{about}: {said}", about=node, said=said) if node is not None else said)
    return sentences


@dataclass(frozen=True)
class ScenarioLine:
    """A platform before and after; `name` as the reader may see it, grades in the reader's language."""

    code: str
    name: str
    url: str
    total_before: float | None
    total: float | None
    rank_before: int | None
    rank: int | None
    grade_before: str
    grade: str
    regraded: bool

    @property
    def places(self) -> int:
        """How many places up (negative: down); 0 where it is not ranked on one side."""
        return 0 if self.rank is None or self.rank_before is None else self.rank_before - self.rank

    @property
    def fallen(self) -> int:
        """How many places down."""
        return -self.places

    @property
    def moved(self) -> bool:
        """Whether the rank differs."""
        return self.rank != self.rank_before

    @property
    def change(self) -> float | None:
        """Points more or less."""
        if self.total is None or self.total_before is None:
            return None
        return self.total - self.total_before
