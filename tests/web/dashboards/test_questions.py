"""What is read from a question: a table of sentences in both languages with what each asks for."""

from datetime import date
from decimal import Decimal

import pytest

from keqiao.periods import Period
from keqiao.web.accounts.rules import Decision
from keqiao.web.dashboards.documents import VOCABULARY
from keqiao.web.dashboards.questions.answers import figure_answer
from keqiao.web.dashboards.questions.question import read_question
from keqiao.web.dashboards.questions.vocabulary import EACH, OWN, PAYMENTS, lexicon
from keqiao.web.facts.computed_figure import Computed, State
from keqiao.web.facts.figures import Figure, FigureChange
from keqiao.web.facts.models import Measure, MeasureDefinition
from keqiao.web.facts.scopes import Scope
from keqiao.web.facts.services.measures import measure_rows

TODAY = date(2025, 5, 20)
SCOPES = {
    "全市": "city",
    "各平台": EACH,
    "我院": OWN,
    "储能院": "es",
    "cny": "es",
    "Storage Institute": "es",
    "农业院": "ag",
}


@pytest.fixture(scope="module")
def words():
    measures = [
        Measure(code=one["code"], name=one["name"]["zh"], name_en=one["name"]["en"]) for one in measure_rows()
    ]
    vocabulary = VOCABULARY.form.load(VOCABULARY.path)
    assert {entry.measure for entry in vocabulary.measures} <= {one.code for one in measures}
    return lexicon(vocabulary, measures, SCOPES)


READ = [
    ("储能院研发人员多少", ["rd_headcount"], ["es"], [], []),
    ("2023年底研发人员", ["rd_headcount"], [], ["2023"], []),
    ("研发人员 储能院 2023", ["rd_headcount"], ["es"], ["2023"], []),
    ("全市去年研发人员", ["rd_headcount"], ["city"], ["2024"], []),
    ("cny研发人员", ["rd_headcount"], ["es"], [], []),
    ("孵化企业营收", ["incubated_revenue"], [], [], []),
    ("孵化的企业去年营收多少", ["incubated_revenue"], [], ["2024"], []),
    ("营收", ["operating_revenue", "incubated_revenue"], [], [], []),
    ("发明专利多少件", ["patents_invention", "patents_invention_valid"], [], [], []),
    ("上年授权发明专利", ["patents_invention_granted"], [], ["2024"], []),
    ("院士有几个", ["academicians_resident"], [], [], []),
    ("高企多少家", ["certified_firms"], [], [], []),
    ("硕博比例", ["advanced_degree_share"], [], [], []),
    ("合同成交额 去年", ["contract_amount"], [], ["2024"], []),
    ("登记技术合同成交额同比增长多少", ["contract_amount"], [], [], []),
    ("研发经费", ["rd_expenditure"], [], [], []),
    ("资金拨了多少", [PAYMENTS], [], [], []),
    ("农业院去年拨付", [PAYMENTS], ["ag"], ["2024"], []),
    ("我院2025年一季度市场化收入", ["market_income"], [OWN], ["2025Q1"], []),
    ("储能院和农业院2022年、2023年的市场化收入", ["market_income"], ["es", "ag"], ["2022", "2023"], []),
    ("全市平台研发人员多少? 比去年呢?", ["rd_headcount"], ["city"], [], []),
    ("前年上半年合同额", ["contract_amount"], [], ["2023H1"], []),
    ("前三季度合同额", ["contract_amount"], [], ["2024-09-30"], []),
    ("2024年10月31日研发人员", ["rd_headcount"], [], ["2024-10-31"], []),
    ("23年底院士", ["academicians_resident"], [], ["2023"], []),
    ("上季度市场化收入", ["market_income"], [], ["2025Q1"], []),
    ("2月30日研发人员", ["rd_headcount"], [], [], ["2月30日"]),
    ("女研发人员有多少", ["rd_headcount"], [], [], ["女"]),
    ("rd_headcount", ["rd_headcount"], [], [], []),
    ("R&D staff of the Storage Institute at the end of 2023", ["rd_headcount"], ["es"], ["2023"], []),
    ("market income in the first quarter of 2025", ["market_income"], [], ["2025Q1"], []),
    ("How many patents in force did we have last year?", ["patents_invention_valid"], [], ["2024"], []),
    ("近三年市场化收入", ["market_income"], [], ["2022", "2023", "2024"], []),
    ("2022—2024年市场化收入", ["market_income"], [], ["2022", "2023", "2024"], []),
    ("二〇二四年四季度合同额", ["contract_amount"], [], ["2024Q4"], []),
    ("去年同期研发人员", ["rd_headcount"], [], ["2024-05-20"], []),
    ("上半年合同额比去年同期", ["contract_amount"], [], ["2025H1"], []),
    ("2024年上半年合同额，去年同期呢", ["contract_amount"], [], ["2024H1", "2023H1"], []),
    ("2024年1月至9月合同额", ["contract_amount"], [], ["2024-09-30"], []),
    ("今年前四个月合同额", ["contract_amount"], [], ["2025-04-30"], []),
    ("大前年底研发人员", ["rd_headcount"], [], ["2022"], []),
    ("各平台研发人员", ["rd_headcount"], [EACH], [], []),
    ("麻烦看下储能院2023年底研发人员", ["rd_headcount"], ["es"], ["2023"], []),
    ("给我一个研发人员的数字", ["rd_headcount"], [], [], []),
    ("储能院和农业院的研发人员对比", ["rd_headcount"], ["es", "ag"], [], []),
    ("market income in the last three years", ["market_income"], [], ["2022", "2023", "2024"], []),
    ("张家明", [], [], [], ["张家明"]),
    ("ZL201710601862.3", [], [], [], ["zl201710601862.3"]),
]


