"""How complete the figures of a run are: which indicators have no figure, told before it starts and with its result.

Missing means that the figures an indicator reads are not there; an indicator that does not apply is not missing, nor
is one whose denominator is zero. What is told before a run comes from the same computation as the run itself, without
its draws, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from keqiao.engine.evaluation import DataError, evaluate
from keqiao.engine.schemes import Scheme
from keqiao.periods import Kind, Period, PeriodError
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.documents import COMPLETENESS
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.evaluations.panels import PanelRefused
from keqiao.web.evaluations.reading import RunReading, words
from keqiao.web.facts.models import Snapshot
from keqiao.web.site import numbers


@dataclass(frozen=True)
class Gap:
    """An indicator without a figure for some platforms (codes), or for all that it applies to."""

    code: str
    name: str
    platforms: tuple[str, ...]
    everywhere: bool

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class Completeness:
    """The gaps of one period and basis; shares are of all platforms together, from 0 to 1."""

    period: str
    basis: str
    indicators: int
    gaps: tuple[Gap, ...]
    weight_share: float
    indicator_share: float

    @property
    def nowhere(self) -> list[Gap]:
        """Indicators that have no figure for any platform."""
        return [gap for gap in self.gaps if gap.everywhere]

    @property
    def partly(self) -> list[Gap]:
        """Indicators that some platforms have no figure for."""
        return [gap for gap in self.gaps if not gap.everywhere]

    @property
    def needs_reason(self) -> bool:
        """Whether so much is missing that the result is graded only with a written reason."""
        most = COMPLETENESS.in_force()
        return self.weight_share > most.missing_weight or self.indicator_share > most.missing_indicators

    @property
    def sentence(self) -> str:
        """Say how many of the indicators have no data."""
        if not self.gaps:
            return _("%(period)s: every indicator has data for every platform.") % {"period": self.period}
        text = ngettext(
            "%(period)s: of %(all)d indicator %(none)d have no data for any platform, %(some)d for some platforms; "
            "%(share)s of the weight has no data.",
            "%(period)s: of %(all)d indicators %(none)d have no data for any platform, %(some)d for some platforms; "
            "%(share)s of the weight has no data.",
            self.indicators,
        )
        return text % {
            "period": self.period,
            "all": self.indicators,
            "none": len(self.nowhere),
            "some": len(self.partly),
            "share": numbers.percent(self.weight_share, 1),
        }

    @property
    def details(self) -> list[str]:
        """Name the indicators."""
        sentences = []
        if self.nowhere:
            named = _(", ").join(str(gap) for gap in self.nowhere)
            sentences.append(_("No data for any platform: %(names)s") % {"names": named})
        if self.partly:
            named = _(", ").join(
                _("%(indicator)s (%(count)d)") % {"indicator": gap, "count": len(gap.platforms)}
                for gap in self.partly
            )
            sentences.append(_("No data for some platforms (how many): %(names)s") % {"names": named})
        return sentences

    def as_data(self) -> dict[str, Any]:
        """Return what a step of a grading keeps of it."""
        return {
            "nowhere": [gap.code for gap in self.nowhere],
            "partly": {gap.code: len(gap.platforms) for gap in self.partly},
            "weight_share": round(self.weight_share, 6),
            "indicator_share": round(self.indicator_share, 6),
        }


def measured(scheme: Scheme, indicators: pl.DataFrame, period: str, basis: str) -> Completeness:
    """Return the gaps of one period and basis from the engine's table of indicators."""
    here = indicators.filter((pl.col("period") == period) & (pl.col("basis") == basis))
    return _measured(scheme, here, period, basis)


