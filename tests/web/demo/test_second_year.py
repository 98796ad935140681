"""The demonstration's second year, built once: what only shows when a city has a past.

Grades that were put right, figures of platforms that are gone, people who left, what was known when, and every page of
the navigation as those who are concerned.
"""

from __future__ import annotations

import re
import tempfile
from io import StringIO
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import translation
from tests.demonstration import product_hashers
from tests.golden import copies, golden
from tests.web.returns.form.conftest import inputs

from keqiao.demo.build import build
from keqiao.demo.second_year import SNAPSHOT, is_told
from keqiao.demo.second_year.people import ENDED, INTO, MERGED, NEW_CLERK
from keqiao.web.accounts.models import User
from keqiao.web.evaluations import services as evaluations
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.exchange.models import Need, PostingSource
from keqiao.web.facts.models import Fact, Snapshot
from keqiao.web.facts.services.snapshots import recompute_snapshot
from keqiao.web.funding.models import Pool
from keqiao.web.grading.models import Grading
from keqiao.web.oversight.models import Task
from keqiao.web.registry.models import Platform, TechContract
from keqiao.web.reports.models import SurveyReport
from keqiao.web.returns.models import Return
from keqiao.web.returns.services import locking, review, submission
from keqiao.web.site import settings as product
from keqiao.web.site.navigation import sections
from keqiao.web.tolerance.models import ToleranceCase


@golden
def second_year(db) -> SimpleNamespace:
    """The city with its second year, told as ``keqiao demo --second-year`` tells it; ``media``: its files."""
    media = Path(tempfile.mkdtemp(prefix="second-year-", dir=copies.folder)) / "media"
    as_product = {"PASSWORD_HASHERS": product_hashers(), "TASKS": product.TASKS}
    with translation.override(product.LANGUAGE_CODE), override_settings(MEDIA_ROOT=media, **as_product):
        build(second_year=True)
    return SimpleNamespace(media=media)


@pytest.fixture
def city(second_year, settings) -> SimpleNamespace:
    settings.MEDIA_ROOT = second_year.media
    return second_year


def grading_of(period: str) -> list[Grading]:
    return list(Grading.objects.filter(period=period).order_by("pk"))


def test_the_loop_went_round_twice(city):
    assert is_told()
    assert {grading.state for grading in Grading.objects.all()} == {Grading.State.FINAL}
    first, second = grading_of("2024")
    assert second.replaces_id == first.pk
    totals = [grading.lines.get(platform__code="P07").total for grading in (first, second)]
    assert totals[1] < totals[0]
    [year] = grading_of("2025")
    assert year.run.scheme == SchemeVersion.objects.get(version="2025.1")
    graded = set(year.lines.values_list("platform__code", flat=True))
    assert not graded & {MERGED, ENDED} and INTO in graded
    assert set(grading_of("2024")[0].lines.values_list("platform__code", flat=True)) >= {MERGED, ENDED}


def test_money_closes_and_names_what_it_carried_over(city):
    pools = list(Pool.objects.filter(state=Pool.State.DECIDED).select_related("chosen").order_by("period"))
    assert [pool.period for pool in pools] == ["2023", "2024", "2025"]
    for earlier, later in pairwise(pools):
        assert later.amount == 20_000_000 + earlier.chosen.unspent
    for pool in pools:
        assert sum(line.amount for line in pool.chosen.lines.all()) + pool.chosen.unspent == pool.amount
    assert pools[1].grading.code == "2024-G01"  # decided before the grades were put right


def test_every_earlier_snapshot_and_run_is_computed_to_the_same(city):
    auditor = User.objects.get(username="auditor")
    differing = {
        row.code: recompute_snapshot(auditor, row).differing
        for row in Snapshot.objects.filter(code__in=("demo-2022", "demo-2024", SNAPSHOT))
    }
    assert differing == {"demo-2022": 0, "demo-2024": 0, SNAPSHOT: 0}
    runs = Run.objects.filter(state=Run.State.DONE).order_by("pk")
    assert runs.count() == 6
    assert [run.code for run in runs if not evaluations.recompute(auditor, run).same_result] == []


def test_the_audit_log_holds(city):
    report = StringIO()
    call_command("verify_audit", stdout=report)
    assert report.getvalue()


def test_what_was_recorded_in_the_story_is_known_from_then_on(city):
    correction = Fact.objects.current().get(
        platform__code="P07", measure__code="market_income", period="2024Q4", basis="reported"
    )
    assert correction.supersedes is not None
    assert f"{correction.recorded_at:%Y-%m}" == "2025-09"
    year = Fact.objects.filter(measure__code="market_income", period="2025")
    assert {f"{fact.recorded_at:%Y-%m}" for fact in year} == {"2026-02"}
    assert (
        year.count() == Platform.objects.current().filter(valid_to=None).count() - 1
    )  # one handed nothing in


def test_who_left_opens_nothing_and_the_successor_does(city):
    assert not User.objects.get(username="clerk_01").is_active
    client = signed_in(NEW_CLERK)
    assert pages_that_do_not_open(client, NEW_CLERK) == {}


def test_last_years_tasks_and_this_years_needs_are_there(city):
    states = set(Task.objects.values_list("state", flat=True))
    assert {"working", "issued", "closed"} <= states
    surveyed = Need.objects.filter(source=PostingSource.SURVEY, posted_at__year=2025, posted_at__month=10)
    assert surveyed.count() == 8
    assert SurveyReport.objects.count() == 2


