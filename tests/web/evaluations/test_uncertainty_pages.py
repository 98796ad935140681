"""The page of rank intervals, and ranks with their intervals wherever they are shown."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse
from tests.web.evaluations.conftest import second_person
from tests.web.grading.conftest import Story
from tests.web.markup import markup

from keqiao.web.evaluations import intervals, selectors
from keqiao.web.evaluations.uncertainty_pages import factor_words


def text(client, user, address, **query):
    client.force_login(user)
    response = client.get(address, query)
    assert response.status_code == 200
    return markup(response)


@pytest.fixture
def address(run):
    return reverse("evaluations:robustness", args=(run.code,))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_says_what_it_means_and_how_it_was_drawn(client, officer, run, address, language):
    client.cookies["keqiao_language"] = language
    shown = text(client, officer, address)
    assert run.robustness.digest in shown
    assert "1,000" in shown
    assert ("各上下浮动 20%" if language == "zh-hans" else "each ± 20%") in shown
    assert ("名次区间" if language == "zh-hans" else "Rank intervals") in shown
    assert ("演示数据" if language == "zh-hans" else "Demonstration data") in shown


def test_platform_staff_see_their_own_row_only(client, director, city, address):
    client.force_login(director)
    context = client.get(address).context
    assert [str(row["platform"].value) for row in context["table"].rows] == ["示范2号院"]
    # Pairs, ranks of all and what decides them are about others.
    assert not [name for name in ("picture", "heat", "pair_table", "deciding") if name in context]
    shown = text(client, director, address)
    assert "平台甲" not in shown
    assert "示范1号院" not in shown


def test_nonsense_in_the_address(client, officer, address):
    text(client, officer, address, period="1066", basis="x" * 5000)
    client.force_login(officer)
    assert client.get(reverse("evaluations:robustness", args=("2099-999",))).status_code == 404


def test_no_rank_without_its_interval(client, officer, director, run):
    reading = selectors.reading(run, "2024", "reported")
    assert reading.certainty
    for row in reading.totals:
        expected = reading.certainty.rank(row.platform.code, row.rank)
        span = reading.certainty.span(row.platform.code)
        assert row.rank is None or ("（" in expected) == (span != str(row.rank))
        assert expected in text(client, officer, run.get_absolute_url())
        why = text(client, officer, reverse("evaluations:platform", args=(run.code, row.platform.code)))
        assert row.rank is None or expected in why
    own = reading.total("P02")
    Story(officer, second_person()).published(run)
    assert reading.certainty.sentence("P02") in text(client, director, "/")
    assert reading.certainty.rank("P02", own.rank) in text(client, director, run.get_absolute_url())


def test_the_comparison_shows_both_intervals(client, officer, run):
    shown = text(
        client,
        officer,
        reverse("evaluations:compare"),
        before=f"{run.code}/2023/reported",
        after=f"{run.code}/2024/reported",
    )
    for period in ("2023", "2024"):
        sure = intervals.certainty(run, period, "reported")
        for row in selectors.totals(run, period, "reported"):
            if row.platform.code != "P04" and row.rank is not None:
                assert sure.rank(row.platform.code, row.rank) in shown


def test_the_workbook_has_the_sheet_and_can_still_be_read(client, officer, run):
    client.force_login(officer)
    content = client.get(reverse("evaluations:workbook", args=(run.code,))).content
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    rows = list(book["名次区间"].iter_rows(values_only=True))
    heads = rows[2]
    assert {"名次", "名次中位数", "区间最好名次", "区间最差名次", "边界"} <= set(heads)
    sure = intervals.certainty(run, "2024", "reported").of["P01"]
    row = next(row for row in rows[3:] if row[0] == "2024" and "P01" in row)
    found = dict(zip(heads, row, strict=True))
    assert (found["区间最好名次"], found["区间最差名次"]) == (sure.low, sure.high)
    rows = list(book["总表"].iter_rows(values_only=True))
    summary = [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]
    first = next(line for line in summary if line["期间"] == "2024" and line["单位代码"] == "P01")
    assert first["名次区间"] == sure.span and (first["边界"] == "边界") == sure.border
    facts = {row[0]: row[1] for row in book["方案"].iter_rows(max_row=14, values_only=True)}
    assert facts["方案哈希值（SHA-256）"] == run.scheme.fingerprint


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        ({"factor": "weights", "share": 0.2}, "权重：各上下浮动 20%，均匀抽取"),
        ({"factor": "weights", "share": 0.1, "of": ["A"]}, "科技创新"),
        ({"factor": "weights", "concentration": 50.0, "below": "A"}, "狄利克雷"),
        ({"factor": "weights", "unknown": True}, "任意"),
        ({"factor": "weights", "order": [["A"], ["B"]]}, "重要性次序"),
        ({"factor": "aggregation", "options": ["as_written", "geometric"]}, "2 种选择"),
        ({"factor": "inclusion", "of": ["A"], "probability": 0.7}, "70%"),
        ({"factor": "error", "deviation": 0.05}, "5.0%"),
        ({"factor": "error", "grades": {"a": 0.1}}, "佐证"),
        ({"factor": "basis"}, "填报值或核定值"),
    ],
)
def test_every_kind_of_factor_in_words(factor, words):
    assert words in factor_words(factor, {"A": "科技创新"})
