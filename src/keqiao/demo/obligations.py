"""Instalments, conditions granted and talks with partners of the demonstration's agreements."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from keqiao.web.registry import models as registry

from .agreements import current_agreement
from .calendar import AS_OF, day_between, working_day
from .plan import PLANS, PlatformPlan

if TYPE_CHECKING:
    from .registers import Registers

_OVERDUE = {"P06": Decimal(0), "P11": Decimal(0), "P08": Decimal("0.5")}
"""Platforms whose first instalment of 2024 is not paid, or in part."""
_LAST = "2024"
_CONDITIONS = (
    (
        "market",
        "同等条件下，政府投资项目优先采购平台研制的首台（套）产品和服务。",
        "Projects of the city prefer, at equal terms, the platform's first-of-a-kind products and services.",
    ),
    (
        "market",
        "平台面向本市企业开展检测、研发服务的，由创新券按合同额30%抵扣。",
        "Innovation vouchers cover 30 % of contracts for testing and research with firms of the city.",
    ),
    (
        "incubation",
        "平台孵化项目入驻园区的，前三年免收场地租金，后两年减半。",
        "Incubated projects pay no rent in the park for three years and half of it for two more.",
    ),
    (
        "incubation",
        "概念验证项目经评审立项后，单个项目给予不超过50万元前期资助，允许失败。",
        "A proof-of-concept project that passed its review receives up to 500,000 yuan; it may fail.",
    ),
    (
        "cultivation",
        "孵化企业首次认定高新技术企业的，市、园区两级奖励计入平台年度绩效。",
        "Awards for a firm's first high-tech certificate count for the platform's yearly result.",
    ),
    (
        "cultivation",
        "国有创投资金对平台孵化企业跟投比例不超过30%，按本息优先转让给核心团队。",
        "State venture capital joins with at most 30 % and sells to the core team at cost plus interest.",
    ),
    (
        "income",
        "横向技术服务收入由平台自主支配，可用于团队绩效。",
        "Income from contract research is at the platform's disposal, also for bonuses of the team.",
    ),
    (
        "income",
        "科技成果转让、许可净收入的70%奖励成果完成人，其余留归平台。",
        "70 % of the net income from transfers and licences goes to the inventors, the rest to the platform.",
    ),
)
_TALKS = (
    ("meeting", "年度共建工作会商", "明确下一年度共建任务和双方经费安排，形成会议纪要。"),
    ("visit", "市领导带队回访共建单位", "共建单位同意增派驻地科研人员，并推荐两个成熟项目落地。"),
    ("visit", "共建单位来访调研平台运行", "就驻地考核和成果归属交换意见，商定修订管理办法。"),
    ("call", "函商派驻人员任期和待遇", "派驻人员任期延长一年，待遇按原标准执行。"),
    ("call", "沟通联合实验室设备进场安排", "设备分两批进场，平台配合做好场地改造。"),
    ("review", "共建协议履约评估", "协议主要任务基本完成，产业化指标需加快，列出整改清单。"),
)


def add_obligations(registers: Registers) -> None:
    """Store what agreements grant and owe, and the talks about it."""
    random = Random(f"{registers.city.seed}:obligations")  # noqa: S311 - invented rows, nothing secret
    _instalments(registers, random)
    registers.add(
        registry.Condition(
            agreement=agreement, kind=kind, text=text, text_en=text_en, **registers.by(agreement.signed_on)
        )
        for plan in PLANS
        for agreement in [current_agreement(registers, plan.code)]
        for kind, text, text_en in sorted(random.sample(_CONDITIONS, 3))
    )
    registers.add(row for plan in PLANS for row in _talks(registers, plan, random))


def _instalments(registers: Registers, random: Random) -> None:
    """Two instalments of each year's funds: 60 % after the evaluation of the year before, the rest after the check."""
    numbers: Counter[str] = Counter()
    rows: list[registry.Instalment] = []
    for promise in registers.city.commitments:
        if promise.measure != "fiscal_funding":
            continue
        agreement = registers.agreements[promise.agreement]
        code, year = agreement.platform.code, int(promise.period)
        first = (promise.target * Decimal("0.6")).quantize(Decimal(1))
        earliest = agreement.signed_on + timedelta(days=30)
        for amount, planned, condition in (
            (first, date(year, 4, 30), "上年度绩效评价合格以上"),
            (promise.target - first, date(year, 11, 15), "年中检查通过、经费使用规范"),
        ):
            numbers[promise.agreement] += 1
            due_on = max(planned, earliest)
            paid: Any = working_day(
                day_between(random, due_on - timedelta(days=25), due_on + timedelta(days=12))
            )
            share = Decimal(1)
            if promise.period == _LAST:
                share = _OVERDUE.get(code, share) if due_on < AS_OF else Decimal(0)
            rows.append(
                registry.Instalment(
                    agreement=agreement,
                    number=numbers[promise.agreement],
                    amount=amount,
                    condition=condition,
                    due_on=due_on,
                    paid_on=paid if share else None,
                    paid_amount=amount * share if share else None,
                    voucher=f"演示拨{year}-{len(rows) + 1:03d}" if share else "",
                    **registers.by(agreement.signed_on),
                )
            )
    registers.add(rows)


def _talks(registers: Registers, plan: PlatformPlan, random: Random) -> list[Any]:
    """Three to five talks of a platform in 2023 and 2024; a review says how content the partner is."""
    rows = []
    for kind, subject, outcome in random.sample(_TALKS, random.randint(3, 5)):
        on = working_day(day_between(random, max(plan.opened, date(2023, 2, 1)), AS_OF, 0.8))
        content = round(5 * plan.care) if kind in ("review", "meeting") else None
        rows.append(
            registry.Contact(
                platform=registers.platforms[plan.code],
                partner=registers.partners[plan.partner],
                on=on,
                kind=kind,
                subject=subject,
                outcome=outcome,
                satisfaction=content,
                **registers.by(on),
            )
        )
    return rows
