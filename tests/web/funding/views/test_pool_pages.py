"""Pages of pools by person: one officer plans, another decides, a director sees the own line, others nothing."""

from __future__ import annotations

import io
from decimal import Decimal

import docx
import openpyxl
import pytest
from django.urls import reverse
from tests.web.funding.conftest import CLASHING, PUBLISHED, SHARED, WAN
from tests.web.second_look import taken

from keqiao.web.funding.models import Pool, Proposal, ProposalSensitivity
from keqiao.web.funding.services import decision, proposals, rules
from keqiao.web.jobs.models import Job
from keqiao.web.notices.models import Notice
from keqiao.web.registry.models import Platform


@pytest.fixture
def planning(client_of, officer):
    """A client of the officer who plans."""
    return client_of(officer)


@pytest.fixture
def decided(money, reviewer) -> Pool:
    """A pool of 1 000 万元 decided by the published amounts, beside a second proposal."""
    pool = money.pool(1000)
    money.proposal(pool)
    money.proposal(pool, SHARED)
    return decision.decide(reviewer, pool, 1, "会议同意方案A，内部讨论略。", 1)


def test_from_the_money_to_the_decision(planning, client_of, reviewer, grading, money) -> None:
    """The whole way through the pages, with the published rule as oracle."""
    made = planning.post(
        reverse("funding:new"),
        {"title": "2024年度绩效资金", "grades": f"d{grading.pk}", "amount": "1000", "source": "预算"},
    )
    pool = Pool.objects.get()
    assert made.url == pool.get_absolute_url() and pool.amount == 1000 * WAN and pool.period == "2024"
    planning.post(
        reverse("rulebooks:new", args=("funding.rules",)), {"text": PUBLISHED, "source": "示范文件"}
    )
    page = planning.get(reverse("funding:propose", args=(pool.pk,)), {"rules": money.rules().pk})
    assert "示范1号院" in page.content.decode()
    planning.post(reverse("funding:propose", args=(pool.pk,)), {"rules": money.rules().pk})
    proposal = Proposal.objects.get()
    shown = planning.get(proposal.get_absolute_url()).content.decode()
    assert "150.00" in shown and "75.00" in shown
    form = {"proposal": "1", "minutes": "会议同意。", "edition": pool.edition}
    refused = planning.post(reverse("funding:decide", args=(pool.pk,)), form)
    assert refused.status_code == 422 and "须由他人决定" in refused.content.decode()
    decider, address = client_of(reviewer), reverse("funding:decide", args=(pool.pk,))
    unchosen = decider.get(address).content.decode()
    assert '<option value="" selected>' in unchosen and "不能撤回" not in unchosen
    asked = decider.post(address, form).content.decode()
    assert "不能撤回" in asked and "150.00" in asked and "75.00" in asked
    pool.refresh_from_db()
    assert not pool.is_decided
    taken(decider, address, form)
    pool.refresh_from_db()
    assert pool.is_decided
    for line in proposal.lines.all():
        assert line.amount == {"优秀": 150, "良好": 75}.get(line.grade_zh, 0) * WAN


@pytest.mark.parametrize("amount", ["20000000", "0.5"])
def test_yuan_for_wan_is_asked_about(planning, grading, amount) -> None:
    """20 000 000 万元 is 2 000 亿元: nobody meant that; confirmed it is taken."""
    sent = {"title": "x", "grades": f"d{grading.pk}", "amount": amount}
    refused = planning.post(reverse("funding:new"), sent)
    assert refused.status_code == 422 and "如原意为元" in refused.content.decode()
    assert not Pool.objects.exists()
    assert planning.post(reverse("funding:new"), sent | {"confirmed": "on"}).status_code == 302


def test_figures_are_changed_with_reasons_on_the_page(planning, money, ten) -> None:
    pool, version = money.pool(), money.rules(SHARED)
    address = reverse("funding:propose", args=(pool.pk,))
    key = ten[0].pk
    sent = {"rules": version.pk, f"f-1-{key}": "2", "none-0": "on", "why": ""}
    refused = planning.post(address, sent)
    text = refused.content.decode()
    assert refused.status_code == 422 and "请填写理由" in text and 'value="2"' in text
    assert not Proposal.objects.exists()
    assert planning.post(address, sent | {f"reason-{key}": "新立项"}).status_code == 302
    assert [one["heading"] for one in Proposal.objects.get().input["changes"]] == ["重点项目数"]
    wrong = planning.post(address, {"rules": version.pk, f"f-1-{key}": "二", f"reason-{key}": "x"})
    assert wrong.status_code == 422 and "“二”不是数字" in wrong.content.decode()


def test_a_clash_is_shown_with_the_figures_kept(planning, money) -> None:
    pool, version = money.pool(), money.rules(CLASHING)
    shown = planning.post(
        reverse("funding:propose", args=(pool.pk,)), {"rules": version.pk, "title": "我的方案"}
    )
    text = shown.content.decode()
    assert shown.status_code == 422 and "未保存" in text and "我的方案" in text
    assert not Proposal.objects.exists()


