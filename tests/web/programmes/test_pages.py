"""The pages: a firm sees itself only, answers once, tries figures; what was typed survives a refusal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.web.markup import markup
from tests.web.programmes.conftest import TEXT

from keqiao.web.audit.clock import today
from keqiao.web.programmes.assessments import assess_all
from keqiao.web.programmes.demonstration import put_into_force
from keqiao.web.programmes.library import PROGRAMMES
from keqiao.web.programmes.models import ProgrammeResult, SubjectAnswer
from keqiao.web.programmes.services import GivenAnswer, answer

pytestmark = pytest.mark.django_db


def url(town, body) -> str:
    return f"/programmes/{town.version.pk}/subjects/{body.organisation.pk}/"


def test_a_firm_sees_itself_only(client, town):
    client.force_login(town.one.user)
    page = f"/programmes/subjects/{town.one.organisation.pk}/"
    assert client.get("/programmes/mine/").headers["Location"] == page
    assert client.get(page).status_code == client.get(url(town, town.one)).status_code == 200
    for address in (f"/programmes/subjects/{town.two.organisation.pk}/", url(town, town.two)):
        assert client.get(address).status_code == 404
    assert client.post(f"/programmes/subjects/{town.two.organisation.pk}/answers/", {}).status_code == 404
    listed = client.get("/programmes/results/").content.decode()
    assert "甲电池有限公司" in listed
    assert "乙材料有限公司" not in listed
    assert client.get("/programmes/results/?format=xlsx").status_code == 200
    counts = client.get("/programmes/").context["page"].object_list[0]
    assert (counts.count_missed, counts.count_unknown) == (1, 0)


def test_an_investor_reads_programmes_but_no_result(client, town, user_with):
    client.force_login(user_with("investor", username="bank_1"))
    assert "成长补助" in client.get("/programmes/").content.decode()
    assert "有限公司" not in client.get("/programmes/results/").content.decode()
    assert client.get(url(town, town.one)).status_code == 404


def test_answers_are_kept_and_compared_at_once(client, town):
    client.force_login(town.two.user)
    pk = town.two.organisation.pk
    address = f"/programmes/subjects/{pk}/answers/"
    sent = {
        "answers-revenue--万元": "4,000",
        "answers-rd--万元": "三百",
        "answers-as_of": today().isoformat(),
        "answers-evidence": "审计报告",
    }
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert 'value="三百"' in markup(refused) and 'value="4,000"' in markup(refused)
    assert not SubjectAnswer.objects.exists()
    client.post(address, sent | {"answers-rd--万元": "300", "answers-serious_events--起": "0"})
    assert ProgrammeResult.objects.get(organisation=pk).state == "met"
    page = client.get(f"/programmes/subjects/{pk}/")
    assert page.context["count"] == 0
    assert page.context["granted"] == 300_000


def test_what_is_lent_or_invested_is_not_part_of_the_money_granted(client, town):
    loan = TEXT.replace("code: growth", "code: loan").replace("kind: fund", "kind: finance")
    put_into_force(PROGRAMMES.add(town.officer, {"text": loan}), town.officer, town.other)
    pk = town.two.organisation.pk
    figures = {"revenue": Decimal(4000), "rd": Decimal(300)}
    given = [GivenAnswer(code, "万元", amount) for code, amount in figures.items()]
    answer(town.two.user, pk, [*given, GivenAnswer("serious_events", "起", Decimal(0))], today())
    assess_all()
    client.force_login(town.two.user)
    page = client.get(f"/programmes/subjects/{pk}/")
    assert [row.benefit for row in ProgrammeResult.objects.filter(organisation=pk)] == [300_000, 300_000]
    assert page.context["granted"] == 300_000
    assert markup(page).count("额度上限") == 1


def test_figures_may_be_tried_and_nothing_is_kept(client, town):
    client.force_login(town.one.user)
    page = client.get(url(town, town.one), {"if-rd": "250", "if-serious_events": "0", "if-revenue": "5000"})
    assert page.context["result"].state == "missed"
    assert page.context["simulated"].state == "met"
    wrong = client.get(url(town, town.one), {"if-rd": "二百五"})
    assert wrong.status_code == 200 and 'value="二百五"' in markup(wrong)
    assert wrong.context["simulated"] is None
    assert ProgrammeResult.objects.get(organisation=town.one.organisation).state == "missed"


def test_the_officer_narrows_to_whom_one_answer_would_settle(client, town):
    client.force_login(town.officer)
    page = client.get(f"/programmes/results/?programme={town.version.pk}&state=missed")
    assert [row.organisation.name for row in page.context["page"].object_list] == ["甲电池有限公司"]
    job = client.post("/programmes/assess/")
    assert job.status_code == 302
    assert client.get("/rulebooks/programmes.programmes/").status_code == 200
    version = client.get(town.version.get_absolute_url())
    assert version.context["fit"]
