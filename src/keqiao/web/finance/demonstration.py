"""The demonstration's products, structure of input, points and requests of firms: all invented."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at, today
from keqiao.web.finance import services
from keqiao.web.finance.models import InputSource
from keqiao.web.programmes.assessments import assess
from keqiao.web.programmes.demonstration import SOURCE, put_into_force
from keqiao.web.programmes.library import PROGRAMMES
from keqiao.web.programmes.selectors import in_force, own_subject
from keqiao.web.registry.models import Firm, Organisation

AMOUNTS = (
    (42_000, 318_000, 96_000, 21_000),
    (45_000, 352_000, 118_000, 27_000),
    (47_000, 391_000, 143_000, 36_000),
)
"""万元 by year and source, the oldest year first."""


PRODUCT = """
programme: 1
code: {code}
version: "2024"
name: {{zh: {zh}, en: {en}}}
issuer: {{zh: {issuer}, en: {issuer_en}}}
kind: finance
level: municipal
valid_from: 2024-01-01
note: {{zh: 演示产品，条件和额度均为虚构, en: Invented for the demonstration}}
dates:
  - {{code: registered, name: {{zh: 注册日期, en: Day of registration}}}}
measures:
  - code: years_registered
    name: {{zh: 成立年限, en: Years since registration}}
    unit: 年
    changes: up
    formula: "YEARS_BETWEEN(registered, as_of)"
  - {{code: revenue, name: {{zh: 上年度营业收入, en: Revenue of the last year}}, unit: 万元, type: money}}
  - {{code: staff, name: {{zh: 职工总数, en: Employees}}, unit: 人, type: count}}
  - {{code: hightech_valid, name: {{zh: 高企证书有效, en: Valid high-tech certificate}}, type: boolean}}
conditions:
{conditions}
benefits:
  - {{code: most, name: {{zh: 额度上限, en: Most that is given}}, formula: "{amount}", unit: 万元}}
"""
PRODUCTS = (
    {
        "code": "demo_startup_loan",
        "zh": "初创科技贷（演示）",
        "en": "Loan for start-ups (demonstration)",
        "issuer": "示范银行",
        "issuer_en": "Demo Bank",
        "conditions": """
  - {code: age, name: {zh: 成立4至8年, en: Four to eight years old}, when: years_registered BETWEEN 4 AND 7.99}
  - {code: size, name: {zh: 营收100万元, en: Revenue}, value: revenue, compare: ">=", than: 100, unit: 万元}
""",
        "amount": "LEAST(300, revenue)",
    },
    {
        "code": "demo_guarantee",
        "zh": "成长担保（演示）",
        "en": "Guarantee for growth (demonstration)",
        "issuer": "示范融资担保公司",
        "issuer_en": "Demo Guarantee Company",
        "conditions": """
  - {code: age, name: {zh: 成立满5年, en: Five years old}, value: years_registered, compare: ">=", than: 5, unit: 年}
  - {code: size, name: {zh: 营收500万元, en: Revenue}, value: revenue, compare: ">=", than: 500, unit: 万元}
  - {code: staff, name: {zh: 职工10人以上, en: Ten employees}, value: staff, compare: ">=", than: 10, unit: 人}
""",
        "amount": "LEAST(1000, 0.5 * revenue)",
    },
    {
        "code": "demo_equity",
        "zh": "成长基金（演示）",
        "en": "Growth fund (demonstration)",
        "issuer": "示范创业投资基金",
        "issuer_en": "Demo Venture Fund",
        "conditions": """
  - {code: title, name: {zh: 高新技术企业, en: High-tech firm}, when: hightech_valid = 1}
  - {code: age, name: {zh: 成立4年以上, en: Four years old}, value: years_registered, compare: ">=", than: 4, unit: 年}
""",
        "amount": "500",
    },
)


REQUESTS = (
    ("低温电芯中试线建设", 500, "granted"),
    ("补充流动资金", 200, "declined"),
    ("海外市场认证", 150, "withdrawn"),
    ("检测设备更新", 300, "talking"),
    ("固态电解质小试放大", 400, "asked"),
)
"""Purpose, amount in 万元, and how far the request came."""
POINTED = 24
"""So many firms have innovation points."""


def add_finance() -> None:
    """Tell it by the services that people use."""
    add_products()
    add_inputs()
    add_points()
    add_requests()


def add_points() -> None:
    """Points of some firms for two years, as an office would import them."""
    office = User.objects.get(username="finance")
    firms = Organisation.objects.filter(pk__in=Firm.objects.current().values("organisation")).order_by("pk")
    for number, firm in enumerate(firms[:POINTED]):
        for back in (2, 1):
            points = Decimal(52 + (number * 7 + back * 3) % 44)
            services.enter_points(office, firm, today().year - back, points, "企业创新积分（演示数据）")


def add_requests() -> None:
    """The firm with an account asks the fund five times: one request in each state."""
    firm, investor = (User.objects.get(username=name) for name in ("firm", "investor"))
    own, fund = own_subject(firm), investor.unit
    if own is None or fund is None:
        return
    product = next((version for version in in_force() if version.code == "demo_equity"), None)
    parts = ("reports", "certificates", "points")
    for number, (purpose, wanted, answer) in enumerate(REQUESTS):
        at = present() - timedelta(days=90 - 15 * number)
        with story_at(at):
            asked = services.AskedFinance(
                fund, Decimal(wanted) * 10_000, purpose, parts, today() + timedelta(days=180), product
            )
            row = services.ask(firm, own, asked)
        with story_at(at + timedelta(days=3)):
            if answer != "asked":
                services.look(investor, row)
                if answer != "withdrawn":
                    services.take_up(investor, row.pk)
        with story_at(at + timedelta(days=9)):
            if answer == "granted":
                granted = services.GrantedFinance("equity", Decimal(wanted) * 8000, today())
                services.grant(investor, row.pk, granted)
            elif answer == "declined":
                services.decline(investor, row.pk, "当前估值与基金投资阶段不匹配，可在完成中试后再谈。")
            elif answer == "withdrawn":
                services.withdraw(firm, row.pk, "已取得其他资金")


def add_products() -> None:
    """Put the products into force, and compare them with the firms."""
    officer, other = (User.objects.get(username=name) for name in ("officer", "reviewer"))
    for fields in PRODUCTS:
        version = PROGRAMMES.add(officer, {"text": PRODUCT.format(**fields), "source": SOURCE})
        put_into_force(version, officer, other)
        assess(version)


def add_inputs() -> None:
    """Enter them as the finance office does."""
    office = User.objects.get(username="finance")
    for back, amounts in zip((3, 2, 1), AMOUNTS, strict=True):
        for source, amount in zip(InputSource, amounts, strict=True):
            services.enter(office, today().year - back, source, Decimal(amount) * 10_000, "演示数据")
