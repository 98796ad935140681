"""Which indicators have no data: told before a run, above its result, and before it is graded."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from tests.web.evaluations.conftest import THREE_PILLAR, frozen, second_person
from tests.web.grading.conftest import Story
from tests.web.markup import markup

from keqiao.engine.schemes import load_scheme
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import completeness, selectors, services
from keqiao.web.evaluations.documents import COMPLETENESS
from keqiao.web.facts.models import Snapshot
from keqiao.web.grading.history import gaps_of, history
from keqiao.web.grading.services import preparation

MANY = [
    measure.code
    for measure in load_scheme("three_pillar").measures
    if measure.type == "money" or measure.code.startswith(("patents", "incubated", "new_", "contract"))
]
"""Measures without which a good part of the scheme has nothing to read."""


@pytest.fixture
def gaps(city, officer):
    """A snapshot without some measures."""
    return frozen(city, officer, "S-gaps", skip=MANY)


@pytest.fixture
def gappy(officer, gaps, scheme):
    return services.execute_run(
        services.start_run(officer, title="测算", snapshot=gaps, scheme=scheme, periods=["2024"])
    )


def test_what_is_told_before_is_what_comes(officer, snapshot, gaps, scheme):
    for one in (snapshot, gaps):
        told = completeness.forecast(one, scheme, ["2023", "2024"], "reported")
        run = services.execute_run(
            services.start_run(officer, title="测算", snapshot=one, scheme=scheme, periods=["2023", "2024"])
        )
        assert told.completeness == tuple(
            completeness.of_run(run, period, "reported") for period in ("2024", "2023")
        )
        assert told.completeness[0] == completeness.of_reading(selectors.reading(run, "2024", "reported"))
    assert told.is_alarming
    assert told.completeness[0].nowhere
    assert str(told.completeness[0].indicators) in told.completeness[0].sentence
    assert all(str(gap) in " ".join(told.completeness[0].details) for gap in told.completeness[0].gaps)


def test_one_platform_without_a_figure_is_told_with_its_number(officer, city, scheme):
    snapshot = frozen(city, officer, "S-one", change={("market_income", "P01", "2024"): None})
    found = completeness.forecast(snapshot, scheme, ["2024"], "reported").completeness[0]
    assert found.partly
    assert not found.nowhere
    assert {gap.platforms for gap in found.partly} == {("P01",)}
    assert not found.needs_reason


def test_day_draft_and_retired_are_said(officer, snapshot, scheme):
    draft = services.add_scheme_version(officer, THREE_PILLAR.replace('version: "2024.1"', 'version: "try"'))
    notes = completeness.forecast(snapshot, draft, ["2024"], "reported").notes
    assert len(notes) == 1
    assert "草稿" in notes[0]
    assert completeness.forecast(snapshot, scheme, ["2024"], "reported").notes == ()
    day = completeness.forecast(snapshot, scheme, ["2024-10-31"], "reported")
    assert "不是年度" in day.notes[0]


def test_a_snapshot_without_anything_says_why_there_would_be_no_result(officer, scheme, city):
    empty = Snapshot.objects.create(
        code="S-0",
        title="空",
        as_of="2024-12-31",
        periods=["2024"],
        known_at="2025-01-01T00:00Z",
        created_by=officer,
    )
    told = completeness.forecast(empty, scheme, ["2024"], "reported")
    assert told.failures
    assert told.is_alarming


def test_the_form_asks_before_it_starts(officer, gaps, scheme, client):
    client.force_login(officer)
    page = client.get(f"/evaluations/new/?snapshot={gaps.pk}&periods=2024")
    assert page.context["form"].forecast.is_alarming
    assert "此类结果须书面说明理由方可定级" in page.content.decode()
    sent = {
        "title": "我写的题目",
        "snapshot": gaps.pk,
        "scheme": scheme.pk,
        "periods": ["2024"],
        "basis": "reported",
    }
    refused = client.post("/evaluations/new/", sent)
    assert refused.status_code == 422
    assert "我写的题目" in refused.content.decode()
    assert gaps.runs.count() == 0
    assert client.post("/evaluations/new/", sent | {"confirmed": "on"}).status_code == 302
    assert gaps.runs.count() == 1
    assert "missing" in Entry.objects.filter(action="evaluations.start_run").latest("number").detail_text


def test_a_complete_snapshot_starts_at_once(officer, snapshot, scheme, client):
    client.force_login(officer)
    sent = {
        "title": "测算",
        "snapshot": snapshot.pk,
        "scheme": scheme.pk,
        "periods": ["2024"],
        "basis": "reported",
    }
    assert client.post("/evaluations/new/", sent).status_code == 302


def test_the_result_says_it_in_red_above_the_table(officer, gappy, unreleased, client):
    client.force_login(officer)
    body = markup(client.get(gappy.get_absolute_url()))
    red = body.index('class="alert alert-danger"')
    assert red < body.index("<table")
    assert "项各平台均无数据" in body[red:]
    assert 'class="alert alert-danger"' not in markup(client.get(unreleased.get_absolute_url()))


def test_a_grading_of_it_needs_a_written_reason_that_stays(officer, gappy, client):
    with pytest.raises(ValidationError) as raised:
        preparation.prepare(officer, gappy, "2024", "reported", title="等次", basis_reason="试评")
    assert "gaps_reason" in raised.value.message_dict
    client.force_login(officer)
    sent = {
        "result": f"{gappy.code}/2024/reported",
        "title": "我的等次",
        "reason": "",
        "gaps_reason": "",
        "basis_reason": "试评",
    }
    refused = client.post("/evaluations/gradings/new/", sent)
    assert refused.status_code == 422
    assert "我的等次" in refused.content.decode()
    reason = "财务数据由审计另行核定"
    grading = Story(officer, second_person()).published(gappy, gaps_reason=reason)
    assert reason in gaps_of(grading)
    assert any(reason in detail for step in history(grading) for detail in step.sentences)
    assert reason in client.get(grading.get_absolute_url()).content.decode()


def test_few_gaps_need_none(officer, unreleased):
    grading = preparation.prepare(officer, unreleased, "2024", "reported", title="等次", basis_reason="试评")
    assert gaps_of(grading) == ""


SCHEME = load_scheme("three_pillar")
LEAVES = [leaf.code for leaf in SCHEME.leaves()]


CELLS = [(code, unit) for code in LEAVES for unit in ("P1", "P2", "P3")]


@pytest.mark.django_db
@given(
    st.integers(0, 2 ** len(CELLS) - 1).map(lambda bits: {c for n, c in enumerate(CELLS) if bits >> n & 1})
)
def test_shares_grow_from_none_to_all_with_the_gaps(missing):
    """Every cell counts once; nothing missing is 0, everything 1; a gap more never makes a share smaller."""

    def found(cells):
        rows = [
            {
                "unit": unit,
                "indicator": code,
                "period": "2024",
                "basis": "reported",
                "weight": 2.0,
                "flags": "missing" if (code, unit) in cells else "",
            }
            for code in LEAVES
            for unit in ("P1", "P2", "P3")
        ]
        return completeness.measured(SCHEME, pl.DataFrame(rows), "2024", "reported")

    one = found(missing)
    assert one.indicator_share == pytest.approx(len(missing) / (3 * len(LEAVES)))
    assert one.weight_share == pytest.approx(one.indicator_share)
    assert sum(len(gap.platforms) for gap in one.gaps) == len(missing)
    assert {gap.code for gap in one.nowhere} == {
        code for code in LEAVES if all((code, unit) in missing for unit in ("P1", "P2", "P3"))
    }
    assert found(missing | {(LEAVES[0], "P1")}).weight_share >= one.weight_share
    bound = COMPLETENESS.in_force()
    assert one.needs_reason == (
        one.weight_share > bound.missing_weight or one.indicator_share > bound.missing_indicators
    )
    assert replace(one, weight_share=0.0, indicator_share=0.0).needs_reason is False


@pytest.mark.django_db
def test_the_bounds_name_their_source():
    assert "建议值" in COMPLETENESS.in_force().source.zh