@pytest.mark.parametrize("name", ["officer", "director_09", "congress"])
def test_every_page_of_the_navigation_opens(city, name):
    assert pages_that_do_not_open(signed_in(name), name) == {}


def test_pages_about_the_past_open(city):
    client = signed_in("officer")
    pages = [
        *(row.get_absolute_url() for row in Platform.objects.filter(code__in=(MERGED, INTO, ENDED))),
        *(row.get_absolute_url() for row in Grading.objects.all()),
        *(row.get_absolute_url() for row in Pool.objects.all()),
        *(row.get_absolute_url() for row in Run.objects.order_by("-pk")[:2]),
        *(row.get_absolute_url() for row in Task.objects.order_by("-pk")[:2]),
    ]
    texts = {page: client.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in texts.items()} == dict.fromkeys(pages, 200)
    assert [
        page for page, answer in texts.items() if re.search(r">\s*(None|nan)\s*<", answer.content.decode())
    ] == []


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
    return client


def pages_that_do_not_open(client: Client, name: str) -> dict[str, int]:
    """Pages of the navigation that answer neither with a page nor by leading to one, with their status."""
    answers = {entry: client.get(entry, follow=True) for entry in navigation(name)}
    return {
        entry: answer.status_code
        for entry, answer in answers.items()
        if answer.status_code != 200
        or (answer.redirect_chain and "/password/" in answer.redirect_chain[-1][0])
    }


def navigation(name: str) -> list[str]:
    user = User.objects.get(username=name)
    return [entry.url for section in sections(user, "/") for entry in section.items]


def test_j1_a_late_return_of_the_second_year_from_a_wrong_figure_to_the_page_of_the_figure(city):
    form = Return.objects.select_related("platform").get(platform__code="P11", collection__period="2025")
    page, clerk = f"/returns/{form.pk}/", signed_in("clerk_11")
    sent = inputs(clerk.get(page)) | {"value-market_income": "约三百"}
    refused = clerk.post(f"{page}save/", sent)
    assert refused.status_code == 422 and "不是数字" in refused.content.decode()
    sent = inputs(refused) | {"value-market_income": "312.5"}
    assert clerk.post(f"{page}save/", sent).status_code == 302
    submission.submit(User.objects.get(username="clerk_11"), form.pk, "负责人")
    officer, reviewer = (User.objects.get(username=name) for name in ("officer", "reviewer"))
    review.begin(officer, form.pk)
    review.doubt_cells(officer, form.pk, {"market_income": "请核对年度决算"})
    review.pass_cells(officer, form.pk)
    review.send_back(officer, form.pk)
    sent = inputs(clerk.get(page)) | {"value-market_income": "318.2"}
    assert clerk.post(f"{page}save/", sent).status_code == 302
    submission.submit(User.objects.get(username="clerk_11"), form.pk, "负责人")
    review.begin(officer, form.pk)
    review.pass_cells(officer, form.pk)
    review.pass_first(officer, form.pk)
    review.pass_cells(reviewer, form.pk)
    review.pass_second(reviewer, form.pk)
    locking.lock(officer, form.pk)
    assert "318.20" in signed_in("leader").get("/figures/market_income/P11/2025/").content.decode()
    assert signed_in("leader").get("/cockpit/").status_code == 200


def test_j2_the_figure_of_the_second_year_names_the_contracts_it_is_counted_from(city):
    contract = (
        TechContract.objects.current().filter(platform__code="P01", registered_on__year=2025).earliest("pk")
    )
    text = signed_in("auditor").get("/figures/contract_amount/P01/2025/").content.decode()
    assert contract.registration_no in text


def test_j3_the_accepted_case_is_in_the_run_that_followed_and_open_to_the_auditor(city):
    case = ToleranceCase.objects.get(platform__code="P13", period="2024")
    [first, second] = [grading.run for grading in grading_of("2024")]
    assert case.code in str(first.options) and case.code in str(second.options)
    assert case.code in signed_in("auditor").get(case.get_absolute_url()).content.decode()


def test_j4_what_was_decided_twice_goes_out_as_word_files(city):
    client = signed_in("officer")
    pool = Pool.objects.get(period="2025")
    addresses = [f"/funding/{pool.pk}/notice.docx"]
    addresses += [f"{grading.get_absolute_url()}final.docx" for grading in grading_of("2024")]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all(b"".join(answer).startswith(b"PK") for answer in answers)


def test_j5_the_task_of_the_second_report_from_its_acceptance_to_satisfaction(city):
    task = Task.objects.get(title="清理退出平台资产")

    def step(name: str, act: str, **fields: str) -> int:
        task.refresh_from_db()
        sent = {f"{act}-{key}": value for key, value in fields.items()} | {f"{act}-edition": task.edition}
        status: int = signed_in(name).post(f"/tasks/{task.pk}/{act}/", sent).status_code
        return status

    assert step("officer", "accept") == 302
    assert step("officer", "answer", text="资产清单已移交承接平台。", result="A") == 302
    assert step("reviewer", "review") == 302
    assert step("reviewer", "close") == 302
    assert step("congress", "rate", satisfaction="satisfied", words="") == 302
    task.refresh_from_db()
    assert task.state == "closed"
