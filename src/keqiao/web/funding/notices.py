"""The notice of a decided allocation (资金分配通知) as an official document.

It is an official Chinese document whatever language the reader has chosen; every figure and name comes from the pool.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone, translation

from keqiao.web.funding import narrative, rulebook
from keqiao.web.funding.computing import wan
from keqiao.web.funding.documents import PARAMETERS
from keqiao.web.funding.models import Pool, Proposal, ProposalLine
from keqiao.web.registry.models import Region
from keqiao.web.site import numbers
from keqiao.web.site.documents import (
    Addressee,
    Align,
    Document,
    Heading,
    Paragraph,
    Part,
    Signature,
    Table,
    word,
)


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
                f"根据《{proposal.rules.name_zh}》（{proposal.rules.version}版）和{pool.grading.code}号定级结果，"
                f"现将“{pool.title}”分配结果通知如下。"
            ),
            Heading("分配结果"),
            Paragraph(
                f"资金总额{wan(pool.amount)}万元，分配{wan(spent)}万元，结余{wan(proposal.unspent)}万元。"
            ),
            _amounts(lines),
        ]
        if rules.instalments:
            shares = "，".join(f"{one.name.zh}{numbers.percent(one.share, 0)}" for one in rules.instalments)
            parts += [Heading("拨付方式"), Paragraph(f"资金分期拨付：{shares}。")]
        if rules.uses:
            allowed = "、".join(use.name.zh for use in rules.uses if use.allowed)
            barred = "、".join(use.name.zh for use in rules.uses if not use.allowed)
            said = f"资金可用于{allowed}" + (f"，不得用于{barred}" if barred else "") + "。"
            parts += [Heading("资金使用"), Paragraph(said + "各平台应专款专用，并在本系统填报使用情况。")]
        day = timezone.localdate(pool.decided_at)
        parts.append(Signature(_issuer(), day))
        return word(
            Document(
                f"关于下达{pool.title}的通知",
                parts,
                pool.decided_at,
                subject=pool.code,
            )
        )


def _issuer() -> str:
    """Return who signs, the name of the region filled in."""
    region = Region.objects.first()
    return PARAMETERS.in_force().issuer.replace("{region}", region.name if region is not None else "")


def _amounts(lines: Sequence[ProposalLine]) -> Table:
    """Return the amounts, the platforms that get anything, in the order of their rank."""
    words = narrative.kind_words()
    funded = [line for line in lines if line.amount]
    split = [narrative.parts(line) for line in funded]
    used = [kind for kind in narrative.KINDS if any(one[kind] for one in split)]
    shown = used if len(used) > 1 else []
    rows = [
        [
            str(number),
            line.platform.short_name,
            line.grade_zh,
            *(numbers.money(one[kind]) for kind in shown),
            numbers.money(line.amount),
        ]
        for number, (line, one) in enumerate(zip(funded, split, strict=True), start=1)
    ]
    heads = ["序号", "科创平台", "等次", *(words[kind] for kind in shown), "金额"]
    figures: list[Align] = ["right"] * (len(shown) + 1)
    return Table(
        heads,
        rows,
        [1, 4, 2, *(2 for _one in figures)],
        ["center", "left", "center", *figures],
        caption="单位：万元",
    )
