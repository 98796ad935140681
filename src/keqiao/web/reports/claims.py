"""The claims of a report: figures of its snapshot under the names that texts call them by, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keqiao.engine.phrases import SourceFact
from keqiao.files.bookmarks import bound_name
from keqiao.periods import Period
from keqiao.web.facts.models import Basis, Measure, SnapshotFigure, SnapshotUnit
from keqiao.web.facts.services.units import frozen_units
from keqiao.web.oversight import selectors as findings
from keqiao.web.reports.documents import OUTLINE, ReportOutline
from keqiao.web.reports.models import SurveyReport
from keqiao.web.site.rooms import Words

BEFORE = "上年"
FIELD = re.compile(r"\{\{(?P<name>[^{}|]{1,80})(?:\|[^{}]{0,20})?\}\}")
_TAIL = re.compile("数$")


@dataclass(frozen=True)
class Claim:
    """A figure that a report may say: the fact, the page it is traced from, and how many rows or facts stand behind."""

    fact: SourceFact
    url: str
    source: Words
    behind: int


class ReportClaims:
    """The claims of a report: those of the city and of the diagnosis at once, those of platforms as they are named."""

    def __init__(self, report: SurveyReport) -> None:
        self.report = report
        self.outline: ReportOutline = OUTLINE.used_by(report.documents)
        self.periods = {
            Measure.Kind.STOCK: Period.parse(report.as_of),
            Measure.Kind.FLOW: Period.parse(report.year),
        }

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The measures by code."""
        return {measure.code: measure for measure in Measure.objects.all()}

    @cached_property
    def units(self) -> list[SnapshotUnit]:
        """The platforms of the snapshot that belonged to the system as of the day, by code."""
        end = self.periods[Measure.Kind.STOCK].end
        units = [
            unit
            for unit in frozen_units(self.report.snapshot)
            if unit.valid_from <= end and (unit.valid_to is None or unit.valid_to >= end)
        ]
        return sorted(units, key=lambda unit: unit.code)

    @cached_property
    def codes_by_name(self) -> dict[str, str]:
        """The code of a measure by each of its names."""
        return {name: code for code in self.measures for name in (code, *self.names(code))}

    def names(self, code: str) -> list[str]:
        """What texts call a measure: its name, that without 数, and those of the outline."""
        name = self.measures[code].name
        further = self.outline.names.get(code, ())
        return list(dict.fromkeys((*further, _TAIL.sub("", name), name)))

    def period(self, code: str) -> Period:
        """The period that a figure of a measure is of."""
        kind = self.measures[code].kind
        return self.periods[Measure.Kind.STOCK if kind == Measure.Kind.STOCK else Measure.Kind.FLOW]

    @cached_property
    def of_city(self) -> dict[str, Claim]:
        """The claims about the city, by their first name: of the period, and of the same a year before."""
        claims: dict[str, Claim] = {}
        for figure in self._figures(platform=None):
            code, period = figure.measure.code, self.period(figure.measure.code)
            if figure.value is None:
                continue
            earlier = figure.period == period.previous_year().code
            if not earlier and figure.period != period.code:
                continue
            start = BEFORE if earlier else ""
            names = (
                _key(figure.measure, "before" if earlier else ""),
                *(start + name for name in self.names(code)),
            )
            claims[names[0]] = self._claim(figure, names, "city")
        return claims | self._of_diagnosis

    def of_platforms(self, codes: Iterable[str]) -> dict[tuple[str, str], Claim]:
        """The claims about platforms, by code of platform and of measure."""
        wanted = [code for code in codes if code in self.measures]
        platforms = {unit.platform_id: unit for unit in self.units}
        claims = {}
        for figure in self._figures(platform__in=list(platforms), measure__code__in=wanted):
            code, unit = figure.measure.code, platforms[figure.platform_id or 0]
            if figure.value is None or figure.period != self.period(code).code:
                continue
            names = (
                _key(figure.measure, unit.code),
                *(f"{unit.name}.{name}" for name in self.names(code)),
                f"{unit.code}.{code}",
            )
            claims[unit.code, code] = self._claim(figure, names, unit.code)
        return claims

    def of_platform(self, unit: SnapshotUnit) -> dict[str, Claim]:
        """The claims about one platform by code of measure, those of a year before with ``before_``: called by the
        plain names of measures, as its profile calls them.
        """
        claims = {}
        for figure in self._figures(platform=unit.platform_id):
            code, period = figure.measure.code, self.period(figure.measure.code)
            earlier = figure.period == period.previous_year().code
            if figure.value is None or not (earlier or figure.period == period.code):
                continue
            start = BEFORE if earlier else ""
            key = _key(figure.measure, f"before_{unit.code}" if earlier else unit.code)
            names = (key, *(start + name for name in self.names(code)))
            claims[f"before_{code}" if earlier else code] = self._claim(figure, names, unit.code)
        return claims

    @property
    def everything(self) -> list[Claim]:
        """The claims of the city and of every platform, those of a year before too: what a paper is read back by."""
        before = [
            Claim(
                replace(
                    claim.fact,
                    names=(claim.fact.names[0], *(f"{unit.name}.{name}" for name in claim.fact.names[1:])),
                ),
                claim.url,
                claim.source,
                claim.behind,
            )
            for unit in self.units
            for code, claim in self.of_platform(unit).items()
            if code.startswith("before_")
        ]
        return [*self.of_city.values(), *self.of_platforms(self.measures).values(), *before]

    def named_in(self, text: str) -> list[Claim]:
        """The claims that the fields of a text may name: all of the city, and those of platforms that it names."""
        names = {
            match["name"].partition(".")[2].strip() for match in FIELD.finditer(text) if "." in match["name"]
        }
        codes = {self.codes_by_name[name] for name in names if name in self.codes_by_name}
        return [*self.of_city.values(), *(self.of_platforms(codes).values() if codes else ())]

    def _figures(self, **narrowed: object) -> Iterator[SnapshotFigure]:
        codes = {period.code for known in self.periods.values() for period in (known, known.previous_year())}
        stock = Q(snapshot=self.report.snapshot_id, measure__kind=Measure.Kind.STOCK)
        flow = Q(snapshot=self.report.flows_snapshot_id, measure__kind=Measure.Kind.FLOW)
        rows = SnapshotFigure.objects.filter(stock | flow, basis=Basis.REPORTED, period__in=codes, **narrowed)
        yield from rows.select_related("measure").order_by("measure__order", "period", "pk")

    def _claim(self, figure: SnapshotFigure, names: tuple[str, ...], scope: str) -> Claim:
        measure = figure.measure
        fact = SourceFact(names, figure.value or Decimal(0), measure.unit, figure.period)
        url = reverse("facts:figure", args=(measure.code, scope, figure.period))
        if figure.fact_id is not None:
            return Claim(fact, url, _("recorded fact with evidence"), 1)
        if figure.row_ids:
            return Claim(fact, url, _("rows of the registers"), len(figure.row_ids))
        return Claim(fact, url, _("computed from other figures"), 1)

    @cached_property
    def _of_diagnosis(self) -> dict[str, Claim]:
        """How many platforms each rule could judge, how many show an alarm, and their share."""
        diagnosis = self.report.diagnosis
        claims: dict[str, Claim] = {}
        if diagnosis is None:
            return claims
        for rule in findings.rules_of(diagnosis).rules:
            lights = diagnosis.city.get(rule.code, {}).get("lights", {})
            judged = sum(count for light, count in lights.items() if light != "none")
            bad = lights.get("bad", 0)
            counts = {"判断": (Decimal(judged), "家"), "预警": (Decimal(bad), "家")}
            if judged:
                counts["预警占比"] = (Decimal(100 * bad) / judged, "%")
            url = reverse("oversight:finding", args=(diagnosis.code, rule.code))
            for number, (word, (value, unit)) in enumerate(counts.items()):
                names = (f"finding_{rule.code}_{number}", f"诊断{rule.code}{word}")
                fact = SourceFact(names, value, unit, diagnosis.period)
                claims[names[0]] = Claim(fact, url, _("finding of a diagnosis"), judged)
        return claims


def _key(measure: Measure, start: str) -> str:
    """The name under which a figure is bound: that of its measure, or its number where the bookmark has no room."""
    name = f"{start}_{measure.code}" if start else measure.code
    return name if bound_name(name) == name else f"{start}_m{measure.pk}"
