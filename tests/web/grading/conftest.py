"""A city of ten invented platforms whose totals are chosen by the test, under a scheme with every rule of a grading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.golden import golden
from tests.web.evaluations.conftest import *  # noqa: F403 - fixtures
from tests.web.evaluations.conftest import _user, in_force

from keqiao.web.accounts.models import Unit, User
from keqiao.web.audit.clock import story_at
from keqiao.web.evaluations import services
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.facts.models import Measure, MeasureDefinition, Snapshot, SnapshotFigure
from keqiao.web.grading.models import Grading
from keqiao.web.grading.services import consultation, preparation, publicity
from keqiao.web.registry.models import Organisation, Platform, Region

SCHEME = """
scheme: 1
code: all_rules
version: "1"
name: {zh: 全规则示范体系, en: Scheme with every rule}
unit: {zh: 科创平台, en: platform}
weights: points
total: 100
defaults: {missing: zero}
measures:
  - {code: result, name: {zh: 成果, en: Result}, unit: 分}
  - {code: benefit, name: {zh: 效益, en: Benefit}, unit: 分}
  - {code: incidents, name: {zh: 事故, en: Incidents}, unit: 次, blank: zero}
  - {code: operating_years, name: {zh: 运行年数, en: Years in operation}, unit: 年}
indicators:
  - {code: A, name: {zh: 成果, en: Result}, weight: 60, formula: result, unit: 分, score: {rule: rating, of: 100}}
  - {code: B, name: {zh: 效益, en: Benefit}, weight: 40, formula: benefit, unit: 分, score: {rule: rating, of: 100}}
variants:
  - {code: startup, name: {zh: 起步期保护, en: Start-up protection}, when: operating_years < 3,
     grade: {zh: 起步期, en: Start-up}}
vetoes:
  - {code: misconduct, name: {zh: 造假, en: Fraud}, when: incidents > 0, grade: fail}
grades:
  - {code: excellent, name: {zh: 优秀, en: Excellent}, at: 85, quota: {share: 0.3, rounding: down, ties: TIES}}
  - {code: good, name: {zh: 良好, en: Good}, at: 75}
  - {code: pass, name: {zh: 合格, en: Pass}, at: 60}
  - {code: fail, name: {zh: 不合格, en: Fail}}
consecutive:
  - {grade: fail, periods: 2, outcome: {zh: 约谈整改或退出, en: Interview and exit}}
ranking: {decimals: 2}
"""
TOTALS = (95, 92, 90, 88, 82, 76, 70, 65, 50, 97)
"""Points of P01 … P10 in 2024; P10 has committed fraud in tests that say so, P09 is under 60."""
DAY = datetime(2025, 3, 3, 2, tzinfo=UTC)
"""The day on which the stories of the tests begin: Monday, ten o'clock in Beijing."""


def after(days: float) -> datetime:
    """So many days after the beginning of the story."""
    return DAY + timedelta(days=days)


@golden
def ten(db) -> list[Platform]:
    """Ten platforms; P08 began to operate in 2023 and is under start-up protection."""
    Region.objects.create(name="示范市", name_en="Model City", division_code="320481", demonstration=True)
    found = []
    for number in range(1, 11):
        unit = Unit.objects.create(code=f"U{number:02d}", name=f"示范{number}号院", kind=Unit.Kind.PLATFORM)
        since = date(2023 if number == 8 else 2016, 1, 1)
        found.append(
            Platform.objects.create(
                organisation=Organisation.objects.create(name=f"示范{number}号研究院"),
                code=f"P{number:02d}",
                short_name=f"示范{number}号院",
                short_name_en=f"Institute {number}",
                type="rd",
                settled_on=since,
                operating_since=since,
                valid_from=since,
                unit=unit,
            )
        )
    return found


@golden
def officer(db) -> User:
    """Prepares gradings."""
    return _user("officer", "bureau_officer")


@golden
def reviewer(db) -> User:
    """A second officer: decides what the first has prepared."""
    return _user("reviewer", "bureau_officer")


@pytest.fixture
def director_of(ten) -> Callable[[int], User]:
    """``director_of(2)`` is the director of P02."""

    def make(number: int) -> User:
        return _user(f"director_{number:02d}", "platform_director", ten[number - 1].unit)

    return make


