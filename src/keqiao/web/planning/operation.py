"""Plans against facts by the fields of operation, and the use of equipment and staff, of some platforms in a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Max

from keqiao.engine.diagnostics.rules import LightBand, words_in
from keqiao.engine.layout.variances import due_by, fulfilment, runway, variance
from keqiao.periods import Period
from keqiao.web.audit.clock import today
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.models import Fact, Measure
from keqiao.web.facts.present_figures import PresentFigures
from keqiao.web.planning.documents import OperationField, OperationTerms
from keqiao.web.planning.models import DevelopmentPlan, PlanTarget, ResourceStatement

EQUIPMENT = ("equipment_hours_used", "equipment_hours_available")
STAFF = ("rd_fte", "rd_headcount")
USES: dict[str, tuple[str, str]] = {"equipment": EQUIPMENT, "staff": STAFF}
"""What is used, and the measures of what was used of what there is."""
SPENT, EARNED = "total_expenditure", "market_income"
"""What a year cost, and what it earned on the market: public money is no income of the runway."""
WORST = ("bad", "watch", "good")
ADDING_UP = ("money", "count", "number")
"""Types of values of which a part of a year has a part of the year's target; a rate has all of it."""


@dataclass(frozen=True)
class TargetReading:
    """A target beside what was reached until a day, in the stored unit.

    ``until``: the last day that the year's figures reach, None where the year has none yet: then nothing is compared.
    ``light``: none where target or figure is missing.
    """

    measure: Measure
    planned: Decimal | None
    actual: Decimal | None
    until: date | None
    light: str = "none"
    light_words: str = ""

    @property
    def months(self) -> int:
        """Months of the year that the figure covers; 0 for none."""
        return self.until.month if self.until is not None else 0

    @property
    def due(self) -> Decimal | None:
        """What of the year's target is due: of what adds up, the share of the months; the whole of anything else."""
        if not self.months:
            return None
        adds_up = self.measure.kind == "flow" and self.measure.value_type in ADDING_UP
        return due_by(self.planned, self.months) if adds_up else self.planned

    @property
    def variance(self) -> Decimal | None:
        """Actual less what was due."""
        return variance(self.due, self.actual)

    @property
    def fulfilment(self) -> float | None:
        """Actual in per cent of what was due."""
        return fulfilment(self.due, self.actual)

    def judged(self, bands: Iterable[LightBand]) -> TargetReading:
        """The same with its light and word."""
        light, said = band_light(bands, self.fulfilment)
        return replace(self, light=light, light_words=said)


@dataclass(frozen=True)
class OperationReading:
    """How a platform operated in a year: its plan, its targets by field, its uses in per cent, its last statement of
    means, and for how many months its cash lasts (infinite where it earns what it spends).
    """

    plan: DevelopmentPlan | None
    targets: Mapping[str, list[TargetReading]]
    uses: Mapping[str, float | None]
    statement: ResourceStatement | None
    runway: float | None
    until: date | None = None
    """The last day that the figures of the year reach; None where there are none yet."""

    def light(self, field: str) -> str:
        """The worst light of a field; none where nothing of it can be told."""
        lights = {target.light for target in self.targets[field]}
        return next((light for light in WORST if light in lights), "none")

    def word(self, field: str) -> str:
        """What the light of a field says."""
        light = self.light(field)
        return next((target.light_words for target in self.targets[field] if target.light == light), "")


def band_light(bands: Iterable[LightBand], value: float | None) -> tuple[str, str]:
    """Return the light and the word of a value; none and nothing where there is no value."""
    listed = tuple(bands)
    if value is None:
        return "none", ""
    said = words_in(listed, value)
    light = next((band.light for band in listed if band.words is said), "none")
    return light, words(said)


