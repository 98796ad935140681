"""Closing: facts, their history, what never changes again, the way into a run."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import computation
from keqiao.web.evaluations.rating_sentences import ratings
from keqiao.web.experts import services
from keqiao.web.experts.models import ExpertPanel, ExpertScore, PanelSeat, PanelSubject
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.experts.subject_kinds import rows_of
from keqiao.web.facts.models import Fact
from keqiao.web.facts.services import create_snapshot

from .conftest import RATING, declare


def test_the_results_become_facts(bench, closed):
    facts = Fact.objects.filter(measure__code=RATING).order_by("platform__code")
    assert [fact.value for fact in facts] == [Decimal(79)] * 3  # (73+76+79+82+85) ÷ 5
    one = facts[0]
    assert (one.source_kind, one.basis, one.period) == ("expert", "reported", "2024")
    assert "E2024-01" in one.source_text
    assert "7" in one.note_text and "73" not in one.note_text and "expert_" not in str(one.note)
    assert (one.recorded_by, one.confirmed_by, one.origin) == (closed.created_by, closed.closed_by, "panel")
    row = rows_of(closed)[0]
    assert (row.fact, row.value) == (one, 79)
    entry = Entry.objects.get(action="experts.close")
    assert entry.detail["results"]["P01"] == "79.0000"


def test_a_snapshot_and_a_run_read_the_result(bench, closed):
    snapshot = create_snapshot(bench.officer, "快照", ["2024"], as_of=date(2024, 12, 31))
    figures = snapshot.figures.filter(measure__code=RATING, basis="reported", period="2024")
    assert {figure.platform.code: figure.value for figure in figures} == {"P01": 79, "P02": 79, "P03": 79}


def test_who_organised_does_not_close(bench, discussion):
    with pytest.raises(PermissionDenied):
        services.close(bench.officer, discussion.pk, "专家未复核")
    with pytest.raises(PermissionDenied):
        services.close(bench.experts[0], discussion.pk, "组长不能结束")


def test_missing_scores_are_told_with_a_reason(bench, discussion):
    with pytest.raises(ValidationError):
        services.close(bench.second, discussion.pk)
    first = bench.platforms[0].pk
    for expert in bench.experts[:3]:
        declare(expert, discussion, {first: "有合作"})
    closed = services.close(bench.second, discussion.pk, "三名专家回避，另组专家组")
    row = closed.subjects.get(key=first)
    assert (row.value, row.fact) == (None, None)  # four scores: never a mean of fewer, never an untrimmed one
    assert Fact.objects.filter(measure__code=RATING).count() == 2


def test_a_platform_without_result_is_free_for_another_panel(bench, organised, discussion):
    for expert in bench.experts[:3]:
        declare(expert, discussion, {bench.platforms[0].pk: "有合作"})
    services.close(bench.second, discussion.pk, "三名专家回避")
    assert organised(platforms=bench.platforms[:1]).code == "E2024-02"


def test_no_result_at_all_is_nothing_to_close(bench, discussion):
    for expert in bench.experts[:3]:
        declare(expert, discussion, {one.pk: "有合作" for one in bench.platforms[:3]})
    with pytest.raises(ValidationError):
        services.close(bench.second, discussion.pk, "没有结果")
    assert ExpertPanel.objects.get().state == "discussion"


@pytest.mark.parametrize(
    "change",
    [
        lambda panel: ExpertPanel.objects.filter(pk=panel.pk).update(title="另一个"),
        lambda panel: PanelSubject.objects.filter(panel=panel).update(value=99),
        lambda panel: ExpertScore.objects.filter(panel=panel).update(points=99),
        lambda panel: ExpertScore.objects.filter(panel=panel).delete(),
        lambda panel: PanelSeat.objects.filter(panel=panel).update(first_at=None),
    ],
)
def test_a_closed_panel_never_changes(closed, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(closed)


def test_a_closed_panel_takes_no_action(bench, closed):
    seat = closed.seats.order_by("pk")[0]
    first = bench.platforms[0].pk
    for act in (
        lambda: services.dissolve(bench.officer, closed.pk, "撤销"),
        lambda: services.state_conflict(bench.officer, closed.pk, seat.pk, first, "回避"),
        lambda: services.close(bench.second, closed.pk, "再次"),
        lambda: services.give_scores(bench.experts[0], closed.pk, {first: ScoreEntry(Decimal(99), "改")}),
        lambda: declare(bench.experts[0], closed, {first: "回避"}),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_new_panel_puts_a_closed_one_right(bench, organised, closed):
    with pytest.raises(ValidationError):
        organised(corrects=closed, period="2023")
    panel = services.open_panel(bench.officer, organised(corrects=closed, platforms=bench.platforms[:1]).pk)
    first = bench.platforms[0].pk
    for expert in bench.experts:
        services.declare(expert, panel.pk, {first: (False, "")})
        services.give_scores(expert, panel.pk, {first: ScoreEntry(Decimal("88.5"))}, hand_in=True)
    for expert in bench.experts:
        services.give_scores(expert, panel.pk, {}, hand_in=True)
    services.close(bench.second, panel.pk)
    standing = Fact.objects.current().get(measure__code=RATING, platform=first)
    assert standing.value == Decimal("88.5")
    assert standing.supersedes.value == 79
    told = ratings(computation.scheme_of(bench.scheme), bench.platforms[0], "2024", timezone.now())
    assert [(name, "88.50" in words) for name, words in told] == [("标志性成果与用户评价得分", True)]
    before = standing.recorded_at - timedelta(microseconds=1)
    told = ratings(computation.scheme_of(bench.scheme), bench.platforms[0], "2024", before)
    assert "79.00" in told[0][1]
    assert ratings(computation.scheme_of(bench.scheme), bench.platforms[3], "2024", timezone.now()) == []
