"""What decides, on the page of rank intervals, as the roles see it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from keqiao.engine.robustness import DesignTable, Replicator
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.drivers import analysis, results
from keqiao.web.jobs.models import Job


@pytest.fixture
def address(run):
    results.store(run, "2024", "reported")
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
    assert ("名次是否稳定" if chinese else "How little would change it?") in shown
    assert ("索博尔" if chinese else "Sobol") in shown


def test_parts_are_shares_and_the_table_has_what_the_picture_has(client, officer, run, address):
    context = get(client, officer, address).context
    rows = context["share_table"].rows
    assert rows
    assert all(0 <= row["alone"] <= row["whole"] <= 1 for row in rows)
    assert [row["whole"] for row in rows] == sorted((row["whole"] for row in rows), reverse=True)
    assert list(context["share_picture"].categories) == [row["factor"] for row in rows]
    found = analysis.deciders(run, "2024", "reported")
    assert len(context["without_table"].rows) == found.without.height
    assert {row["code"] for row in context["without_table"].rows} == set(found.without["node"])


def test_one_platform_is_asked_about(client, officer, address):
    every = get(client, officer, address).context["share_sentences"]
    one = get(client, officer, address, platform="P02").context
    assert one["chosen"] == "P02"
    assert one["share_sentences"]
    assert get(client, officer, address, platform="💥" * 900).context["share_sentences"] == every


def test_the_least_change_brings_about_what_is_told(client, officer, run, address):
    """Each change of the table handed to the engine as a design of one replicate swaps the two platforms."""
    scheme = computation.scheme_of(run.scheme)
    panel = computation.panel_of(selectors.stored_frames(run, computation.REPORTED))
    changes = analysis.deciders(run, "2024", "reported").changes
    told = get(client, officer, address).context["swap_table"].rows
    swaps = changes.filter(changes["event"] == "swap").group_by("unit", "other", maintain_order=True).first()
    assert swaps.height == sum("%" in row["change"].text for row in told)
    for row in swaps.iter_rows(named=True):
        design = DesignTable({f"factor:{row['node']}": [row["factor"]]})
        replicator = Replicator(scheme, panel, design.space, period="2024")
        ranks = dict(zip(replicator.units, replicator.scores(design.block(0, 1))[1][0], strict=True))
        assert ranks[row["other"]] < ranks[row["unit"]]


def test_platform_staff_are_not_told_what_decides(client, director, address):
    """Margins say how far one platform is from another; the own interval stands on the page all the same."""
    response = get(client, director, address, platform="P01")
    shown = response.content.decode()
    assert "deciding" not in response.context
    for hidden in ("示范1号院", "示范3号院", "示范4号院"):
        assert hidden not in shown


def test_readers_of_what_is_published_see_no_indicators(client, broker, address):
    client.force_login(broker)
    assert client.get(address).status_code == 403


def test_a_finished_run_is_computed_once(client, officer, address, monkeypatch):
    get(client, officer, address)
    monkeypatch.setattr(analysis, "compute", None)
    get(client, officer, address, platform="P01")


def test_what_was_stored_is_what_was_computed(run, address):
    computed, read = (
        analysis.deciders(run, "2024", "reported"),
        results.stored_drivers(run, "2024", "reported"),
    )
    assert read.shares.questions == computed.shares.questions
    assert read.shares.refusal == computed.shares.refusal
    assert read.shares.sensitivity.frame.equals(computed.shares.sensitivity.frame)
    for name in results.FRAMES:
        assert getattr(read, name).equals(getattr(computed, name)), name


@pytest.mark.parametrize("back", ["robustness", "try"])
def test_it_is_computed_once_in_the_background(client, officer, run, back, monkeypatch):
    page = reverse(f"evaluations:{back}", args=(run.code,))
    ask = reverse("evaluations:drivers", args=(run.code,))
    assert ask in get(client, officer, page).content.decode()
    started = client.post(ask, {"back": back})
    job = Job.objects.get(kind=results.KIND)
    assert started.url == job.get_absolute_url()
    assert job.result_url.startswith(page)
    monkeypatch.setattr(results, "deciders", None)  # a second time nothing is computed
    assert ask not in get(client, officer, page).content.decode()
    assert client.post(ask, {"back": back}).url.startswith(page)
    assert Job.objects.filter(kind=results.KIND).count() == 1


def test_who_is_not_told_what_decides_may_not_ask_for_it(client, director, broker, run):
    for reader in (director, broker):
        client.force_login(reader)
        assert client.post(reverse("evaluations:drivers", args=(run.code,))).status_code == 403
    assert not Job.objects.filter(kind=results.KIND).exists()