def test_a_director_sees_the_own_line_only(decided, client_of, director_of, ten) -> None:
    client = client_of(director_of(2))
    page = client.get(decided.get_absolute_url()).content.decode()
    assert "示范2号院" in page and "150.00" in page and "1,000.00" in page
    assert not any(platform.short_name in page for platform in ten if platform.code != "P02")
    assert "内部讨论略" not in page
    for name, keys in (
        ("proposal", (decided.pk, 1)),
        ("lines_book", (decided.pk, 1)),
        ("comparison_book", (decided.pk,)),
        ("notice", (decided.pk,)),
    ):
        assert client.get(reverse(f"funding:{name}", args=keys)).status_code == 404
    assert client.get(reverse("funding:decide", args=(decided.pk,))).status_code == 403


def test_a_director_sees_nothing_before_the_decision(money, client_of, director_of) -> None:
    pool = money.pool()
    money.proposal(pool)
    client = client_of(director_of(2))
    assert client.get(pool.get_absolute_url()).status_code == 404
    assert pool.title not in client.get(reverse("funding:pools")).content.decode()


@pytest.mark.parametrize("role", ["leader", "auditor", "congress", "finance_officer"])
def test_those_who_watch_see_all_and_change_nothing(decided, client_of, role) -> None:
    client = client_of(role)
    assert "方案B" in client.get(decided.get_absolute_url()).content.decode()
    assert client.get(reverse("funding:propose", args=(decided.pk,))).status_code == 403
    assert client.post(reverse("funding:withdraw", args=(decided.pk,)), {"reason": "x"}).status_code == 403


def test_broker_sees_nothing(decided, client_of) -> None:
    assert client_of("broker").get(decided.get_absolute_url()).status_code == 403


def test_workbooks_hold_the_figures(decided, planning) -> None:
    """The amounts as numbers in 万元; the sum of the column is what was shared out."""
    for name, keys, heading in (
        ("lines_book", (decided.pk, 1), "金额（万元）"),
        ("comparison_book", (decided.pk,), "方案A（万元）"),
    ):
        sent = planning.get(reverse(f"funding:{name}", args=keys))
        sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
        heads = [cell.value for cell in sheet[4]]
        values = [row[heads.index(heading)].value for row in sheet.iter_rows(min_row=5, max_row=14)]
        spent = (decided.amount - decided.chosen.unspent) / WAN
        assert Decimal(str(sum(values))) == spent


def test_the_notice_names_each_amount(decided, planning) -> None:
    sent = planning.get(reverse("funding:notice", args=(decided.pk,)))
    document = docx.Document(io.BytesIO(sent.content))
    told = [[cell.text for cell in row.cells] for row in document.tables[0].rows][1:]
    funded = (
        decided.chosen.lines.filter(amount__gt=0).select_related("platform__organisation").order_by("rank")
    )
    assert [(row[1], row[-1]) for row in told[:-1]] == [
        (line.platform.organisation.name, f"{line.amount / WAN:.2f}") for line in funded
    ]
    assert told[-1][1] == "合计"
    assert Decimal(told[-1][-1].replace(",", "")) == sum(line.amount for line in funded) / WAN
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "联系人：" in text and "监督电话：" in text
    assert "%E5%85%B3%E4%BA%8E%E4%B8%8B%E8%BE%BE" in sent["Content-Disposition"]  # 关于下达…的通知
    assert "优秀150万元良好75万元" in text and "1,000.00万元" in text


def test_computed_again_and_drawn_from_the_page(decided, planning) -> None:
    address = decided.chosen.get_absolute_url()
    again = planning.post(f"{address}recompute", follow=True).content.decode()
    assert "复算一致" in again
    assert planning.post(f"{address}draw", follow=True).status_code == 200
    assert "对得分模拟测算500次" in planning.get(address).content.decode()


