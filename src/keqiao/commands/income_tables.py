"""What ``keqiao share-income`` reads from a workbook and what it writes: sheets and columns."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from keqiao.commands.document_books import BookField, BookSheet
from keqiao.commands.result_tables import OutputTable, TableField
from keqiao.engine.transfer.legal_forms import FORMS
from keqiao.engine.transfer.reward_rule import in_percent
from keqiao.engine.transfer.tax_hint import taxed_transfer_income
from keqiao.engine.transfer.transfer_case import MODES
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.engine.transfer import IncomeSharing, RewardLine

_MODES = {
    "转让": "transfer",
    "许可": "licence",
    "作价投资": "investment",
    "自行实施": "self",
    "合作实施": "cooperation",
}
_FORMS = {
    "国家设立的研究开发机构": "state_institute",
    "高等院校": "university",
    "民办非企业单位": "private_non_enterprise",
    "国有企业": "state_enterprise",
    "企业": "enterprise",
    "其他": "other",
}
_OBJECTIONS = {"无": "none", "有": "open", "已处理": "settled"}
_NAME = BookField("name", ("名称", "姓名"))
CASE_SHEETS = (
    BookSheet(
        ("成果", "case"),
        (
            BookField("name", ("成果名称", "名称")),
            BookField("day", ("合同日期", "日期"), "date"),
            BookField("mode", ("转化方式", "方式"), "word", words=_MODES),
            BookField("unit.name", ("单位名称", "单位")),
            BookField("unit.credit_code", ("统一社会信用代码", "信用代码")),
            BookField("unit.form", ("法律形式", "单位性质"), "word", words=_FORMS),
            BookField("unit.non_profit", ("非营利",), "yes_no"),
            BookField("unit.research_scope", ("业务范围含研发转让咨询",), "yes_no"),
            BookField("amount", ("收入", "合同金额", "作价金额"), "number", "元"),
            BookField("stake", ("占股比例",), "number", "%"),
            BookField("terms.name", ("奖励规定", "奖励约定")),
            BookField("terms.kind", ("规定或约定",), "word", words={"规定": "own_rule", "约定": "agreement"}),
            BookField("terms.share", ("奖励比例",), "number", "%"),
            BookField("terms.years", ("奖励年数",), "number"),
            BookField("local_floor.name", ("地方规定",)),
            BookField("local_floor.share", ("地方最低比例",), "number", "%"),
            BookField(
                "pricing",
                ("定价方式",),
                "word",
                words={"协议定价": "negotiated", "挂牌交易": "listed", "拍卖": "auction"},
            ),
            BookField("contract_registered", ("技术合同已登记",), "yes_no"),
            BookField("received", ("到账日期",), "date"),
            BookField("price_publicity.from", ("价格公示开始",), "date"),
            BookField("price_publicity.until", ("价格公示结束",), "date"),
            BookField("price_publicity.objection", ("价格公示异议",), "word", words=_OBJECTIONS),
            BookField("reward_publicity.from", ("奖励公示开始",), "date"),
            BookField("reward_publicity.until", ("奖励公示结束",), "date"),
            BookField("reward_publicity.objection", ("奖励公示异议",), "word", words=_OBJECTIONS),
        ),
    ),
    BookSheet(("成本", "costs"), (_NAME, BookField("amount", ("金额",), "number", "元")), "costs"),
    BookSheet(
        ("利润", "profits"),
        (
            BookField("year", ("年度", "年份"), "number"),
            BookField("amount", ("营业利润", "金额"), "number", "元"),
        ),
        "profits",
    ),
    BookSheet(
        ("人员", "contributors"),
        (
            _NAME,
            BookField("weight", ("权重", "贡献"), "number"),
            BookField("main", ("主要贡献", "主要贡献人员"), "yes_no"),
            BookField("position", ("职务",), "word", words={"无": "none", "正职": "head", "副职": "deputy"}),
        ),
        "contributors",
    ),
    BookSheet(
        ("付款", "payments"),
        (
            _NAME,
            BookField("date", ("日期", "付款日期"), "date"),
            BookField("share", ("比例", "份额"), "number", "%"),
        ),
        "payments",
    ),
)
"""The sheets of a case: 成果 holds items beside their values, the others rows."""


def money_of(amount: Decimal) -> str:
    """An amount in 元 with separators."""
    return f"{amount:,.2f}"


def heads_of(sharing: IncomeSharing) -> list[Message | str]:
    """The headings of the table of persons on a terminal."""
    return [
        message("Name"),
        message("Part (%)"),
        message("Amount (yuan)"),
        *(column.name for column in sharing.columns),
    ]


def row_of(line: RewardLine, language: str) -> list[str]:
    """A person on a terminal; main contributors are marked."""
    name = message("{name} (main)", name=line.name).in_language(language) if line.main else line.name
    return [name, in_percent(line.part), money_of(line.amount), *map(money_of, line.payments)]


def tables_of(sharing: IncomeSharing) -> list[OutputTable]:
    """Persons and payments, what the reward is taken from, the rule, publicity and tax."""
    return [_persons(sharing), _bases(sharing), _grounds(sharing)]


def _persons(sharing: IncomeSharing) -> OutputTable:
    fields = [
        TableField("name", message("Name"), "text", 20),
        TableField("main", message("Main contributor"), "centre"),
        TableField("part", message("Part (%)"), "number"),
        TableField("amount", message("Amount (yuan)"), "money", 18),
        TableField("stake", message("Share in the firm (%)"), "number"),
        *(
            TableField(f"payment_{at}", column.name, "money", 18)
            for at, column in enumerate(sharing.columns, start=1)
        ),
    ]
    rows: list[Sequence[object]] = [
        (line.name, line.main, _percent(line.part), line.amount, _percent(line.stake), *line.payments)
        for line in sharing.lines
    ]
    if sharing.lines:
        sums = [
            sum((line.payments[at] for line in sharing.lines), Decimal(0))
            for at in range(len(sharing.columns))
        ]
        stake = sum((line.stake for line in sharing.lines if line.stake is not None), Fraction(0))
        rows.append((message("Total"), None, Decimal(100), sharing.reward, _percent(stake or None), *sums))
    return OutputTable(
        "persons",
        message("Distribution"),
        message("Distribution of the reward"),
        tuple(fields),
        rows,
        message("{name}; amounts in yuan, closing to the cent.", name=sharing.case.name),
    )


def _percent(part: Fraction | None) -> Decimal | None:
    return None if part is None else Decimal(round(part * 10**6)).scaleb(-4)


def _bases(sharing: IncomeSharing) -> OutputTable:
    fields = (
        TableField("name", message("Taken from"), "text", 24),
        TableField("gross", message("Income (yuan)"), "money", 18),
        TableField("costs", message("Costs (yuan)"), "money", 18),
        TableField("net", message("Net (yuan)"), "money", 18),
        TableField("reward", message("Reward (yuan)"), "money", 18),
    )
    rows = [(basis.name, basis.gross, basis.costs, basis.net, basis.reward) for basis in sharing.bases]
    return OutputTable("bases", message("Net income"), message("What the reward is taken from"), fields, rows)


def _grounds(sharing: IncomeSharing) -> OutputTable:
    case = sharing.case
    rows: list[tuple[object, object]] = [
        (message("Unit"), case.unit.name),
        (message("Legal form"), FORMS[case.unit.legal_form]),
        (message("Way of transformation"), MODES[case.mode]),
        *((message("Rule"), said) for said in sharing.rule.sentences()),
    ]
    if sharing.main is not None:
        rows.append(
            (
                message("Main contributors"),
                message(
                    "{part} % of the reward, at least {floor} %",
                    part=in_percent(sharing.main.part),
                    floor=in_percent(sharing.main.floor),
                ),
            )
        )
    for period in sharing.publicity:
        last = "?" if period.last_day is None else period.last_day.isoformat()
        rows.append(
            (
                message("Publicity"),
                message("{name}: {days}, until {last}", name=period.name, days=period.length, last=last),
            )
        )
    if sharing.tax is not None:
        rows.append((message("Personal income tax (a hint)"), sharing.tax.sentence))
        marks = {True: message("yes"), False: message("no"), None: message("not told")}
        rows += [
            (message("Condition"), message("{name}: {met}", name=condition.name, met=marks[condition.met]))
            for condition in sharing.tax.conditions
        ]
    rows += _income_tax(sharing)
    fields = (
        TableField("item", message("Item"), "text", 28),
        TableField("content", message("Content"), "wrap", 90),
    )
    return OutputTable("grounds", message("Grounds of the reward"), message("By which rule"), fields, rows)


def _income_tax(sharing: IncomeSharing) -> list[tuple[object, object]]:
    """The hint about the unit's own tax: for an enterprise that transferred or licensed."""
    case = sharing.case
    if case.mode not in {"transfer", "licence"} or "enterprise" not in case.unit.legal_form.split("_"):
        return []
    net = sharing.reward + sharing.stays
    taxed = taxed_transfer_income(net, case.day, sharing.law)
    provision = sharing.law.in_force("transfer_income_tax", case.day)
    if taxed is None or provision is None:
        return []
    sentence = message(
        "Were this all income from technology of the year, {taxed} of {net} yuan would be taxed ({article}).",
        taxed=money_of(taxed),
        net=money_of(net),
        article=provision.cited,
    )
    return [(message("Enterprise income tax (a hint)"), sentence)]


def facts_of(sharing: IncomeSharing, file: str) -> list[tuple[Message, str | Message]]:
    """What was computed, from which file, by which parameters."""
    law = sharing.law
    return [
        (message("File"), file),
        (message("Day of the law"), sharing.case.day.isoformat()),
        (message("Parameters of the law"), message("{name} {version}", name=law.name, version=law.version)),
        (
            message("Rounding"),
            message(
                "The reward is rounded up to the cent; persons by largest remainders; payments: {rule}.",
                rule=sharing.case.remainder,
            ),
        ),
    ]
