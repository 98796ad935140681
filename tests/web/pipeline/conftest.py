"""A project of a platform on its way: its director, two project managers, officers, experts, an auditor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from tests.golden import golden
from tests.web.evaluations.conftest import *  # noqa: F403 - fixtures
from tests.web.papers import PDF

from keqiao.web.accounts.models import Unit
from keqiao.web.experts import services as panels
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.models import Measure, MeasureDefinition
from keqiao.web.facts.services import own_file
from keqiao.web.facts.services.evidence import Examined
from keqiao.web.pipeline.actions import rule_of
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.gate_subjects import KIND, MEASURE, SOURCE
from keqiao.web.pipeline.models import GateReview, ProjectPassage
from keqiao.web.pipeline.services import decisions, gates, passages
from keqiao.web.registry.models import PipelineProject

DAY = date(2024, 3, 1)


def a_project(platform, number="ZH-2024-001", **other) -> PipelineProject:
    """A project of the register."""
    fields = {
        "title": "固态电解质薄膜",
        "platform": platform,
        "field": "materials",
        "readiness": 3,
        "budget": Decimal(2_000_000),
        "proposed_on": DAY,
    }
    return PipelineProject.objects.create(number=number, **(fields | other))


@golden
def works(city, officer, user_with):
    """A project of P02, taken up; nobody manages it yet."""
    rated = Measure.objects.create(code=MEASURE, name="关口评审得分", unit="分", decimals=2, kind="flow")
    MeasureDefinition.objects.create(
        measure=rated, version=1, text="专家评分", source_kind="expert", valid_from=date(2000, 1, 1)
    )
    brokers = Unit.objects.create(code="brokers", name="经理人事务所", kind=Unit.Kind.BROKER)
    home = Unit.objects.create(code="experts", name="专家库", kind="department")
    made = SimpleNamespace(
        platform=city[1],
        other_platform=city[2],
        officer=officer,
        second=user_with("bureau_officer", username="decider"),
        auditor=user_with("auditor", username="auditor"),
        director=user_with("platform_director", unit=city[1].unit, username="director_2"),
        stranger=user_with("platform_director", unit=city[2].unit, username="director_3"),
        manager=user_with("broker", unit=brokers, username="manager_1"),
        successor=user_with("broker", unit=brokers, username="manager_2"),
        experts=[user_with("expert", unit=home, username=f"expert_{at}") for at in range(1, 6)],
    )
    made.project = a_project(city[1])
    made.passage = passages.take_up(made.director, made.project)
    return made


class Walk:
    """Brings a project through gates by the services that people use."""

    def __init__(self, works: SimpleNamespace, passage: ProjectPassage | None = None) -> None:
        self.works, self.pk = works, (passage or works.passage).pk

    @property
    def passage(self) -> ProjectPassage:
        """The project as it is now."""
        return ProjectPassage.objects.select_related("project__platform").get(pk=self.pk)

    def in_charge(self) -> None:
        """Put the first manager in charge."""
        passages.appoint(self.works.director, self.pk, self.works.manager, "middle", mandate="全程负责")

    def request(self) -> GateReview:
        """Ask for the next gate."""
        return gates.request_gate(self.works.director, self.passage)

    def submitted(self) -> GateReview:
        """Ask for the next gate, hand in what it needs, submit it."""
        review = self.request()
        for code, item in rule_of(review).item.items():
            if item.required:
                gates.hand_in(self.works.director, review.pk, code, paper())
        return gates.submit(self.works.director, review.pk, "完成本阶段任务，指标达到。")

    def panel(self, review: GateReview) -> ExpertPanel:
        """A panel over a review whose scoring is open."""
        works = self.works
        panel = ExpertPanel(
            title="关口评审",
            field="新材料",
            source=SOURCE,
            basis=GATE_RULES.packaged,
            measure=Measure.objects.get(code=MEASURE),
            period="2024",
            subject_kind=KIND,
        )
        made = panels.prepare(works.officer, panel, [review.pk], works.experts)
        return panels.open_panel(works.officer, made.pk)

    def judged(self, review: GateReview, points: int = 80) -> ExpertPanel:
        """A panel over a review that has ended."""
        panel = self.panel(review)
        for number, expert in enumerate(self.works.experts):
            panels.declare(expert, panel.pk, {review.pk: (False, "")})
            score = ScoreEntry(Decimal(points + number), "")
            panels.give_scores(expert, panel.pk, {review.pk: score}, hand_in=True)
        for expert in self.works.experts:
            panels.give_scores(expert, panel.pk, {}, hand_in=True)
        return panels.close(self.works.second, panel.pk)

    def decide(self, review: GateReview, decision: str, **more) -> GateReview:
        """Decide on a review."""
        given = {"readiness": rule_of(review).readiness} | more
        said = given.pop("assessments", all_met(review))
        return decisions.decide(self.works.second, review.pk, decision, said, "材料齐全，达到要求。", **given)

    def through(self, decision: str = "let_pass", **more) -> GateReview:
        """Bring the project to the decision at its next gate."""
        review = self.submitted()
        if rule_of(review).panel:
            self.judged(review)
        return self.decide(review, decision, **more)


def paper(name: str = "报告.pdf") -> Examined:
    """A small PDF, looked through already."""
    return own_file(ContentFile(PDF, name))


def all_met(review: GateReview) -> dict[str, tuple[str, str]]:
    """Every criterion is met."""
    return dict.fromkeys(rule_of(review).criterion, ("yes", ""))


@pytest.fixture
def walk(works) -> Walk:
    """The project of the works on its way."""
    return Walk(works)


@golden
def proven(works):
    """The project has a manager and passed G0: it is in its proof of concept."""
    made = Walk(works)
    made.in_charge()
    made.through()
    return works
