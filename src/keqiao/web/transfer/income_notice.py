"""The notice of a distribution as an official paper (公示 while it is public, 通知 once it is decided), in Chinese."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone, translation

from keqiao.engine.papers import (
    Addressee,
    Align,
    Document,
    DocumentHeading,
    DocumentTable,
    Paragraph,
    Part,
    Signature,
)
from keqiao.engine.transfer import IncomeSharing
from keqiao.engine.transfer.transfer_case import MODES
from keqiao.web.site.papers import word
from keqiao.web.transfer.cases import sharing_of
from keqiao.web.transfer.models import DistributionState, IncomeDistribution

PRINTED = (DistributionState.PUBLISHED, DistributionState.DECIDED, DistributionState.PAID)
"""States in which there is a notice."""


def title_of(row: IncomeDistribution) -> str:
    """Return the title, by which the file is named too."""
    kind = "公示" if row.state == DistributionState.PUBLISHED else "通知"
    return f"关于“{row.name}”转化收益分配的{kind}"


def notice(row: IncomeDistribution) -> bytes | None:
    """Return the notice; None where there is none. The same row gives the same bytes."""
    if row.state not in PRINTED or row.published_on is None:
        return None
    with translation.override("zh-hans"):
        sharing = sharing_of(row)
        mode = MODES[sharing.case.mode].in_language("zh")
        rule = "".join(said.in_language("zh") for said in sharing.rule.sentences())
        parts: list[Part] = [
            Addressee("各部门："),
            Paragraph(
                f"“{row.name}”以{mode}方式转化（合同日期{sharing.case.day.isoformat()}），现将收益分配{_what(row)}如下。"
            ),
            DocumentHeading("分配依据"),
            Paragraph(rule),
            DocumentHeading("分配结果"),
            Paragraph(f"奖励总额{_yuan(row.reward)}元，留存单位{_yuan(sharing.stays)}元。"),
            _table(sharing),
        ]
        if row.state == DistributionState.PUBLISHED and row.public_until is not None:
            parts += [
                DocumentHeading("公示期限"),
                Paragraph(
                    f"公示期自{row.published_on.isoformat()}至{row.public_until.isoformat()}。"
                    "如有异议，请在公示期内以书面形式提出。"
                ),
            ]
        at = row.decided_at or row.prepared_at
        day = row.published_on if row.decided_at is None else timezone.localdate(row.decided_at)
        parts.append(Signature(row.platform.organisation.name, day))
        return word(Document(title_of(row), parts, at, subject=row.code))


def _what(row: IncomeDistribution) -> str:
    return "方案公示" if row.state == DistributionState.PUBLISHED else "决定通知"


def _yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _table(sharing: IncomeSharing) -> DocumentTable:
    """Who gets what, with each payment of the plan."""
    plan = sharing.columns if len(sharing.columns) > 1 else ()
    names = [name if isinstance(name := column.name, str) else name.in_language("zh") for column in plan]
    rows = [
        [
            str(number),
            line.name,
            "是" if line.main else "",
            *(_yuan(line.payments[at]) for at in range(len(plan))),
            _yuan(line.amount),
        ]
        for number, line in enumerate(sharing.lines, start=1)
    ]
    sums = [sum((line.payments[at] for line in sharing.lines), Decimal(0)) for at in range(len(plan))]
    rows.append(["", "合计", "", *map(_yuan, sums), _yuan(sharing.reward)])
    figures: list[Align] = ["right"] * (len(plan) + 1)
    return DocumentTable(
        ["序号", "姓名", "主要贡献", *names, "金额"],
        rows,
        [1, 3, 1.6, *(2.4 for _figure in figures)],
        ["center", "left", "center", *figures],
        caption="单位：元",
    )