def read_operation(terms: OperationTerms, platforms: Iterable[int], year: int) -> dict[int, OperationReading]:
    """Return how platforms operated in a year, by key: the plan in force that covers it against present facts."""
    ids = list(platforms)
    plans: dict[int, DevelopmentPlan] = {
        plan.platform_id: plan for plan in DevelopmentPlan.objects.in_force(year).filter(platform__in=ids)
    }
    planned = {
        (target.plan.platform_id, target.measure.code): target.value
        for target in PlanTarget.objects.filter(plan__in=plans.values(), year=year).select_related(
            "plan", "measure"
        )
    }
    used_codes = [code for pair in USES.values() for code in pair]
    codes = list(dict.fromkeys([*terms.measures, *used_codes, SPENT, EARNED]))
    measures = {measure.code: measure for measure in Measure.objects.filter(code__in=codes)}
    statements = {
        row.platform_id: row
        for row in ResourceStatement.objects.filter(platform__in=ids, year=year).order_by("pk")
    }
    figures = read_until(codes, year, ids)

    def target(platform: int, code: str) -> TargetReading:
        of = figures[platform]
        wanted = planned.get((platform, code))
        return TargetReading(measures[code], wanted, of.values.get(code), of.until).judged(terms.lights)

    def of_field(platform: int, field: OperationField) -> list[TargetReading]:
        return [target(platform, code) for code in field.measures if code in measures]

    def use(platform: int, pair: tuple[str, str]) -> float | None:
        used, there = (figures[platform].values.get(code) for code in pair)
        return fulfilment(there, used)

    def reading(platform: int) -> OperationReading:
        statement, of = statements.get(platform), figures[platform]
        uses = {name: use(platform, pair) for name, pair in USES.items()}
        uses["space"] = fulfilment(statement.area, statement.area_used) if statement is not None else None
        cash = statement.cash if statement is not None else None
        spent, earned = (of.values.get(code) for code in (SPENT, EARNED))
        return OperationReading(
            plans.get(platform),
            {field.code: of_field(platform, field) for field in terms.fields},
            uses,
            statement,
            runway(cash, spent, earned, of.until.month) if of.until is not None else None,
            of.until,
        )

    return {platform: reading(platform) for platform in ids}


@dataclass(frozen=True)
class FiguresUntil:
    """Figures of a year so far, by measure; ``until``: None, and no figures, where nothing is told yet."""

    until: date | None
    values: Mapping[str, Decimal]


def read_until(codes: list[str], year: int, platforms: list[int]) -> dict[int, FiguresUntil]:
    """Return the figures of platforms in a year, each until the end of the last period that its facts are of.

    A platform without facts in the year is told by the registers, as far as they hold anything of it: to the end of
    the year, or of the last whole month.
    """
    if not platforms:
        return {}
    whole = Period.parse(str(year))
    facts = Fact.objects.filter(platform__in=platforms, period_start__year=year, measure__kind="flow")
    ends: dict[int, date | None] = dict.fromkeys(platforms)
    ends |= dict(facts.values_list("platform").annotate(Max("period_end")))
    of_year = [platform for platform, end in ends.items() if end in {None, whole.end}]
    values = _values(codes, whole, of_year)
    # Staff and equipment are there without anything having happened: they do not tell that a year is recorded.
    there = {code for pair in USES.values() for code in pair}
    flows = set(Measure.objects.filter(code__in=codes, kind="flow").values_list("code", flat=True)) - there
    for platform in of_year:
        if ends[platform] is None and any(values[platform].get(code) for code in flows):
            ends[platform] = min(whole.end, today().replace(day=1) - timedelta(days=1))
    for end in {end for end in ends.values() if end is not None and end.year == year and end < whole.end}:
        until = [platform for platform, of in ends.items() if of == end]
        values |= _values(codes, Period.parse(end.isoformat()), until)
    ended = {platform: end for platform, end in ends.items() if end is not None and end.year == year}
    return {
        platform: FiguresUntil(ended.get(platform), values[platform] if platform in ended else {})
        for platform in platforms
    }


def _values(codes: list[str], period: Period, platforms: list[int]) -> dict[int, dict[str, Decimal]]:
    """The figures of a period, or of a year so far, by platform and measure."""
    values: dict[int, dict[str, Decimal]] = {platform: {} for platform in platforms}
    if not platforms:
        return values
    figures = PresentFigures(codes, [period], scopes=platforms)
    for code in codes:
        for platform, value in figures.numbers(code, period, platforms).items():
            values[platform][code] = value
    return values


def newest_year() -> int:
    """The newest year that facts tell of, before the one after this; last year where there are none."""
    newest = Fact.objects.filter(platform__isnull=False, period_start__year__lte=today().year).aggregate(
        newest=Max("period_end")
    )["newest"]
    return newest.year if newest is not None else today().year - 1
