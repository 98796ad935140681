"""The pages of the rulebook: who may open them, trying before saving, conflicts, the history, hostile input."""

import pytest
from django.utils import translation

from keqiao.web.audit.models import Entry
from keqiao.web.returns.models import CheckRule
from keqiao.web.returns.rulebook.builder import KINDS

WORDS = {"title": "市场化收入合理", "title_en": "", "severity": "soft", "advice": "", "advice_en": ""}


@pytest.fixture
def rule(bureau):
    return CheckRule.objects.create(
        code="income_1",
        title="市场化收入不超过总支出",
        title_en="Income within expenditure",
        expression="market_income <= total_expenditure",
        severity="soft",
    )


@pytest.fixture
def officer(bureau, client_of):
    return client_of(bureau.officer_1)


def new(client, **fields):
    return client.post("/returns/checks/new/", WORDS | {"kind": "expression"} | fields)


def test_only_the_bureau_writes_and_platforms_may_read(bureau, rule, client_of):
    pages = ["/returns/checks/", "/returns/checks/income_1/", "/returns/checks/words/"]
    for person in (bureau.clerk_1, bureau.auditor, bureau.officer_1):
        assert [client_of(person).get(page).status_code for page in pages] == [200, 200, 200]
    assert client_of(bureau.congress).get(pages[0]).status_code == 403
    for person in (bureau.clerk_1, bureau.director_1, bureau.auditor):
        client = client_of(person)
        assert client.get("/returns/checks/new/").status_code == 403
        assert client.post("/returns/checks/read/", {"expression": "1"}).status_code == 403
        assert client.post("/returns/checks/income_1/switch/", {"edition": 1, "active": 0}).status_code == 403
        assert new(client, expression="market_income > 0").status_code == 403
    assert CheckRule.objects.get().active
    assert "新建审核关系" not in client_of(bureau.clerk_1).get(pages[0]).content.decode()


def test_a_written_condition_is_tried_and_then_kept_with_its_audit_entry(opened, officer):
    answer = new(officer, expression="market_income <= total_expenditure", **{"try": "1"})
    assert answer.status_code == 200
    assert answer.context["trial"].silent == 2  # Nothing has been filled in.
    assert not CheckRule.objects.exists()
    answer = new(officer, expression="market_income <= total_expenditure")
    rule = CheckRule.objects.get()
    assert answer.url == f"/returns/checks/{rule.code}/"
    assert rule.changed_by == opened.officer_1
    entry = Entry.objects.get(action="returns.create_check")
    assert entry.detail["after"]["expression"] == "market_income <= total_expenditure"
    assert officer.get(answer.url).context["trial"].every == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_mistake_is_told_with_its_place(bureau, officer, settings, language):
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = new(officer, expression="market_income <=\n  total_expenditur")
    assert answer.status_code == 422
    assert not CheckRule.objects.exists()
    refusal = answer.context["refusal"]
    assert (refusal.line, refusal.column) == (2, 3)
    assert "total_expenditure" in refusal.remedy
    assert ("是否应为" in refusal.remedy) == (language == "zh-hans")
    page = officer.post("/returns/checks/read/", {"expression": "market_income + 1"})
    assert (page.context["refusal"].problem == "a condition is needed, this is a value") == (language == "en")


def test_what_is_being_written_is_read_aloud(bureau, officer):
    page = officer.post("/returns/checks/read/", {"expression": "rd_doctors + rd_masters <= rd_headcount"})
    assert "研发人员中博士 + 研发人员中硕士 ≤ 研发人员数" in page.content.decode()
    assert officer.post("/returns/checks/read/").status_code == 200


BUILT = {
    "range": ({"measure": "service_satisfaction", "low": "60", "high": ""}, "service_satisfaction >= 60"),
    "at_most": (
        {"left_1": "rd_doctors", "left_2": "rd_masters", "right_1": "rd_headcount"},
        "rd_doctors + rd_masters <= rd_headcount",
    ),
    "equal": (
        {
            "left_1": "fiscal_funding",
            "left_2": "non_fiscal_funding",
            "right_1": "total_expenditure",
            "percent": "5",
        },
        "ABS(fiscal_funding + non_fiscal_funding - (total_expenditure)) <= 0.05 * ABS(total_expenditure)",
    ),
    "change": (
        {"measure": "market_income", "base": "year_ago_", "percent": "30"},
        "market_income / year_ago_market_income - 1 BETWEEN -0.3 AND 0.3",
    ),
    "unusual": ({"measure": "market_income", "bound": "3.5"}, "unusual_market_income BETWEEN -3.5 AND 3.5"),
}


