"""Reads of figures, always for a user: whole matrices at once, and one figure with everything behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from keqiao.periods import Kind, Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import today
from keqiao.web.facts.computation import Computation, few
from keqiao.web.facts.computed_figure import Computed, State
from keqiao.web.facts.figures import Figure, like_with_like
from keqiao.web.facts.models import Evidence, Fact, Measure, MeasureDefinition, Snapshot, SnapshotFigure
from keqiao.web.facts.present_figures import PresentFigures
from keqiao.web.facts.scopes import CITY, Scope, scopes_for
from keqiao.web.registry.changes.overlay import is_overlaid
from keqiao.web.registry.models import Platform, Region

Key = tuple[str, str, str]
"""(Measure code, scope code, period as text)."""


class UnknownFigure(LookupError):
    """There is no such measure, scope or period."""


class PeriodToCome(UnknownFigure):
    """The period has not come; the text says so."""


def figures_for(
    user: Actor,
    measure_codes: Sequence[str],
    scopes: Iterable[str] | None,
    periods: Iterable[str | Period],
    *,
    basis: str = "reported",
    known_at: datetime | None = None,
    yoy: bool = False,
) -> dict[Key, Figure]:
    """Return the figures of every measure × scope × period that exists, by (measure, scope, period as given).

    ``scopes``: "city" and platform codes; None for the city and every platform. A figure that the user may not see is
    in the matrix without a value, with the reason. ``yoy`` adds the change over the same period of the previous year.
    The number of queries does not depend on how many are asked for. Raises PeriodError for a text that is no period.
    """
    wanted = {
        str(period): period if isinstance(period, Period) else Period.parse(period) for period in periods
    }
    region = Region.objects.first()
    scope_map = scopes_for(user, scopes, region)
    open_ids = [scope.platform_id for scope in scope_map.values() if scope.decision]
    every = {*wanted.values(), *(period.previous_year() for period in wanted.values() if yoy)}
    if known_at is not None or is_overlaid():
        only = None if None in open_ids else few([platform for platform in open_ids if platform is not None])
        computation = Computation(measure_codes, sorted(every), basis, known_at, only=only)
        with computation.reading.then():
            return _matrix(computation, scope_map, wanted, yoy)
    present = PresentFigures(measure_codes, sorted(every), basis, open_ids)
    with present.once():
        figures = _matrix(present, scope_map, wanted, yoy)
    present.keep()
    return figures


def _matrix(
    given: Computation | PresentFigures, scopes: dict[str, Scope], wanted: dict[str, Period], yoy: bool
) -> dict[Key, Figure]:
    """The figures of all measures, scopes and periods asked for."""
    figures: dict[Key, Figure] = {}
    for code in given.codes:
        measure = given.measures[code]
        for scope in scopes.values():
            for text, period in wanted.items():
                moved = None
                if scope.decision:
                    computed = given.value(code, scope.platform_id, period)
                    if yoy:
                        before = given.value(code, scope.platform_id, period.previous_year())
                        moved = like_with_like(measure, computed, before)
                else:
                    computed = Computed(None, State.REFUSED, scope.decision.reason)
                figures[code, scope.code, text] = Figure(
                    measure,
                    given.definition(measure, period),
                    scope,
                    period,
                    basis=given.basis,
                    computed=computed,
                    yoy=moved,
                )
    return figures


def figure(
    user: Actor,
    measure_code: str,
    scope: str,
    period_text: str,
    *,
    basis: str = "reported",
    known_at: datetime | None = None,
) -> Figure:
    """Return one figure with its change over a year.

    Raises UnknownFigure (NotYet for a period that has not come), PeriodError, or PermissionDenied with the reason.
    """
    require(user, "facts.view")
    figures = figures_for(
        user, [measure_code], [scope], [period_text], basis=basis, known_at=known_at, yoy=True
    )
    key = (measure_code, scope, period_text)
    if key not in figures:
        raise UnknownFigure(
            _("There is no figure %(code)s of %(scope)s.") % {"code": measure_code, "scope": scope}
        )
    refuse_future(figures[key])
    if figures[key].is_refused:
        raise PermissionDenied(figures[key].reason)
    return figures[key]


def refuse_future(of: Figure) -> None:
    """Raise NotYet for a stock of a day to come and for a flow of a period that has not begun."""
    period, day = of.period, today()
    first = period.end if of.measure.kind == Measure.Kind.STOCK or period.kind == Kind.DATE else period.start
    if first > day:
        raise PeriodToCome(
            _("%(period)s has not come yet (today is %(day)s): there is no figure of it.")
            % {"period": period.code, "day": day.isoformat()}
        )


def trend(user: Actor, of: Figure, years: int = 5) -> list[Figure]:
    """Return the figure and the same of up to ``years`` − 1 earlier years, oldest first, gaps at the start left out."""
    periods = [of.period]
    while len(periods) < years:
        periods.append(periods[-1].previous_year())
    periods.reverse()
    figures = figures_for(user, [of.measure.code], [of.scope.code], periods, basis=of.basis)
    line = [figures[of.measure.code, of.scope.code, period.code] for period in periods]
    first = next((place for place, figure in enumerate(line) if figure.value is not None), len(line))
    return line[first:]


MOST_PLATFORMS = 50
"""Platforms whose figures stand beside the city's."""


@dataclass(frozen=True)
class LargestFigures:
    """The same figure of the platforms by code, or of those with the largest values, and what all of them have."""

    figures: list[Figure]
    count: int = 0
    """How many platforms have a value."""
    total: Decimal = Decimal(0)
    """The sum of all values, in the stored unit."""

    @property
    def rest(self) -> int:
        """How many platforms with a value are not among the figures."""
        return self.count - len(self.figures)