def _measured(scheme: Scheme, here: pl.DataFrame, period: str, basis: str) -> Completeness:
    flags = pl.col("flags").str.split(" ")
    missing = flags.list.contains("missing") & ~flags.list.contains("division_by_zero")
    rows = here.filter(~flags.list.contains("not_applicable")).select(
        "unit", "indicator", "weight", missing=missing
    )
    # The weight of an indicator without a figure may have gone to its siblings: then that of the others counts.
    usual = dict(rows.group_by("indicator").agg(pl.col("weight").max()).iter_rows())
    written = {leaf.code: leaf.weight for leaf in scheme.leaves()}
    gaps, lost, whole = [], 0.0, 0.0
    for leaf in scheme.leaves():
        own = rows.filter(pl.col("indicator") == leaf.code)
        weight = float(usual.get(leaf.code) or written[leaf.code] or 0.0)
        whole += weight * own.height
        without = own.filter("missing")["unit"].to_list()
        if without:
            lost += weight * len(without)
            gaps.append(Gap(leaf.code, words(leaf.name), tuple(without), len(without) == own.height))
    cells = rows.filter("missing").height / rows.height if rows.height else 0.0
    return Completeness(period, basis, len(written), tuple(gaps), lost / whole if whole else 0.0, cells)


def of_run(run: Run, period: str, basis: str) -> Completeness:
    """Return the gaps of a finished run for one of its periods and bases; one query."""
    kept = selectors.stored_frames(run, "indicators")
    return measured(computation.scheme_of(run.scheme), kept["indicators"], period, basis)


def of_reading(reading: RunReading) -> Completeness:
    """Return the gaps of a result that is read already; no query."""
    leaves = [node.code for node in reading.leaves]
    rows = reading.marks.frame.rename({"node": "indicator"}).filter(pl.col("indicator").is_in(leaves))
    return _measured(reading.scheme, rows, reading.period, reading.basis)


@dataclass(frozen=True)
class Forecast:
    """What is told before a run: its gaps by period and basis, notes, and why it would fail, if it would."""

    completeness: tuple[Completeness, ...] = ()
    notes: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def is_alarming(self) -> bool:
        """Whether a result of it would need a reason to be graded, or there would be none."""
        return bool(self.failures) or any(forecast.needs_reason for forecast in self.completeness)


def forecast(snapshot: Snapshot, version: SchemeVersion, periods: Sequence[str], basis: str) -> Forecast:
    """Return what a run of these would miss; computed from the frozen figures, nothing is stored."""
    run = Run(snapshot=snapshot, scheme=version, periods=sorted(periods), basis=basis)
    notes = _notes(version, run.periods)
    language = get_language() or "zh"
    try:
        scheme = computation.scheme_of(version)
        panel, _platforms = computation.input_of(run, scheme)
        result = evaluate(scheme, panel, periods=run.periods, basis=basis)  # type: ignore[arg-type]
    except (DataError, PanelRefused, computation.NoResult) as error:
        failures = [said.in_language(language) for said in computation.reasons(error)]
        return Forecast(notes=notes, failures=tuple(failures))
    forecasts = (
        measured(scheme, result.indicators, period, basis)
        for period in reversed(run.periods)
        for basis in run.bases
    )
    return Forecast(tuple(forecasts), notes)


def _notes(version: SchemeVersion, periods: Sequence[str]) -> tuple[str, ...]:
    """Say what is unusual about scheme and periods."""
    notes = []
    if version.is_draft:
        notes.append(
            _("%(scheme)s is a draft: the run is a trial, it is neither graded nor released.")
            % {"scheme": version}
        )
    elif version.status == SchemeVersion.Status.RETIRED:
        notes.append(_("%(scheme)s is retired.") % {"scheme": version})
    for period in periods:
        try:
            kind = Period.parse(period).kind
        except PeriodError:
            continue
        if kind == Kind.DATE:
            notes.append(
                _("%(period)s is a day, not a year: what belongs to a year is counted up to it or missing.")
                % {"period": period}
            )
        elif kind != Kind.YEAR:
            notes.append(_("%(period)s is not a whole year.") % {"period": period})
    return tuple(notes)
