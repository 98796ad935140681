"""Values of many measures, platforms and periods at once, with a number of queries that does not grow with any of them.

This is the core that pages, matrices and snapshots share; it asks no rights. Recorded measures are read from facts and
rolled up over time and platforms; derived ones are computed from the registers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _

from keqiao.periods import Kind, Period
from keqiao.web.facts.derivations import COMPOSITE, Derived, Reading, derivations, derive
from keqiao.web.facts.models import Fact, Measure, MeasureDefinition, Origin
from keqiao.web.registry.models import Platform, Region


class State(StrEnum):
    """How a value came about, or why there is none."""

    RECORDED = "recorded"
    ROLLED_UP = "rolled_up"
    DERIVED = "derived"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    REFUSED = "refused"


class Computed(NamedTuple):
    """A value in the stored unit, with what it was made of; ``reason`` explains a gap or an incomplete total."""

    value: Decimal | None
    state: State
    reason: str = ""
    facts: tuple[int, ...] = ()
    row_model: str = ""
    row_ids: tuple[int, ...] = ()
    contributions: tuple[tuple[int, Decimal], ...] = ()
    """(Platform, its value) where a city total was added up from platforms."""
    as_of: date | None = None
    by_hand: bool = False
    """Whether a fact among those it was made of was entered by hand (:attr:`Fact.is_by_hand`)."""


class FactRow(NamedTuple):
    """What a computation reads of a fact."""

    id: int
    measure: int
    platform: int | None
    value: Decimal | None
    start: date
    end: date
    period: str
    origin: str


PLACES = Decimal("0.000001")
ACCEPTED = "accepted"
"""The basis of what derived figures on the verified basis take of recorded ones."""


class Computation:
    """A computation over all platforms, or ``only`` one (its id), for a basis and as known at a moment.

    On the verified basis a recorded measure is read from verified facts, and a derived one computed from verified
    rows and, where it is made of recorded ones, from the accepted value of each: the verified one where one was set,
    else the reported one, which passed two people. Which platforms there are is the same on both.

    ``facts_of``: read the facts of these measures only, where no others are asked for and none is made of others.
    """

    def __init__(
        self,
        codes: Iterable[str],
        periods: Iterable[Period],
        basis: str = "reported",
        known_at: datetime | None = None,
        only: int | None = None,
        *,
        facts_of: Iterable[str] | None = None,
    ):
        self.periods = tuple(periods)
        self.facts_of = None if facts_of is None else tuple(facts_of)
        self.basis, self.known_at, self.only = basis, known_at, only
        self.measures = {measure.code: measure for measure in Measure.objects.prefetch_related("definitions")}
        self.codes = tuple(code for code in codes if code in self.measures)
        region = Region.objects.first()
        platforms = Platform.objects.current(known_at)
        if only is not None:
            platforms = platforms.filter(pk=only)
        division = region.division_code if region else ""
        with Reading({}, division, known_at).then():
            validity = {
                pk: (start, end) for pk, start, end in platforms.values_list("pk", "valid_from", "valid_to")
            }
        self.reading = Reading(validity, division, known_at, verified=basis == "verified")
        self._derived: dict[tuple[str, Period], dict[int | None, Derived]] = {}
        self._values: dict[tuple[str, int | None, Period], Computed] = {}
        self._facts: dict[tuple[int, int | None], list[FactRow]] | None = None
        self._accepted: Computation | None = None

    def definition(self, measure: Measure, period: Period) -> MeasureDefinition | None:
        """Return the version of the definition that holds at the end of the period (the oldest for earlier periods)."""
        versions = sorted(measure.definitions.all(), key=lambda row: row.valid_from)
        holding = [row for row in versions if row.valid_from <= period.end]
        if holding:
            return holding[-1]
        return versions[0] if versions else None

    def derivation(self, measure: Measure, period: Period) -> str:
        """Return the code of the rule that derives the measure in that period; empty if values are recorded."""
        definition = self.definition(measure, period)
        return definition.derivation if definition else ""

    def value(self, code: str, platform: int | None, period: Period) -> Computed:
        """Return the value for a platform, or for the city (None)."""
        key = (code, platform, period)
        if key not in self._values:
            self._values[key] = self._compute(code, platform, period)
        return self._values[key]

    def _compute(self, code: str, platform: int | None, period: Period) -> Computed:
        measure = self.measures.get(code)
        if measure is None:
            return Computed(None, State.MISSING, _("The measure %(code)s is not known.") % {"code": code})
        rule = self.derivation(measure, period)
        if rule in COMPOSITE:
            composite = COMPOSITE[rule]
            derived = composite.compute(
                lambda part, scope: self._part(part, scope, period), self.reading, period, platform
            )
            parts = [self.value(part, platform, period) for side in composite.parts for part in side]
            by_hand = any(part.by_hand for part in parts)
            return self._from_rows(derived, composite.model, period)._replace(by_hand=by_hand)
        if rule in derivations():
            derivation = derivations()[rule]
            if (rule, period) not in self._derived:
                reason = _("The register is kept by year: there is no value for a part of a year.")
                self._derived[rule, period] = derive(derivation, self.reading, period, reason)
            derived = self._derived[rule, period].get(
                platform, Derived(None, reason=_("Not in the register."))
            )
            return self._from_rows(derived, derivation.model, period)
        return self._recorded(measure, platform, period)

    def _part(self, code: str, platform: int | None, period: Period) -> Decimal | None:
        """Return what a figure made of others takes of one of them."""
        measure = self.measures.get(code)
        if self.basis != "verified" or measure is None or self.derivation(measure, period):
            return self.value(code, platform, period).value
        if self._accepted is None:
            self._accepted = Computation(self.codes, self.periods, ACCEPTED, self.known_at, self.only)
        return self._accepted.value(code, platform, period).value

    def _from_rows(self, derived: Derived, model: str, period: Period) -> Computed:
        if derived.value is None:
            return Computed(None, State.MISSING, derived.reason or _("There is no total of this measure."))
        ids = tuple(sorted({row.id for row in derived.rows}))
        return Computed(derived.value.quantize(PLACES), State.DERIVED, "", (), model, ids, as_of=period.end)

    def _load_facts(self) -> dict[tuple[int, int | None], list[FactRow]]:
        """Read the standing facts that any of the periods may need, once."""
        if self._facts is None:
            self._facts = defaultdict(list)
            if self.periods:
                years = [period.year for period in self.periods]
                bases = ("reported", "verified") if self.basis == ACCEPTED else (self.basis,)
                rows = Fact.objects.standing(self.known_at).filter(
                    basis__in=bases,
                    period_start__gte=date(min(years) - 1, 1, 1),
                    period_end__lte=max(period.end for period in self.periods),
                )
                if self.only is not None:
                    rows = rows.filter(platform=self.only)
                if self.facts_of is not None:
                    rows = rows.filter(measure__code__in=self.facts_of)
                fields = (
                    "id",
                    "measure_id",
                    "platform_id",
                    "value",
                    "period_start",
                    "period_end",
                    "period",
                    "origin",
                )
                listed = map(FactRow._make, rows.order_by("period_end", "basis", "pk").values_list(*fields))
                # Of one period the last one stands: "verified" comes after "reported".
                for row in {(row.measure, row.platform, row.period): row for row in listed}.values():
                    self._facts[row.measure, row.platform].append(row)
        return self._facts

    def _recorded(self, measure: Measure, platform: int | None, period: Period) -> Computed:
        """Return the recorded value: the fact itself, else rolled up over time, else added up over the platforms."""
        rows = self._load_facts().get((measure.pk, platform), [])
        exact = [row for row in rows if row.period == period.code]
        if exact:
            return _of_fact(exact[-1], State.RECORDED)
        rolled = _last(measure, rows, period) if measure.kind == "stock" else _added(measure, rows, period)
        if platform is not None or rolled.value is not None:
            return rolled
        return self._city_total(measure, period, rolled)

    def _city_total(self, measure: Measure, period: Period, own: Computed) -> Computed:
        if measure.city_total != Measure.CityTotal.SUM:
            reason = _(
                "Platforms' values of this measure are not added up: the same things may be counted twice."
            )
            return Computed(None, State.MISSING, reason)
        first = period.flow_start if measure.kind == "flow" else period.end
        platforms = [pk for pk in self.reading.validity if self.reading.in_force(pk, first, period.end)]
        values = {pk: self.value(measure.code, pk, period) for pk in platforms}
        there = {pk: found for pk, found in values.items() if found.value is not None}
        if not there:
            return own
        known = {pk for pk, found in values.items() if found.state == State.NOT_APPLICABLE} | set(there)
        reason = ""
        if len(known) < len(platforms):
            reason = _("Incomplete: %(there)s of %(all)s platforms have a value.") % {
                "there": len(known),
                "all": len(platforms),
            }
        return Computed(
            sum((found.value for found in there.values() if found.value is not None), Decimal(0)),
            State.ROLLED_UP,
            reason,
            tuple(fact for found in there.values() for fact in found.facts),
            contributions=tuple((pk, found.value) for pk, found in there.items() if found.value is not None),
            as_of=period.end,
            by_hand=any(found.by_hand for found in there.values()),
        )


def _of_fact(row: FactRow, state: State, reason: str = "") -> Computed:
    by_hand = row.origin == Origin.PROPOSAL
    if row.value is None:
        return Computed(
            None,
            State.NOT_APPLICABLE,
            _("Stated as not applicable."),
            (row.id,),
            as_of=row.end,
            by_hand=by_hand,
        )
    return Computed(row.value, state, reason, (row.id,), as_of=row.end, by_hand=by_hand)


def _last(measure: Measure, rows: list[FactRow], period: Period) -> Computed:
    """Return a stock: a value of the same day, or at an as-of date the last one known before it in the same year."""
    same = [row for row in rows if row.end == period.end]
    if same:
        return _of_fact(same[-1], State.ROLLED_UP)
    earlier = [row for row in rows if row.end < period.end and row.end.year == period.year]
    if period.kind == Kind.DATE and earlier:
        reason = _("The last value known is of %(date)s.") % {"date": earlier[-1].end.isoformat()}
        return _of_fact(earlier[-1], State.ROLLED_UP, reason)
    return Computed(None, State.MISSING, _("Nothing was recorded for this period."))


def _added(measure: Measure, rows: list[FactRow], period: Period) -> Computed:
    """Return a flow added up from shorter periods, only when all of them are there."""
    if measure.roll_up != Measure.RollUp.SUM or not rows:
        return Computed(None, State.MISSING, _("Nothing was recorded for this period."))
    by_period = {row.period: row for row in rows}
    partial = ""
    for way in period.parts():
        found = [by_period[part.code] for part in way if part.code in by_period]
        if len(found) == len(way) and all(row.value is not None for row in found):
            total = sum((row.value for row in found if row.value is not None), Decimal(0))
            by_hand = any(row.origin == Origin.PROPOSAL for row in found)
            ids = tuple(row.id for row in found)
            return Computed(total, State.ROLLED_UP, "", ids, as_of=period.end, by_hand=by_hand)
        if found:
            partial = _(
                "Only %(there)s of %(all)s shorter periods are recorded (%(which)s), so there is no total."
            ) % {
                "there": len(found),
                "all": len(way),
                "which": _(", ").join(row.period for row in found),
            }
    return Computed(None, State.MISSING, partial or _("Nothing was recorded for this period."))