@dataclass
class Runs:
    """Makes finished runs with chosen totals."""

    officer: User
    platforms: list[Platform]
    made: int = 0

    def scheme(self, ties: str = "upper") -> SchemeVersion:
        """The scheme; its quota with a tie across the edge gives all or none of the tied the grade."""
        text = SCHEME.replace("TIES", ties)
        if ties != "upper":
            text = text.replace('version: "1"', f'version: "{ties}"')
        return in_force(self.officer, services.add_scheme_version(self.officer, text, "示范文件"))

    def __call__(
        self,
        totals: Mapping[str, float] | None = None,
        *,
        years: tuple[str, ...] = ("2024",),
        incidents: tuple[str, ...] = (),
        ties: str = "upper",
    ) -> Run:
        """Compute a run: ``totals`` changes those of TOTALS by code, for every year."""
        self.made += 1
        snapshot = Snapshot.objects.create(
            code=f"S-{self.made}",
            title="示范快照",
            as_of=date(2024, 12, 31),
            periods=list(years),
            known_at=datetime(2025, 2, 1, tzinfo=UTC),
            created_by=self.officer,
        )
        points = {platform.code: TOTALS[place] for place, platform in enumerate(self.platforms)}
        points |= totals or {}
        rows = []
        for code, unit in (("result", "分"), ("benefit", "分"), ("incidents", "次")):
            measure, _made = Measure.objects.get_or_create(
                code=code, defaults={"name": code, "unit": unit, "kind": "flow", "category": "outputs"}
            )
            definition, _made = MeasureDefinition.objects.get_or_create(
                measure=measure, version=1, defaults={"text": "示范口径", "valid_from": date(2020, 1, 1)}
            )
            for platform in self.platforms:
                value = float(platform.code in incidents)
                if code != "incidents":
                    # Other weights would change the total of P04, so that there is something to draw.
                    skew = {"result": -4, "benefit": 6}[code] if platform.code == "P04" else 0
                    value = points[platform.code] + skew
                rows += [
                    SnapshotFigure(
                        snapshot=snapshot,
                        platform=platform,
                        measure=measure,
                        definition=definition,
                        period=year,
                        basis="reported",
                        value=Decimal(str(value)),
                    )
                    for year in years
                ]
        SnapshotFigure.objects.bulk_create(rows)
        snapshot.freeze("0" * 64, len(rows))
        run = services.start_run(
            self.officer, title="绩效评价测算", snapshot=snapshot, scheme=self.scheme(ties), periods=years
        )
        return services.execute_run(run)


@golden
def runs(ten, officer) -> Runs:
    """Makes runs of the ten platforms."""
    return Runs(officer, ten)


@dataclass
class Story:
    """Leads gradings through their states, at chosen days after the beginning of the story."""

    officer: User
    reviewer: User

    def begun(self, run: Run, period: str = "2024", day: float = 0, **more: str) -> Grading:
        """A grading that has just begun."""
        with story_at(after(day)):
            said = {"title": "绩效评价等次", "basis_reason": "本年度按填报值评价"} | more
            return preparation.prepare(self.officer, run, period, "reported", **said)

    def consulted(self, run: Run, period: str = "2024", day: float = 0, changes=None, **more) -> Grading:
        """A grading after the meeting."""
        grading = self.begun(run, period, day, **more)
        with story_at(after(day)):
            return consultation.consult(self.officer, grading.pk, "会议同意测算结果。", changes or {})

    def published(self, run: Run, period: str = "2024", day: float = 0, changes=None, **more) -> Grading:
        """A grading in its publicity of seven days, which ends on the sixth day after ``day``."""
        grading = self.consulted(run, period, day, changes, **more)
        first = after(day).date()
        with story_at(after(day)):
            return publicity.publish(self.officer, grading.pk, first, first + timedelta(days=6))

    def final(self, run: Run, period: str = "2024", day: float = 0, changes=None, **more) -> Grading:
        """A final grading, decided on the seventh day after ``day``."""
        grading = self.published(run, period, day, changes, **more)
        with story_at(after(day + 7)):
            return publicity.finish(self.reviewer, grading.pk)


@golden
def story(officer, reviewer) -> Story:
    """Leads gradings through their states."""
    return Story(officer, reviewer)
