"""Plans against facts by the fields of operation, and the use of equipment and staff, of some platforms in a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from keqiao.engine.diagnostics.rules import LightBand, words_in
from keqiao.engine.layout.variances import fulfilment, runway, variance
from keqiao.periods import Period
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.models import Measure
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


@dataclass(frozen=True)
class TargetReading:
    """A target beside what was reached, in the stored unit. ``light``: none where one of them is missing."""

    measure: Measure
    planned: Decimal | None
    actual: Decimal | None
    light: str
    light_words: str

    @property
    def variance(self) -> Decimal | None:
        """Actual less planned."""
        return variance(self.planned, self.actual)

    @property
    def fulfilment(self) -> float | None:
        """Actual in per cent of planned."""
        return fulfilment(self.planned, self.actual)


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

    def light(self, field: str) -> str:
        """The worst light of a field; none where nothing of it can be told."""
        lights = {target.light for target in self.targets[field]}
        return next((light for light in WORST if light in lights), "none")


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
    period = Period.parse(str(year))
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
    statements = {
        row.platform_id: row
        for row in ResourceStatement.objects.filter(platform__in=ids, year=year).order_by("pk")
    }
    figures = PresentFigures(codes, [period], scopes=ids)
    actual = {code: figures.numbers(code, period, ids) for code in codes} if ids else {}
    measures = figures.measures

    def target(platform: int, code: str) -> TargetReading:
        value = actual.get(code, {}).get(platform)
        wanted = planned.get((platform, code))
        light, said = band_light(terms.lights, fulfilment(wanted, value))
        return TargetReading(measures[code], wanted, value, light, said)

    def of_field(platform: int, field: OperationField) -> list[TargetReading]:
        return [target(platform, code) for code in field.measures if code in measures]

    def use(platform: int, pair: tuple[str, str]) -> float | None:
        used, there = (actual.get(code, {}).get(platform) for code in pair)
        return fulfilment(there, used)

    def reading(platform: int) -> OperationReading:
        statement = statements.get(platform)
        uses = {name: use(platform, pair) for name, pair in USES.items()}
        uses["space"] = fulfilment(statement.area, statement.area_used) if statement is not None else None
        cash = statement.cash if statement is not None else None
        spent, earned = (actual.get(code, {}).get(platform) for code in (SPENT, EARNED))
        return OperationReading(
            plans.get(platform),
            {field.code: of_field(platform, field) for field in terms.fields},
            uses,
            statement,
            runway(cash, spent, earned),
        )

    return {platform: reading(platform) for platform in ids}
