"""What decides, on the page of rank intervals, as the roles see it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from keqiao.web.evaluations.deciders import finding


@pytest.fixture
def address(run):
    return reverse("evaluations:robustness", args=(run.code,))


def get(client, user, address, **query):
    client.force_login(user)
    response = client.get(address, query)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_says_what_decides_and_how_little_would_change_it(client, officer, address, language):
    client.cookies["keqiao_language"] = language
    shown = get(client, officer, address).content.decode()
    chinese = language == "zh-hans"
    assert ("什么在决定名次" if chinese else "What decides the ranks?") in shown
    assert ("名次稳不稳" if chinese else "How little would change it?") in shown
    assert ("索博尔" if chinese else "Sobol") in shown


def test_parts_are_shares_and_the_table_has_what_the_picture_has(client, officer, run, address):
    context = get(client, officer, address).context
    rows = context["share_table"].rows
    assert rows
    assert all(0 <= row["alone"] <= row["whole"] <= 1 for row in rows)
    assert [row["whole"] for row in rows] == sorted((row["whole"] for row in rows), reverse=True)
    assert list(context["share_picture"].categories) == [row["factor"] for row in rows]
    found = finding.deciders(run, "2024", "reported")
    assert len(context["without_table"].rows) == found.without.height
    assert {row["code"] for row in context["without_table"].rows} == set(found.without["node"])


def test_one_platform_is_asked_about(client, officer, address):
    every = get(client, officer, address).context["share_sentences"]
    one = get(client, officer, address, platform="P02").context
    assert one["chosen"] == "P02"
    assert one["share_sentences"]
    assert get(client, officer, address, platform="💥" * 900).context["share_sentences"] == every


def test_the_least_change_brings_about_what_is_told(client, officer, run, address):
    """The row of the table, evaluated anew with the weight changed in the text of the scheme."""
    found = finding.deciders(run, "2024", "reported").changes
    told = get(client, officer, address).context["swap_table"].rows
    for row in told:
        if "%" in row["change"].text:
            assert row["change"].value <= 1
    assert found.filter(found["event"] == "swap").height >= sum("%" in row["change"].text for row in told)


def test_platform_staff_ask_about_their_own_and_see_stand_ins(client, director, address):
    response = get(client, director, address, platform="P01")
    shown = response.content.decode()
    assert response.context["chosen"] == ""
    assert [name for _code, name in response.context["platforms"]] == ["示范2号院"]
    for hidden in ("示范1号院", "示范3号院", "示范4号院"):
        assert hidden not in shown


def test_readers_of_what_is_published_see_no_indicators(client, broker, address):
    assert "deciding" not in get(client, broker, address).context


def test_a_finished_run_is_computed_once(client, officer, address, monkeypatch):
    get(client, officer, address)
    monkeypatch.setattr(finding, "compute", None)
    get(client, officer, address, platform="P01")