@pytest.mark.parametrize("asked", READ, ids=lambda asked: asked[0][:40])
def test_a_question_is_read_as_it_is_meant(words, asked):
    text, measures, scopes, periods, unused = asked
    reading = read_question(text, words, TODAY)
    assert list(reading.measures) == measures
    assert list(reading.scopes) == scopes
    assert [period.code for period in reading.periods] == periods
    assert list(reading.unused) == unused


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("研发人员占比", "占比"),
        ("人均专利", "人均"),
        ("火星院研发人员", "火星院"),
        ("研发人员 3021", "3021"),
        ("forecast of R&D staff", "forecast"),
        ("女研发人员", "女"),
        ("不含储能院的研发人员", "不含"),
        ("PCT专利", "pct"),
        ("十四五期间合同额", "十四五期间"),
        ("市场化收入 环比", "环比"),
        ("张三 研发人员", "张三"),
    ],
)
def test_words_that_make_another_figure_are_told_and_no_figure_is_given(words, text, stopped):
    reading = read_question(text, words, TODAY)
    assert reading.stopped_by == (stopped,)
    assert not reading.is_answerable


def test_the_year_end_is_the_last_one_that_is_over(words):
    assert read_question("年底研发人员", words, date(2024, 12, 31)).periods[0].code == "2024"
    assert read_question("年底研发人员", words, date(2025, 1, 1)).periods[0].code == "2024"
    assert read_question("下半年合同额", words, date(2025, 3, 1)).periods[0].code == "2024H2"


@pytest.mark.parametrize(
    ("scope", "kind", "value", "told"),
    [
        ("city", "flow", 0, True),
        ("city", "flow", 5, False),
        ("P01", "flow", 0, False),
        ("city", "stock", 0, False),
    ],
)
def test_a_period_of_which_the_registers_hold_nothing_is_no_fall(db, scope, kind, value, told):
    measure = Measure(code="contract_amount", name="合同成交额", kind=kind, value_type="count", unit="项")
    figure = Figure(
        measure,
        MeasureDefinition(derivation="contract_amount"),
        Scope(scope, "示范市", None, Decision(True)),
        Period.parse("2025"),
        "reported",
        Computed(Decimal(value), State.DERIVED),
        FigureChange(Decimal(116), Decimal(value - 116), Decimal(-100)),
    )
    answer = figure_answer(figure, "")
    assert (answer.figure.yoy is None) == told and bool(answer.note) == told
    assert ("116" in answer.sentence) != told
