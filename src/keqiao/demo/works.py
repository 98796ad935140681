"""Representative works of the demonstration's platforms, and the statements of users behind those that are judged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from keqiao.web.accounts.models import User
from keqiao.web.facts.services import attach_to_rows, own_file, store_evidence
from keqiao.web.registry.models import RepresentativeWork

from .evidence import pdf, title_of
from .plan import PLANS, PlatformPlan

if TYPE_CHECKING:
    from .registers import Registers

YEARS = range(2022, 2026)
_KINDS = (
    # kind, what is done with the topic, what it achieves
    ("technology", "{topic}关键技术", "突破{topic}的关键工艺，经第三方检测达到设计指标，已形成发明专利。"),
    ("product", "{topic}样机及应用", "完成{topic}样机，在{theme}领域实现小批量应用。"),
    ("service", "{topic}检测与验证服务", "面向企业提供{topic}的检测、验证和改进建议。"),
)
_USERS = "本地企业试用后出具应用证明，认为性能稳定、成本下降（演示内容）。"


def add_works(registers: Registers) -> None:
    """Store the representative works of every platform and year, handed in in the January after."""
    registers.add(
        RepresentativeWork(
            platform=registers.platforms[plan.code],
            year=year,
            number=number,
            title=work[1].format(topic=topic),
            kind=work[0],
            finished_on=date(year, 4 * number - 1, 20),
            effect=work[2].format(topic=topic, theme=plan.theme),
            users=_USERS if number == 1 else "",
            **registers.by(date(year + 1, 1, 5)),
        )
        for plan in PLANS
        for year in YEARS
        if plan.opened.year <= year
        for number, (topic, work) in enumerate(zip(_topics(plan), _KINDS, strict=False), start=1)
    )


def _topics(plan: PlatformPlan) -> list[str]:
    return plan.research.split("、")


def attach_statements(officer: User, codes: Iterable[str], year: str) -> None:
    """Rest the first work of each of these platforms on a statement of its users."""
    works = RepresentativeWork.objects.current().filter(
        platform__code__in=list(codes), year=int(year), number=1
    )
    for work in works.select_related("platform").order_by("platform__code"):
        key = f"users-{work.platform.code}-{year}"
        title, grade = title_of(key)
        content = ContentFile(pdf(key, [work.title, work.users]), f"{key}.pdf")
        attach_to_rows(officer, [work], store_evidence(officer, own_file(content), title, grade))
