"""What ``keqiao cap-table`` reads from a workbook and what it writes: sheets and columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from keqiao.commands.document_books import BookField, BookSheet
from keqiao.commands.result_tables import OutputTable, TableField
from keqiao.engine.transfer import cap_table, equity_rounds, look_through
from keqiao.engine.transfer.equity_ledger import EVENTS
from keqiao.engine.transfer.holdings import BASES
from keqiao.language import Message, message
from keqiao.money import split, to_cent

if TYPE_CHECKING:
    from keqiao.engine.transfer import CapTable, EquityLedger, TransferLaw

_KINDS = {
    "自然人": "person",
    "机构": "institution",
    "公司": "company",
    "合伙企业": "partnership",
    "基金": "fund",
}
_EVENTS = {
    "认缴": "subscribe",
    "增资": "subscribe",
    "设立": "subscribe",
    "实缴": "pay",
    "转让": "transfer",
    "期权承诺": "promise",
    "承诺": "promise",
    "转换": "convert",
    "行权": "convert",
    "失效": "lapse",
    "退出": "exit",
    "减资": "exit",
}
_FORMS = {
    "货币": "cash",
    "技术": "technology",
    "知识产权": "technology",
    "实物": "goods",
    "土地使用权": "land",
    "股权": "equity",
    "债权": "claim",
}
LEDGER_SHEETS = (
    BookSheet(
        ("公司", "company"),
        (
            BookField("name", ("公司名称", "名称")),
            BookField("founded", ("成立日期",), "date"),
            BookField("limited", ("有限责任公司",), "yes_no"),
        ),
    ),
    BookSheet(
        ("股东", "holders"),
        (
            BookField("name", ("名称", "姓名", "股东")),
            BookField("kind", ("类型", "股东类型"), "word", words=_KINDS),
            BookField("state_owned", ("国有", "国有单位"), "yes_no"),
            BookField("position", ("职务",), "word", words={"无": "none", "正职": "head", "副职": "deputy"}),
        ),
        "holders",
    ),
    BookSheet(
        ("事件", "events"),
        (
            BookField("date", ("日期",), "date"),
            BookField("kind", ("事项", "类型"), "word", words=_EVENTS),
            BookField("holder", ("股东", "转让方")),
            BookField("to", ("受让方",)),
            BookField("amount", ("出资额", "金额"), "number", "元"),
            BookField("paid", ("其中已实缴",), "number", "元"),
            BookField("due", ("出资期限",), "date"),
            BookField("form", ("出资方式",), "word", words=_FORMS),
            BookField("price", ("对价", "投资款"), "number", "元"),
            BookField("round", ("轮次",)),
            BookField("promise", ("承诺名称", "期权名称")),
            BookField("valuation.value", ("评估值",), "number", "元"),
            BookField("valuation.report", ("评估报告",)),
            BookField(
                "valuation.pricing",
                ("定价方式",),
                "word",
                words={"协议定价": "negotiated", "挂牌交易": "listed", "拍卖": "auction"},
            ),
            BookField("valuation.publicity.from", ("公示开始",), "date"),
            BookField("valuation.publicity.until", ("公示结束",), "date"),
        ),
        "events",
    ),
)
"""The sheets of a ledger. Who stands behind a holder (``members``) is written in YAML only."""


def tables_of(ledger: EquityLedger, day: date) -> list[OutputTable]:
    """The table of the day, those behind the holders, each round, and the events."""
    table = cap_table(ledger, day)
    return [_holdings(ledger, table), _behind(ledger, table), _rounds(ledger), _events(ledger)]


def _holdings(ledger: EquityLedger, table: CapTable) -> OutputTable:
    fields = (
        TableField("name", message("Holder"), "text", 28),
        TableField("subscribed", message("Subscribed (yuan)"), "money", 18),
        TableField("subscribed_part", message("By subscription (%)"), "points"),
        TableField("paid", message("Paid (yuan)"), "money", 18),
        TableField("paid_part", message("By payment (%)"), "points"),
        TableField("promised", message("Promised (yuan)"), "money", 18),
        TableField("diluted_part", message("With promises (%)"), "points"),
    )
    parts = {basis: table.printed(basis) for basis in BASES}
    rows: list[Sequence[object]] = [
        (
            holding.name,
            to_cent(holding.subscribed),
            parts["subscribed"][holding.name],
            to_cent(holding.paid),
            parts["paid"][holding.name],
            to_cent(holding.promised),
            parts["diluted"][holding.name],
        )
        for holding in table.holdings
    ]
    if table.holdings:
        rows.append(
            (
                message("Total"),
                to_cent(table.total("subscribed")),
                sum(parts["subscribed"].values(), Decimal(0)),
                to_cent(table.total("paid")),
                sum(parts["paid"].values(), Decimal(0)),
                to_cent(table.total("diluted") - table.total("subscribed")),
                sum(parts["diluted"].values(), Decimal(0)),
            )
        )
    note = message("Promises stand outside the register. Parts add up to 100.00 by largest remainders.")
    title = message("{name}, end of {day}", name=ledger.name, day=table.day.isoformat())
    return OutputTable("holdings", message("Cap table"), title, fields, rows, note)


def _behind(ledger: EquityLedger, table: CapTable) -> OutputTable:
    fields = (
        TableField("name", message("Behind all holders"), "text", 28),
        TableField("subscribed_part", message("By subscription (%)"), "points"),
        TableField("paid_part", message("By payment (%)"), "points"),
    )
    subscribed, paid = (look_through(ledger, table, basis) for basis in ("subscribed", "paid"))
    first, second = _printed(subscribed), _printed(paid)
    rows = [(name, first[name], second.get(name, Decimal("0.00"))) for name in subscribed]
    return OutputTable(
        "behind", message("Looked through"), message("Who stands behind the holders"), fields, rows
    )


def _printed(parts: dict[str, Fraction]) -> dict[str, Decimal]:
    if not any(parts.values()):
        return dict.fromkeys(parts, Decimal("0.00"))
    return dict(zip(parts, split(Decimal(100), list(parts.values())), strict=True))


def _rounds(ledger: EquityLedger) -> OutputTable:
    fields = (
        TableField("round", message("Round"), "text", 20),
        TableField("date", message("Day"), "centre"),
        TableField("raised", message("Raised (yuan)"), "money", 18),
        TableField("post_money", message("Post-money value (yuan)"), "money", 20),
        TableField("name", message("Holder"), "text", 28),
        TableField("subscribed_part", message("By subscription (%)"), "points"),
        TableField("change", message("Change (points)"), "points"),
        TableField("paid_part", message("By payment (%)"), "points"),
    )
    rows: list[Sequence[object]] = []
    for equity_round in equity_rounds(ledger):
        subscribed, paid = equity_round.table.printed("subscribed"), equity_round.table.printed("paid")
        earlier = equity_round.before.printed("subscribed") if equity_round.before is not None else {}
        for name in dict.fromkeys([*subscribed, *earlier]):
            part = subscribed.get(name, Decimal("0.00"))
            rows.append(
                (
                    equity_round.name,
                    equity_round.table.day,
                    None if equity_round.raised is None else to_cent(equity_round.raised),
                    None if equity_round.post_money is None else to_cent(equity_round.post_money),
                    name,
                    part,
                    part - earlier.get(name, Decimal("0.00")),
                    paid.get(name, Decimal("0.00")),
                )
            )
    return OutputTable("rounds", message("Rounds"), message("Round by round"), fields, rows)


def _events(ledger: EquityLedger) -> OutputTable:
    fields = (
        TableField("date", message("Day"), "centre"),
        TableField("kind", message("Event"), "text", 16),
        TableField("holder", message("Holder"), "text", 28),
        TableField("to", message("Acquired by"), "text", 28),
        TableField("amount", message("Registered capital (yuan)"), "money", 20),
        TableField("due", message("Due"), "centre"),
        TableField("price", message("Price (yuan)"), "money", 18),
        TableField("round", message("Round"), "text", 16),
    )
    rows = [
        (
            event.day,
            EVENTS[event.kind],
            event.holder,
            event.to,
            event.amount,
            event.due,
            event.price,
            event.round,
        )
        for _at, event in ledger.in_order()
    ]
    return OutputTable("events", message("Events"), message("Events of the capital"), fields, rows)


def facts_of(
    ledger: EquityLedger, day: date, file: str, law: TransferLaw
) -> list[tuple[Message, str | Message]]:
    """What was computed, from which file, by which parameters."""
    return [
        (message("File"), file),
        (message("Company"), ledger.name),
        (message("As of the end of"), day.isoformat()),
        (message("Parameters of the law"), message("{name} {version}", name=law.name, version=law.version)),
    ]
