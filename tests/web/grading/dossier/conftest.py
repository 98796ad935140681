"""A grading with everything that leads to one: a panel, a case of fault tolerance, an objection with a file, steps."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from tests.web.evaluations.conftest import *  # noqa: F403 - fixtures
from tests.web.evaluations.conftest import PERIODS, frozen
from tests.web.facts_of_two import second_person
from tests.web.papers import paper

from keqiao.web.accounts.models import User
from keqiao.web.audit import services as audit
from keqiao.web.evaluations import services
from keqiao.web.evaluations.models import SchemeVersion
from keqiao.web.evaluations.rated_measures import RatedMeasures, basis_of
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelSeat, PanelSubject
from keqiao.web.facts.models import Fact, Measure, Snapshot, SnapshotFigure, SourceKind
from keqiao.web.facts.services import Examined, own_file, store_evidence
from keqiao.web.facts.services.snapshots import frozen_text
from keqiao.web.grading.models import GradeLine, Grading, GradingStep, Objection
from keqiao.web.tolerance.models import ToleranceCase, ToleranceStep

RATED = "representative_results_rating"
USERNAME = "zhang.san.1980"
AT = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)


def page(text: str) -> Examined:
    """A small PDF."""
    return own_file(ContentFile(paper(text), name=f"{text}.pdf"))


@pytest.fixture
def expert(db):
    return User.objects.create_user(USERNAME, password="Passw0rd-long", display_name="专家张")


@pytest.fixture
def proof(db):
    return store_evidence(None, page("评分记录"), "专家评分记录")


@pytest.fixture
def panel(city, scheme, expert, officer, snapshot_with_votes):
    made = ExpertPanel.objects.create(
        code="PN-1",
        title="示范专家组",
        field="新能源",
        source=RatedMeasures.code,
        basis=basis_of(scheme),
        period="2024",
        trim=0,
        measure=Measure.objects.get(code=RATED),
        state=ExpertPanel.State.SCORING,
        created_by=officer,
    )
    fact = Fact.objects.get(measure__code=RATED, platform=city[0])
    scored = PanelSubject.objects.create(panel=made, key=city[0].pk, value=Decimal(80), fact=fact)
    other = PanelSubject.objects.create(panel=made, key=city[1].pk)
    seat = PanelSeat.objects.create(panel=made, expert=expert, declared_at=AT, first_at=AT)
    ConflictDeclaration.objects.create(
        seat=seat, subject=other, conflict=True, ground="=1+1 曾任职", declared_by=expert
    )
    ExpertScore.objects.create(
        panel=made, seat=seat, subject=scored, points=Decimal(80), comment="制度较完备"
    )
    ExpertPanel.objects.filter(pk=made.pk).update(state=ExpertPanel.State.CLOSED, closed_by=officer)
    return made


@pytest.fixture
def snapshot_with_votes(city, officer, proof, monkeypatch):
    """A frozen snapshot with its true hash, in which one figure is an experts' fact with a file."""
    monkeypatch.setattr(Snapshot, "freeze", lambda *_args: None)
    made = frozen(city, officer, "S-VOTES", skip=(RATED,))
    monkeypatch.undo()
    measure, _made = Measure.objects.get_or_create(
        code=RATED,
        defaults={
            "name": "制度建设",
            "unit": "分",
            "kind": "stock",
            "value_type": "number",
            "category": "capability",
        },
    )
    definition, _new = measure.definitions.get_or_create(
        version=1, defaults={"text": "示范口径", "valid_from": date(2020, 1, 1)}
    )
    for place, platform in enumerate(city):
        fact = Fact.objects.create(
            platform=platform,
            measure=measure,
            definition=definition,
            value=Decimal(80 + place),
            period="2024",
            period_start=date(2024, 1, 1),
            period_end=date(2024, 12, 31),
            source_kind=SourceKind.EXPERT,
            origin="panel",
            recorded_by=officer,
            confirmed_by=second_person(officer),
        )
        fact.evidence.add(proof)
        for period in PERIODS:
            if platform.valid_from.year <= int(period):
                SnapshotFigure.objects.create(
                    snapshot=made,
                    platform=platform,
                    measure=measure,
                    definition=definition,
                    period=period,
                    value=fact.value,
                    fact=fact if period == "2024" else None,
                )
    text = frozen_text(made)
    made.freeze(hashlib.sha256(text.encode()).hexdigest(), made.figures.count())
    return made


@pytest.fixture
def grading(city, panel, officer, director, snapshot_with_votes):
    """A published grading of a finished run, with an objection of the second platform."""
    scheme = SchemeVersion.objects.get()
    ToleranceCase.objects.create(
        code="T-2",
        platform=city[0],
        scheme_code=scheme.code,
        period="2024",
        indicators=["A1", "B2"],
        subject="示范攻关未达标",
        ground="exploration",
        facts="技术路线调整",
        state=ToleranceCase.State.ACCEPTED,
        applied_by=director,
        decided_by=officer,
        reason="符合容错情形",
    )
    run = services.execute_run(
        services.start_run(
            officer, title="2024年度绩效评价", snapshot=snapshot_with_votes, scheme=scheme, periods=PERIODS
        )
    )
    made = Grading.objects.create(
        code="2024-G01",
        title="2024年度定级",
        run=run,
        period="2024",
        basis="reported",
        state=Grading.State.PUBLISHED,
        minutes="会商纪要：一致同意。",
        created_by=officer,
        publicity_from=date(2025, 3, 3),
        publicity_to=date(2025, 3, 7),
    )
    for row in run.totals.filter(period="2024", basis="reported"):
        GradeLine.objects.create(
            grading=made,
            platform=row.platform,
            total=row.total,
            rank=row.rank,
            computed_code=row.grade_code,
            grade_code=row.grade_code,
            grade_zh=row.grade_zh,
        )
    GradingStep.objects.create(grading=made, action="publish", at=AT, by=officer, run=run)
    audit.record(officer, "evaluations.publish", made, {"to": "2025-03-07"})
    objection = Objection.objects.create(
        grading=made,
        platform=city[1],
        indicators=["A1"],
        text="数据有误",
        lodged_by=director,
        state=Objection.State.DISMISSED,
        findings="已复核",
        answer="维持原结果",
        answered_by=officer,
        answered_at=AT,
    )
    objection.files.add(store_evidence(None, page("异议材料"), "异议材料"))
    case = ToleranceCase.objects.create(
        code="T-1",
        platform=city[2],
        scheme_code=scheme.code,
        period="2024",
        indicators=["B1"],
        subject="示范项目中止",
        ground="exploration",
        facts="研发失败",
        state=ToleranceCase.State.REFUSED,
        applied_by=director,
        decided_by=officer,
        reason="不属于容错情形",
    )
    ToleranceStep.objects.create(case=case, action="refuse", at=AT, by=officer, reason="不属于容错情形")
    return made
