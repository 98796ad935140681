"""The notice of a decided allocation (资金分配通知) as an official document.

It is an official Chinese document whatever language the reader has chosen; every figure and name comes from the pool.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from keqiao.web.funding import narrative, rulebook
from keqiao.web.funding.computation import wan
from keqiao.web.funding.documents import PARAMETERS
from keqiao.web.funding.models import Instalment, Pool, Proposal, ProposalLine
from keqiao.web.registry.models import Region
from keqiao.web.site import numbers
from keqiao.web.site.papers import word


def allocation(pool: Pool, proposal: Proposal, lines: Sequence[ProposalLine]) -> bytes | None:
    """Return the notice; None before the pool is decided. The same decision gives the same bytes."""
    if not pool.is_decided or pool.decided_at is None or pool.grading is None:
        return None
    with translation.override("zh-hans"):
        spent = sum((line.amount for line in lines), pool.amount - pool.amount)
        rules = rulebook.rules_of(proposal.rules)
        parts: list[Part] = [
            Addressee("各科创平台："),
            Paragraph(
                f"根据{_source(pool)}《{proposal.rules.name_zh}》（{proposal.rules.version}版）和“{pool.grading.title}”"
                f"定级结果（编号{pool.grading.code}），现将“{pool.title}”分配结果通知如下。"
            ),
            DocumentHeading("分配结果"),
            Paragraph(
                f"资金总额{wan(pool.amount)}万元，分配{wan(spent)}万元，结余{wan(proposal.unspent)}万元。"
            ),
            _amounts(lines),
        ]
        if rules.instalments:
            shares = "，".join(
                f"{instalment.name.zh}{numbers.percent(instalment.share, 0)}"
                for instalment in rules.instalments
            )
            parts += [
                DocumentHeading("拨付方式"),
                Paragraph(f"资金分期拨付：{shares}。"),
                *_instalments(lines),
            ]
        if rules.uses:
            allowed = "、".join(use.name.zh for use in rules.uses if use.allowed)
            barred = "、".join(use.name.zh for use in rules.uses if not use.allowed)
            said = f"资金可用于{allowed}" + (f"，不得用于{barred}" if barred else "") + "。"
            parts += [
                DocumentHeading("资金使用"),
                Paragraph(said + "各单位应专款专用，并按规定报送资金使用情况。"),
            ]
        day = timezone.localdate(pool.decided_at)
        parts += [Paragraph(PARAMETERS.in_force().enquiries.in_chinese()), Signature(_issuer(), day)]
        return word(
            Document(
                title(pool),
                parts,
                pool.decided_at,
                subject=pool.code,
            )
        )


def title(pool: Pool) -> str:
    """Return the title of the notice, by which its file is named too."""
    return f"关于下达{pool.title}的通知"


def _source(pool: Pool) -> str:
    """Return the document that the money comes from, as it was entered."""
    return f"{pool.source}、" if pool.source else ""


def _legal_name(line: ProposalLine) -> str:
    return line.platform.organisation.name or line.platform.short_name


def _issuer() -> str:
    """Return who signs, the name of the region filled in."""
    region = Region.objects.first()
    return PARAMETERS.in_force().issuer.replace("{region}", region.name if region is not None else "")


def _amounts(lines: Sequence[ProposalLine]) -> DocumentTable:
    """Return the amounts, the platforms that get anything, in the order of their rank."""
    words = narrative.kind_words()
    funded = [line for line in lines if line.amount]
    split = [narrative.parts(line) for line in funded]
    used = [kind for kind in narrative.KINDS if any(part[kind] for part in split)]
    kinds = used if len(used) > 1 else []
    rows = [
        [
            str(number),
            _legal_name(line),
            line.grade_zh,
            *(numbers.money(part[kind]) for kind in kinds),
            numbers.money(line.amount),
        ]
        for number, (line, part) in enumerate(zip(funded, split, strict=True), start=1)
    ]
    sums = [sum((part[kind] for part in split), Decimal(0)) for kind in kinds]
    total = sum((line.amount for line in funded), Decimal(0))
    rows.append(["", "合计", "", *map(numbers.money, sums), numbers.money(total)])
    heads = ["序号", "单位名称", "等次", *(words[kind] for kind in kinds), "金额"]
    figures: list[Align] = ["right"] * (len(kinds) + 1)
    return DocumentTable(
        heads,
        rows,
        [1.2, 5, 1.6, *(2 for _one in figures)],
        ["center", "left", "center", *figures],
        caption="单位：万元",
    )


def _instalments(lines: Sequence[ProposalLine]) -> list[Part]:
    """Return what each platform gets with each instalment, as it was set at the decision; nothing for a single one."""
    parts: dict[int, dict[int, Decimal]] = {}
    names: dict[int, str] = {}
    for instalment in Instalment.objects.filter(line__in=[line.pk for line in lines]):
        parts.setdefault(instalment.line_id, {})[instalment.number] = instalment.amount
        names[instalment.number] = instalment.name_zh
    if len(names) < 2:
        return []
    numbered = sorted(names)
    rows: list[list[str]] = []
    sums = dict.fromkeys(numbered, Decimal(0))
    for line in lines:
        if line.pk in parts:
            amounts = [parts[line.pk].get(number, Decimal(0)) for number in numbered]
            rows.append([str(len(rows) + 1), _legal_name(line), *map(numbers.money, amounts)])
            sums = {number: sums[number] + amount for number, amount in zip(numbered, amounts, strict=True)}
    rows.append(["", "合计", *(numbers.money(sums[number]) for number in numbered)])
    figures: list[Align] = ["right"] * len(numbered)
    align: list[Align] = ["center", "left", *figures]
    heads = ["序号", "单位名称", *(names[number] for number in numbered)]
    widths = [1.0, 5.0, *(2.4 for _number in numbered)]
    return [DocumentTable(heads, rows, widths, align, caption="分期金额　单位：万元")]
