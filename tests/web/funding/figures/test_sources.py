"""Figures from the registers: instalments due in the year, projects led, measures of the snapshot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import connection
from tests.web.funding.conftest import SHARED

from keqiao.engine.allocation import load_rules
from keqiao.web.audit.guards.placement import lift, place
from keqiao.web.facts.models import MeasureDefinition, SnapshotFigure
from keqiao.web.facts.services.measures import load_measures
from keqiao.web.facts.triggers import GUARD
from keqiao.web.funding.figures.sources import found_columns
from keqiao.web.funding.ground import ground_of
from keqiao.web.registry.models import Agreement, Instalment, Project, ProjectParticipation


def column(money, heading: str, text: str = SHARED):
    """The column as found for a pool on the final grades."""
    columns = found_columns(load_rules(text.encode()), ground_of(money.pool()))
    return next(one for one in columns if one.heading == heading)


def test_base_is_what_agreements_promise_for_the_year(money, ten) -> None:
    """Two instalments of 2024 count, those of 2023 and 2025 and a withdrawn one do not; shown in 万元."""
    agreement = Agreement.objects.create(platform=ten[0], title="共建协议", signed_on=date(2020, 1, 1))
    for number, (day, amount) in enumerate(
        [(date(2023, 12, 31), 7), (date(2024, 1, 1), 30), (date(2024, 12, 31), 20), (date(2025, 1, 1), 9)], 1
    ):
        Instalment.objects.create(
            agreement=agreement, number=number, amount=Decimal(amount) * 10_000, due_on=day
        )
    Instalment.objects.filter(number=3).update(withdrawn_at="2024-06-01T00:00Z")
    found = column(money, "协议基础经费")
    assert found.value(ten[0].pk) == 30 and found.value(ten[1].pk) == 0
    assert found.unit == "万元" and "2024" in found.source["zh"]


def test_key_projects_are_led_and_running(money, ten) -> None:
    def project(number: int, level: str, role: str, begun: int, ended: int | None, **more) -> None:
        one = Project.objects.create(
            number=f"X{number}",
            title="项目",
            level=level,
            started_on=date(begun, 1, 1),
            ended_on=None if ended is None else date(ended, 12, 31),
            **more,
        )
        ProjectParticipation.objects.create(project=one, platform=ten[1], role=role)

    project(1, "national", "lead", 2022, None)
    project(2, "provincial", "lead", 2024, 2026)
    project(3, "city", "lead", 2022, None)
    project(4, "national", "participant", 2022, None)
    project(5, "national", "lead", 2020, 2023)
    project(6, "national", "lead", 2025, None)
    project(7, "national", "lead", 2022, None, status="terminated")
    assert column(money, "重点项目数").value(ten[1].pk) == 2


def test_a_measure_by_its_code_and_a_column_nobody_knows(money, ten) -> None:
    text = SHARED.replace("by: 重点项目数", "by: benefit")
    found = column(money, "benefit", text)
    assert found.value(ten[0].pk) == Decimal(95) and "S-1" in found.source["zh"]
    unknown = column(money, "没有的列", SHARED.replace("by: 重点项目数", "by: 没有的列"))
    assert unknown.value(ten[0].pk) is None and not unknown.source


def test_figures_stand_as_the_snapshot_froze_them(money, ten) -> None:
    """What was frozen counts; an instalment or a project entered afterwards changes no money."""
    snapshot = money.grading.run.snapshot
    load_measures()
    lift(connection, [GUARD])
    for code, value in (("agreement_instalments_due", 500_000), ("projects_led", 3)):
        definition = MeasureDefinition.objects.get(measure__code=code)
        SnapshotFigure.objects.create(
            snapshot=snapshot,
            platform=ten[0],
            measure=definition.measure,
            definition=definition,
            period="2024",
            basis="reported",
            value=value,
        )
    place(connection, [GUARD])
    before = {heading: column(money, heading) for heading in ("协议基础经费", "重点项目数")}
    agreement = Agreement.objects.create(platform=ten[0], title="共建协议", signed_on=date(2020, 1, 1))
    Instalment.objects.create(agreement=agreement, number=1, amount=900_000, due_on=date(2024, 6, 1))
    project = Project.objects.create(number="X", title="项目", level="national", started_on=date(2023, 1, 1))
    ProjectParticipation.objects.create(project=project, platform=ten[1], role="lead")
    for heading, found in before.items():
        assert column(money, heading) == found
        assert "数据快照" in found.source["zh"]
    assert before["协议基础经费"].value(ten[0].pk) == 50 and before["协议基础经费"].value(ten[1].pk) == 0
    assert before["重点项目数"].value(ten[0].pk) == 3