def test_no_request_waits_for_the_draws(money, planning, settings) -> None:
    """A new proposal is there at once, its draws are work in the background, once however often it is asked for."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    pool = money.pool()
    planning.post(reverse("funding:propose", args=(pool.pk,)), {"rules": money.rules().pk})
    proposal = pool.proposals.get()
    job = Job.objects.get(kind="funding.draw")
    page = planning.get(proposal.get_absolute_url()).content.decode()
    assert f'href="{job.get_absolute_url()}"' in page and not ProposalSensitivity.objects.exists()
    again = planning.post(f"{proposal.get_absolute_url()}draw")
    assert again.headers["Location"] == job.get_absolute_url() and Job.objects.count() == 1


def test_pages_ask_a_fixed_number_of_questions(money, planning, django_assert_max_num_queries) -> None:
    """The page of a pool with three proposals of ten platforms, and the list."""
    pool = money.pool()
    for text in (PUBLISHED, SHARED, PUBLISHED):
        money.proposal(pool, text)
    planning.get(pool.get_absolute_url())
    with django_assert_max_num_queries(22):
        planning.get(pool.get_absolute_url())
    with django_assert_max_num_queries(18):
        planning.get(reverse("funding:pools"))
    with django_assert_max_num_queries(24):
        planning.get(Proposal.objects.first().get_absolute_url())


JUNK = ["\x00", "x" * 9000, "9" * 30, "-1", "NaN", "1e400", "<script>", "٣"]


def test_hostile_input_is_told_not_thrown(money, planning, reviewer, client_of) -> None:
    pool, version = money.pool(), money.rules(SHARED)
    key = Platform.objects.first().pk
    money.proposal(pool, SHARED)
    deciding_client = client_of(reviewer)
    for junk in JUNK:
        propose = {
            "rules": version.pk,
            f"f-0-{key}": junk,
            f"reason-{key}": junk,
            "title": junk,
            "why": junk,
            "none-1": junk,
        }
        for client, name, sent in (
            (planning, "propose", propose),
            (planning, "propose", {"rules": junk}),
            (
                planning,
                "edit",
                {"title": junk, "grades": junk, "amount": junk, "source": junk, "edition": junk},
            ),
            (planning, "withdraw", {"reason": junk, "edition": junk}),
            (deciding_client, "decide", {"proposal": junk, "minutes": junk, "edition": junk}),
        ):
            assert client.post(reverse(f"funding:{name}", args=(pool.pk,)), sent).status_code < 500, name
        for address in (reverse("funding:new"), reverse("rulebooks:new", args=("funding.rules",))):
            sent = {"title": junk, "grades": junk, "amount": junk, "text": junk, "source": junk}
            assert planning.post(address, sent).status_code < 500
        assert planning.get(pool.get_absolute_url(), {"p": junk}).status_code in {200, 400}
    assert planning.get(f"/funding/{'9' * 30}/").status_code == 404
    assert planning.get(f"/funding/{pool.pk}/proposals/{'9' * 30}/").status_code == 404


def test_rules_are_checked_explained_and_retired(planning, money, client_of, director_of) -> None:
    wrong = planning.post(
        reverse("rulebooks:new", args=("funding.rules",)),
        {"text": PUBLISHED.replace("pass: 0}", "passed: 0}")},
    )
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "passed" in text
    other = planning.post(reverse("rulebooks:new", args=("funding.rules",)), {"text": PUBLISHED})
    assert other.status_code == 302
    taken = planning.post(
        reverse("rulebooks:new", args=("funding.rules",)), {"text": PUBLISHED.replace("150", "160")}
    )
    assert taken.status_code == 422
    version = money.rules()
    page = planning.get(version.get_absolute_url()).content.decode()
    assert "绩效部分按等次定额：优秀 150 万元、良好 75 万元" in page
    # One person alone changes no status.
    assert (
        planning.post(
            reverse("rulebooks:status", args=("funding.rules", version.pk)), {"status": "retired"}
        ).status_code
        == 404
    )
    version.refresh_from_db()
    assert version.status == "valid"
    assert client_of(director_of(1)).get(version.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_packaged_rules_are_told_in_both_languages(planning, officer, language) -> None:
    planning.cookies["keqiao_language"] = language
    for version in rules.add_packaged(officer):
        page = planning.get(version.get_absolute_url())
        assert page.status_code == 200
        assert ("绩效部分" if language == "zh-hans" else "Performance") in page.content.decode()


def test_what_takes_long_is_a_job(planning, money, ten, monkeypatch) -> None:
    monkeypatch.setattr(proposals, "MOST_AT_ONCE", 3)
    pool, version, key = money.pool(), money.rules(SHARED), ten[0].pk
    address = reverse("funding:propose", args=(pool.pk,))
    sent = {"rules": version.pk, f"f-1-{key}": "2", f"reason-{key}": "新立项", "title": "大方案"}
    begun = planning.post(address, sent)
    job, proposal = Job.objects.get(kind="funding.propose"), Proposal.objects.get()
    assert begun.url == job.get_absolute_url() and job.result_url == proposal.get_absolute_url()
    assert proposal.title == "大方案" and [one["reason"] for one in proposal.input["changes"]] == ["新立项"]
    assert Job.objects.filter(kind="funding.draw").exists()
    planning.post(f"{proposal.get_absolute_url()}recompute")
    assert Job.objects.get(kind="funding.recompute").state == Job.State.DONE
    assert "is the same" in str(Notice.objects.get(kind="funding.recomputed").sentence)
    planning.post(address, {"rules": money.rules(CLASHING).pk})
    failed = Job.objects.filter(kind="funding.propose").latest("created_at")
    assert failed.state == Job.State.FAILED and "没有生成方案" in failed.message
    assert Proposal.objects.count() == 1
