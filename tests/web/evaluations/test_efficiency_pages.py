"""The page of input–output efficiency as the roles see it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse


def get(client, user, run, **query):
    client.force_login(user)
    return client.get(reverse("evaluations:efficiency", args=(run.code,)), query)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_scores_peers_targets_and_the_warning(client, officer, run, language):
    client.cookies["keqiao_language"] = language
    response = get(client, officer, run)
    shown = response.content.decode()
    assert response.status_code == 200
    # Four platforms for two inputs and two outputs: twelve are wanted.
    assert ("平台仅 4 家" if language == "zh-hans" else "4 platforms are too few") in shown
    assert "12" in shown
    assert ("达到有效需要的改变" if language == "zh-hans" else "What it would take") in shown
    assert ("示范1号院" if language == "zh-hans" else "Institute 1") in shown


def test_the_reader_chooses(client, officer, run):
    response = get(
        client,
        officer,
        run,
        input="rd_headcount",
        output="contract_amount",
        returns="crs",
        orientation="input",
    )
    model = response.context["model"]
    assert (model.inputs, model.outputs) == (("rd_headcount",), ("contract_amount",))
    table = response.context["table"]
    figures = [row["score"] for row in table.rows]
    assert figures == sorted(figures, reverse=True)
    assert figures[0] == 1
    peers = [row["peers"] for row in table.rows if row["score"] < 1]
    assert peers
    assert all(re.search(r" \d+\.\d{3}$", told) for told in peers)


def test_platform_staff_see_none_of_it(client, director, run):
    """Every score is a ratio to the raw figures of others; beside a public input it would tell whose they are."""
    for query in ({"input": "rd_headcount", "output": "contract_amount"}, {"input": "operating_years"}, {}):
        response = get(client, director, run, **query)
        assert response.status_code == 403
        assert "各平台原始数据" in response.content.decode()


def test_readers_of_what_is_published_see_no_indicators(client, broker, run):
    assert get(client, broker, run).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"input": "💥", "output": "x" * 9000, "returns": "[]", "orientation": "9" * 400},
        {"input": "serious_incidents", "output": "late_returns"},
        {"input": "rd_headcount", "output": "rd_headcount"},
        {"period": "1066", "basis": "none"},
    ],
)
def test_nonsense_in_the_address(client, officer, run, query):
    assert get(client, officer, run, **query).status_code == 200


def test_all_zeros_are_told_in_words(client, officer, run):
    shown = get(client, officer, run, input="serious_incidents", output="contract_amount").content.decode()
    assert "无法计算效率" in shown