def largest(user: Actor, of: Figure, most: int | None = MOST_PLATFORMS) -> LargestFigures:
    """Return the same figure of the platforms that the user may see, at most so many (None: all), for a city figure;
    else nothing.
    """
    if of.scope.code != CITY:
        return LargestFigures([])
    platforms = Platform.objects.current().order_by()
    if user.scope_for("facts.view") != "all":
        platforms = platforms.filter(unit=user.unit_id, unit__isnull=False)
    codes = dict(platforms.values_list("pk", "code"))
    if most is None or len(codes) <= most:
        figures = _of_platforms(user, of, codes.values())
        values = [figure.value for figure in figures if figure.value is not None]
        return LargestFigures(figures, len(values), sum(values, Decimal(0)))
    given = PresentFigures([of.measure.code], [of.period], of.basis, list(codes))
    numbers = given.numbers(of.measure.code, of.period, codes)
    first = sorted(numbers, key=lambda pk: (-numbers[pk], codes[pk]))[:most]
    figures = _of_platforms(user, of, [codes[pk] for pk in first])
    return LargestFigures(figures, len(numbers), sum(numbers.values(), Decimal(0)))


def _of_platforms(user: Actor, of: Figure, codes: Iterable[str]) -> list[Figure]:
    """The same figure of platforms, by their code, where they have a value."""
    figures = figures_for(user, [of.measure.code], codes, [of.period], basis=of.basis, yoy=True)
    return [figure for figure in figures.values() if not figure.is_refused and figure.value is not None]


def facts_behind(user: Actor, of: Figure) -> QuerySet[Fact]:
    """Return the facts that the figure is made of and the user may see, with evidence, newest period first."""
    facts = Fact.objects.visible_to(user).filter(pk__in=of.computed.facts)
    return facts.select_related("platform", "recorded_by", "confirmed_by", "definition").prefetch_related(
        "evidence"
    )


class FactVersion(NamedTuple):
    """A fact in the history of a figure."""

    fact: Fact
    is_current: bool


def history(user: Actor, of: Figure) -> list[FactVersion]:
    """Return every fact ever recorded for the figure, superseded ones included, both bases, newest first."""
    facts = Fact.objects.visible_to(user).filter(
        measure=of.measure, platform=of.scope.platform, period=of.period.code
    )
    facts = facts.select_related(
        "recorded_by", "confirmed_by", "definition", "superseded_by"
    ).prefetch_related("evidence")
    return [
        FactVersion(fact, getattr(fact, "superseded_by", None) is None)
        for fact in facts.order_by("-recorded_at", "-pk")[:200]
    ]


def on_other_basis(of: Figure, versions: Iterable[FactVersion]) -> Fact | None:
    """Return what stands on the other basis for a recorded figure (versions: its history); None for nothing."""
    return next(
        (version.fact for version in versions if version.is_current and version.fact.basis != of.basis), None
    )


def evidence_for(user: Actor, facts: Iterable[Fact]) -> list[tuple[Evidence, bool]]:
    """Return the evidence of facts, once each, with whether the user may open the file (facts with evidence loaded)."""
    files = {file.pk: file for fact in facts for file in fact.evidence.all()}
    allowed = set(Evidence.objects.visible_to(user).filter(pk__in=files).values_list("pk", flat=True))
    return [(file, pk in allowed) for pk, file in files.items()]


def listed_measures(user: Actor) -> QuerySet[Measure]:
    """Return the measures with the ``versions`` of their definitions; none for users without the right."""
    if not user.has_right("facts.view"):
        return Measure.objects.none()
    return Measure.objects.prefetch_related(
        Prefetch("definitions", MeasureDefinition.objects.order_by("-version"), to_attr="versions")
    )


def measures_with(measures: QuerySet[Measure], words: str) -> QuerySet[Measure]:
    """Narrow measures to those whose name, code or definition holds every word."""
    for word in words.split()[:8]:
        matching = Q(name__icontains=word) | Q(name_en__icontains=word) | Q(code__icontains=word)
        defined = MeasureDefinition.objects.filter(Q(text__icontains=word) | Q(text_en__icontains=word))
        measures = measures.filter(matching | Q(pk__in=defined.values("measure")))
    return measures


def snapshots_for(user: Actor) -> QuerySet[Snapshot]:
    """Return the snapshots the user may see, newest first."""
    return Snapshot.objects.visible_to(user).select_related("created_by")


def snapshot_figures(snapshot: Snapshot) -> QuerySet[SnapshotFigure]:
    """Return a snapshot's figures, by measure, period and platform."""
    figures = SnapshotFigure.objects.filter(snapshot=snapshot)
    loaded = figures.select_related("measure", "platform", "definition")
    return loaded.order_by("measure__order", "-period", "platform__code", "basis", "pk")


def snapshot_figures_with(figures: QuerySet[SnapshotFigure], words: str) -> QuerySet[SnapshotFigure]:
    """Narrow the figures of a snapshot to measures and platforms that ``words`` name."""
    for word in words.split()[:8]:
        measure = (
            Q(measure__name__icontains=word) | Q(measure__name_en__icontains=word) | Q(measure__code=word)
        )
        platform = Q(platform__short_name__icontains=word) | Q(platform__code=word)
        figures = figures.filter(measure | platform)
    return figures


def default_period() -> str:
    """Return the period that pages show first: the region's default as-of date, else the last full year recorded."""
    region = Region.objects.first()
    if region and region.default_as_of:
        return region.default_as_of.isoformat()
    last = Fact.objects.order_by("-period_end").values_list("period_end", flat=True).first()
    return str(last.year) if last else "2024"
