"""The demonstration's programmes: those of the package, put into force by two persons, and some answers of a firm."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from keqiao.engine.eligibility import packaged_programmes
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import today
from keqiao.web.programmes import selectors
from keqiao.web.programmes.assessments import assess_all
from keqiao.web.programmes.library import PROGRAMMES
from keqiao.web.programmes.models import ApplicantKind, ProgrammeVersion
from keqiao.web.programmes.selectors import own_subject
from keqiao.web.programmes.services import GivenAnswer, answer, keep
from keqiao.web.registry.models import Organisation
from keqiao.web.rulebooks.versions import DocumentStatus

SOURCE = "公开文件整理，未逐条核对，仅供演示"
REASON = "演示：按公开文件录入"
ANSWERS = (
    GivenAnswer("staff_tech", "人", Decimal(6)),
    GivenAnswer("assets", "万元", Decimal(5200)),
    GivenAnswer("years_market", "年", Decimal(6)),
    GivenAnswer("bad_record", "", Decimal(0)),
    GivenAnswer("banned_product", "", Decimal(0)),
    GivenAnswer("equity_2y", "万元", Decimal(0)),
    GivenAnswer("development_score", "分", Decimal(62)),
    GivenAnswer("core_ip", "件", Decimal(4)),
    GivenAnswer("field_listed", "", Decimal(1)),
    GivenAnswer("rd_3y_domestic", "万元", Decimal(270)),
    GivenAnswer("hightech_income", "万元", Decimal(640)),
    GivenAnswer("income_total", "万元", Decimal(1110)),
    GivenAnswer("innovation_score", "分", Decimal(76)),
    GivenAnswer("serious_events", "起", Decimal(0)),
)
"""Of the firm with an account: high-tech income is nearly enough, the size for a title of a specialised firm is not."""
EVERY = 3
"""Of the other firms each third has answered."""


def add_programmes() -> None:
    """Put the packaged programmes into force, let the firm answer, compare everything."""
    people = {
        user.username: user for user in User.objects.filter(username__in=("officer", "reviewer", "firm"))
    }
    for path in packaged_programmes().values():
        version = PROGRAMMES.add(
            people["officer"], {"text": path.read_text(encoding="utf-8"), "source": SOURCE}
        )
        put_into_force(version, people["officer"], people["reviewer"])
    firm = own_subject(people["firm"])
    if firm is not None:
        answer(people["firm"], firm.pk, ANSWERS, today() - timedelta(days=20), "2025年度审计报告")
    _others(people["officer"], firm)
    assess_all()


def _others(officer: User, besides: Organisation | None) -> None:
    """What the bureau entered for other firms after its visits: some fit, some nearly, some not."""
    for number, subject in enumerate(selectors.all_subjects(ApplicantKind.FIRM).order_by("pk")):
        if number % EVERY or subject == besides:
            continue
        step = number // EVERY
        income = Decimal(500 + 37 * step)
        figures = (
            ("staff_tech", "人", Decimal(2 + step % 5)),
            ("assets", "万元", Decimal(300 + 90 * step)),
            ("years_market", "年", Decimal(2 + step % 4)),
            ("bad_record", "", Decimal(step % 11 == 5)),
            ("banned_product", "", Decimal(0)),
            ("equity_2y", "万元", Decimal(500 * (step % 6))),
            ("development_score", "分", Decimal(46 + 3 * (step % 8))),
            ("core_ip", "件", Decimal(step % 4)),
            ("field_listed", "", Decimal(1)),
            ("rd_3y_domestic", "万元", Decimal(80 + 6 * step)),
            ("hightech_income", "万元", (income * (54 + step % 12) / 100).quantize(Decimal(1))),
            ("income_total", "万元", income),
            ("innovation_score", "分", Decimal(66 + step % 15)),
            ("serious_events", "起", Decimal(0)),
        )
        given = [GivenAnswer(code, unit, value) for code, unit, value in figures]
        keep(officer, subject, given, today() - timedelta(days=30 + step), "走访记录（演示数据）")


def put_into_force(version: ProgrammeVersion, officer: User, other: User) -> None:
    """Let one person propose a version and another accept it."""
    proposal = PROGRAMMES.enactment.propose(officer, version, DocumentStatus.VALID, REASON)
    PROGRAMMES.enactment.decide(other, proposal.pk, accepted=True)