@pytest.mark.parametrize("kind", BUILT)
def test_each_usual_kind_is_built_without_an_expression(bureau, officer, kind):
    assert set(BUILT) == set(KINDS)
    fields, expression = BUILT[kind]
    assert officer.get(f"/returns/checks/new/?kind={kind}").status_code == 200
    tried = new(officer, kind=kind, **fields, **{"try": "1"})
    assert tried.status_code == 200
    assert tried.context["expression"] == expression
    new(officer, kind=kind, **(fields | {"title": ""}))
    rule = CheckRule.objects.get()
    assert rule.expression == expression
    assert rule.code == f"{kind}_1"
    assert rule.title
    assert rule.title_en
    assert rule.title != rule.title_en


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("range", {"measure": "market_income", "low": "", "high": ""}),
        ("range", {"measure": "market_income", "low": "5", "high": "4"}),
        ("range", {"measure": "nothing", "low": "5"}),
        ("at_most", {"left_1": "market_income", "right_1": "rd_headcount"}),
        ("at_most", {"left_1": "market_income", "right_1": "market_income"}),
        ("at_most", {"left_1": "market_income"}),
        ("change", {"measure": "market_income", "base": "change_", "percent": "30"}),
        ("change", {"measure": "market_income", "base": "last_", "percent": "0"}),
        ("unusual", {"measure": "market_income", "bound": "NaN"}),
    ],
)
def test_a_kind_that_makes_no_sense_is_refused_at_its_field(bureau, officer, kind, fields):
    answer = new(officer, kind=kind, **fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not CheckRule.objects.exists()


def test_a_change_keeps_before_and_after(bureau, rule, officer):
    fields = WORDS | {"title": "新标题", "severity": "hard", "expression": rule.expression, "edition": "1"}
    assert officer.post("/returns/checks/income_1/edit/", fields).status_code == 302
    rule.refresh_from_db()
    assert (rule.title, rule.severity, rule.edition) == ("新标题", "hard", 2)
    detail = Entry.objects.get(action="returns.change_check").detail
    assert detail["before"]["severity"] == "soft"
    assert detail["after"]["severity"] == "hard"
    assert "expression" not in detail["after"]
    page = officer.get("/returns/checks/income_1/").content.decode()
    assert "市场化收入不超过总支出" in page  # The title as it was, in the history.


def test_two_officers_do_not_overwrite_each_other_unseen(bureau, rule, officer, client_of):
    other = client_of(bureau.officer_2)
    fields = WORDS | {"expression": rule.expression, "edition": "1"}
    officer.post("/returns/checks/income_1/edit/", fields | {"title": "甲的标题"})
    answer = other.post("/returns/checks/income_1/edit/", fields | {"title": "乙的标题"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "甲的标题" in page
    assert "乙的标题" in page
    assert CheckRule.objects.get().title == "甲的标题"
    edition = answer.context["rule"].edition
    other.post("/returns/checks/income_1/edit/", fields | {"title": "乙的标题", "edition": edition})
    assert CheckRule.objects.get().title == "乙的标题"
    assert other.post("/returns/checks/income_1/switch/", {"edition": "1", "active": "0"}).status_code == 302
    assert CheckRule.objects.get().active


def test_a_check_is_switched_off_and_back_but_never_into_use_unreadable(bureau, rule, officer):
    officer.post("/returns/checks/income_1/switch/", {"edition": "1", "active": "0"})
    assert not CheckRule.objects.get().active
    CheckRule.objects.update(expression="gone_measure > 0")
    officer.post("/returns/checks/income_1/switch/", {"edition": "2", "active": "1"})
    assert not CheckRule.objects.get().active
    CheckRule.objects.update(active=True)
    assert officer.get("/returns/checks/").status_code == 200  # The list says that it cannot be read.
    assert officer.get("/returns/checks/income_1/").status_code == 200
    assert Entry.objects.filter(action="returns.switch_check").count() == 1


JUNK = [
    "",
    "x" * 5000,
    "a\0b",
    "<script>alert(1)</script>",
    "市场化收入 > 1",
    "1 = 1",
    "TRUE",
    "NULL IS NULL",
    "market_income = 'x'",
    "1+" * 499 + "1 > market_income",
    "(" * 300,
    "market_income > 1e400",
    "\ud800",
]


@pytest.mark.parametrize("number", range(len(JUNK)))
def test_whatever_is_sent_is_answered(bureau, rule, officer, number):
    junk = JUNK[number].encode("utf-8", "replace").decode()
    officer.raise_request_exception = False
    fields = dict.fromkeys(
        [*WORDS, "kind", "expression", "edition", "active", "measure", "low", "percent", "left_1", "base"],
        junk,
    )
    answers = [
        officer.get("/returns/checks/new/", {"kind": junk}),
        officer.post("/returns/checks/new/", fields),
        officer.post("/returns/checks/income_1/edit/", fields),
        officer.post("/returns/checks/income_1/switch/", fields),
        officer.post("/returns/checks/read/", fields),
        new(officer, expression=junk),
        *(officer.post("/returns/checks/new/", fields | {"kind": kind}) for kind in KINDS),
    ]
    assert {answer.status_code for answer in answers} <= {200, 302, 400, 422}
    assert not any(b"<script>alert" in answer.content for answer in answers)
    assert CheckRule.objects.count() == 1


def test_names_are_told_in_both_languages(bureau, officer):
    fields, _ = BUILT["unusual"]
    new(officer, kind="unusual", **(fields | {"title": ""}))
    rule = CheckRule.objects.get()
    with translation.override("en"):
        assert str(rule) == "Market income changes unusually"
    with translation.override("zh-hans"):
        assert str(rule) == "市场化收入增减幅度异常"
